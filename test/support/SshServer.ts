import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { AddressInfo } from 'node:net';

/** A key that people log in with. */
export interface SshKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes a key, with a passphrase if one is given. */
export function createSshKey(passphrase = ''): SshKeyPair {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livery-key-'));
  try {
    const file = path.join(folder, 'key');
    // -a 1: one round to protect it; the tests are many
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-a',
      '1',
      '-N',
      passphrase,
      '-C',
      'test',
      '-f',
      file,
    ]);
    return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8').trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const START_TIMEOUT_MS = 15_000;

/** OpenSSH's server on loopback, with keys of its own, which lets its users fetch from git repositories and do nothing else. */
export class SshServer {
  readonly #folder: string;
  readonly #child: ChildProcess;
  #starts = 1;
  readonly port: number;
  /** The account to log in as: the one that the tests run as. */
  readonly user = os.userInfo().username;
  #log = '';

  /**
   * Starts one; it listens when this is done.
   *
   * @param program - where sshd is
   * @param publicKeys - who is let in
   */
  static async start(program: string, publicKeys: readonly string[]): Promise<SshServer> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livery-sshd-'));
    const port = await freePort();
    const file = (name: string) => path.join(folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file('host')]);
    const command = `command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"",restrict`;
    writeFileSync(file('authorized'), publicKeys.map(key => `${command} ${key}\n`).join(''), { mode: 0o600 });
    const settings = {
      Port: port,
      ListenAddress: '127.0.0.1',
      HostKey: file('host'),
      AuthorizedKeysFile: file('authorized'),
      PidFile: 'none',
      UsePAM: 'no',
      // The folder is in that for temporary files, which others may write to.
      StrictModes: 'no',
      PasswordAuthentication: 'no',
      PermitRootLogin: 'prohibit-password',
      LogLevel: 'VERBOSE',
    };
    writeFileSync(
      file('config'),
      Object.entries(settings)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(''),
    );
    if (process.getuid?.() === 0) {
      // It wants an empty folder for the part of it that has no rights; packages make it when the service starts.
      mkdirSync('/run/sshd', { recursive: true });
    }
    const child = spawn(program, ['-D', '-e', '-f', file('config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new SshServer(folder, port, child);
    try {
      await server.#listening();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private constructor(folder: string, port: number, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
    this.port = port;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
  }

  async #listening(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline && this.#child.exitCode === null) {
      if (this.#log.split('Server listening on').length > this.#starts) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    throw new Error(`sshd does not listen:\n${this.#log}`);
  }

  /** The public key of the host, as `type base64`. */
  get hostKey(): string {
    return readFileSync(path.join(this.#folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  }

  /** Gives the host another key, as after it was set up anew. */
  async renewHostKey(): Promise<void> {
    const file = path.join(this.#folder, 'host');
    rmSync(file);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    this.#starts += 1;
    this.#child.kill('SIGHUP'); // it starts over: https://man.openbsd.org/sshd.8
    await this.#listening();
  }

  /** Everything it has printed. */
  get log(): string {
    return this.#log;
  }

  /** The URL of a repository in a folder of this machine. */
  url(repository: string): string {
    return `ssh://${this.user}@127.0.0.1:${this.port}${repository}`;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'close');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
