import { spawn } from 'node:child_process';
import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { parseJson } from '../json';
import type { Credentials } from './Credentials';
import { Secret } from './Secret';

/** Some helpers ask a cloud; none should ask a person. In milliseconds. */
const TIMEOUT_MS = 30_000;
const MAXIMUM_OUTPUT_BYTES = 64 * 1024;

/** https://github.com/docker/docker-credential-helpers#development */
const HelperAnswer = z.object({ Username: z.string(), Secret: z.string().min(1) });

/** How a helper says that what it gives is an identity token: https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol */
const TOKEN_USER = '<token>';

function failed(helper: string, why: string, cause?: unknown): LiveryError {
  return new LiveryError('credentials-invalid', {
    message: `The credential helper ${programOf(helper)} gave no credentials: ${why}.`,
    // Its output stays unseen: it is where passwords are.
    hint: `Try it yourself: echo HOST | ${programOf(helper)} get`,
    cause,
  });
}

function programOf(helper: string): string {
  return `docker-credential-${helper}`;
}

/**
 * Asks a credential helper, as docker does: the program `docker-credential-<helper>` with `get`, the server on its standard
 * input, so that nothing stands in an argument list.
 *
 * @param server - as it was logged in to
 * @param environment - what the helper sees; it is looked for on the PATH of this
 * @returns undefined when the helper knows none for this server
 * @throws LiveryError `credentials-invalid`
 */
export async function askCredentialHelper(
  helper: string,
  server: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials | undefined> {
  if (!/^\w[\w.-]*$/.test(helper)) {
    throw new LiveryError('credentials-invalid', {
      message: `The credential helper ${JSON.stringify(helper)} was not started: that is no name of a program.`,
      hint: 'Give the part of its name after "docker-credential-", such as "ecr-login".',
    });
  }
  const { code, output } = await run(helper, server, environment);
  if (code !== 0) {
    // Helpers have no other way to say that they know nothing:
    // https://github.com/docker/docker-credential-helpers/blob/master/credentials/error.go
    if (/credentials not found/i.test(output)) {
      return undefined;
    }
    throw failed(helper, `it ended with the code ${code}`);
  }
  const answer = HelperAnswer.safeParse(parseJson(output));
  if (!answer.success) {
    throw failed(helper, 'what it answered is not the JSON that a helper has to answer');
  }
  const { Username: username, Secret: secret } = answer.data;
  return username === TOKEN_USER
    ? { kind: 'identity-token', token: new Secret(secret) }
    : { kind: 'password', username, password: new Secret(secret) };
}

function run(
  helper: string,
  server: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(programOf(helper), ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: environment,
      windowsHide: true,
    });
    // Not the option of spawn: its timer lives on when there is no such program.
    let killedBecause: string | undefined;
    const kill = (why: string) => {
      killedBecause = why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => kill(`it did not end in ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > MAXIMUM_OUTPUT_BYTES) {
        kill('it answered without end');
      } else {
        chunks.push(chunk);
      }
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(
        failed(helper, error.code === 'ENOENT' ? 'it is not on the PATH' : 'it could not be started', error),
      );
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal !== null) {
        reject(failed(helper, killedBecause ?? `it was ended by ${signal}`));
      } else {
        resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
      }
    });
    child.stdin.on('error', () => undefined); // a helper may end before it has read; its code tells
    child.stdin.end(server);
  });
}
