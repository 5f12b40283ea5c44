import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import type { Secret } from '@livery/images';

/** An agent forgets a key after this time, should nobody end it. In seconds. */
const KEY_LIFETIME_SECONDS = 900;
const START_TIMEOUT_MS = 10_000;

/** Answers the question for a passphrase from a variable, and a second one, which means it was wrong, not at all. */
const ASK = `#!/bin/sh
case "$1" in Bad*) exit 1 ;; esac
printf '%s\\n' "$LIVERY_SSH_PASSPHRASE"
`;

/** A private key for SSH, and what opens it. */
export interface SshKey {
  readonly privateKey: Secret;
  readonly passphrase?: Secret;
}

/**
 * Runs a task beside an agent that holds one key, which is in its memory and in no file. The agent ends with the task.
 *
 * @param home - a private folder, for the socket of the agent
 * @throws LiveryError `credentials-invalid` if the key cannot be read, or the passphrase is not the right one; and what the task throws
 */
export async function withSshAgent<T>(
  key: SshKey,
  home: string,
  task: (socket: string) => Promise<T>,
): Promise<T> {
  const socket = path.join(home, 'agent');
  // -D: it stays our child, so that nobody else has to clear it away.
  const agent = spawn('ssh-agent', ['-D', '-a', socket], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(agent, 'close').catch(() => undefined);
  try {
    // It says where it listens as soon as it does.
    const isListening = await Promise.race([
      once(agent.stdout, 'data', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).then(() => true),
      ended.then(() => false),
    ]).catch(() => false);
    if (!isListening) {
      throw new LiveryError('credentials-invalid', {
        message: 'An SSH key could not be used: ssh-agent, which would hold it, does not start.',
        hint: 'Install the OpenSSH client where this runs.',
      });
    }
    await addKey(key, home, socket);
    return await task(socket);
  } finally {
    agent.kill();
    await ended;
  }
}

async function addKey({ privateKey, passphrase }: SshKey, home: string, socket: string): Promise<void> {
  const ask = path.join(home, 'ask');
  await writeFile(ask, ASK, { mode: 0o700 });
  const child = spawn('ssh-add', ['-q', '-t', String(KEY_LIFETIME_SECONDS), '-'], {
    env: {
      PATH: process.env.PATH,
      SSH_AUTH_SOCK: socket,
      SSH_ASKPASS: ask,
      // https://man.openbsd.org/ssh-add.1#SSH_ASKPASS_REQUIRE
      SSH_ASKPASS_REQUIRE: 'force',
      ...(passphrase && { LIVERY_SSH_PASSPHRASE: passphrase.reveal() }),
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stdin.on('error', () => undefined); // it did not want to read everything; its exit code says why
  // A form field takes the last line break away, without which the key is none.
  child.stdin.end(`${privateKey.reveal().replaceAll('\r\n', '\n').trimEnd()}\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw keyInvalid(passphrase !== undefined, output);
  }
}

function keyInvalid(hasPassphrase: boolean, output: string): LiveryError {
  const isLocked = !/invalid format|error in libcrypto/i.test(output);
  return new LiveryError('credentials-invalid', {
    message: isLocked
      ? `The SSH key cannot be used: ${hasPassphrase ? 'its passphrase is not the right one' : 'it has a passphrase, and none was given'}.`
      : 'The SSH key cannot be used: what was given is no private key that OpenSSH reads.',
    hint: isLocked
      ? 'Enter the passphrase again, or make a key without one: ssh-keygen -t ed25519.'
      : 'Paste the whole file, from its line BEGIN to its line END, and not the one that ends in .pub.',
  });
}
