import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The name of an image with a shell in it, for FROM. No network is needed for it. */
export const BASE_IMAGE = 'localhost/livery-test-base:1';

/** The programs that the base image has. */
const BASE_PROGRAMS = { sh: '/bin/dash', sleep: '/bin/sleep' };

/**
 * Container engines with a store of their own, under their usual names in a folder of their own, for a PATH that has nothing
 * else. What they need on a machine for tests, the product never says to them, so small scripts do.
 */
export class Engines {
  readonly #folder: string;
  #daemon: ChildProcess | undefined;

  constructor() {
    this.#folder = mkdtempSync(path.join(os.tmpdir(), 'livery-engines-'));
    mkdirSync(this.at('bin'));
    writeFileSync(
      this.at('storage.conf'),
      // vfs leaves no mounts behind.
      `[storage]\ndriver = "vfs"\ngraphroot = "${this.at('store')}"\nrunroot = "${this.at('run')}"\n`,
    );
    writeFileSync(
      this.at('containers.conf'),
      `[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n`,
    );
  }

  at(name: string): string {
    return path.join(this.#folder, name);
  }

  /** The folder to put on the PATH. */
  get path(): string {
    return this.at('bin');
  }

  /** Puts podman or buildah on it; its containers are folders that it changes its root to. */
  addPodman(program: 'podman' | 'buildah'): void {
    this.#script(
      program,
      `export BUILDAH_ISOLATION=chroot CONTAINERS_STORAGE_CONF=${this.at('storage.conf')} CONTAINERS_CONF=${this.at('containers.conf')}
exec ${locate(program)} "$@"`,
    );
  }

  /** Makes the base image in the store of podman and buildah. */
  buildBase(): void {
    const folder = this.writeBase();
    const args = ['build', '--quiet', '--tag', BASE_IMAGE, folder];
    execFileSync(path.join(this.path, 'buildah'), args, { env: { PATH: process.env.PATH }, stdio: 'pipe' });
  }

  /** Writes what the base image is built from. */
  writeBase(): string {
    const folder = this.at('base');
    for (const [name, program] of Object.entries(BASE_PROGRAMS)) {
      copy(program, path.join(folder, 'bin', name));
      const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
      libraries.forEach(library => copy(library, path.join(folder, library)));
    }
    writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY . /\n');
    return folder;
  }

  /** Starts Docker's daemon, and puts a docker on the PATH that talks to it. */
  async addDocker(): Promise<void> {
    const socket = `unix://${this.at('docker.sock')}`;
    this.#daemon = spawn(
      'dockerd',
      [
        ...['--data-root', this.at('docker'), '--exec-root', this.at('docker-run'), '--host', socket],
        ...['--pidfile', this.at('docker.pid'), '--storage-driver', 'vfs', '--bridge', 'none'],
        ...['--iptables=false', '--ip6tables=false', '--default-ulimit', 'nofile=1024:4096'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } },
    );
    this.#script(
      'docker',
      // There is no bridge to connect a build to.
      `export DOCKER_HOST=${socket}
case "$1 $2" in
  "buildx build") shift 2; set -- buildx build --network=host "$@";;
  build\\ *) shift; set -- build --network=host "$@";;
esac
exec ${locate('docker', ['/usr/bin'])} "$@"`,
    );
    await this.#daemonReady(this.#daemon);
  }

  async #daemonReady(daemon: ChildProcess): Promise<void> {
    let log = '';
    daemon.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
    const deadline = performance.now() + 30_000;
    while (!log.includes('API listen on')) {
      if (daemon.exitCode !== null || performance.now() > deadline) {
        throw new Error(`dockerd does not start:\n${log}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** Puts a script on the PATH under the name of an engine. */
  addScript(name: string, body: string): void {
    this.#script(name, body);
  }

  #script(name: string, body: string): void {
    const file = path.join(this.path, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
  }

  async stop(): Promise<void> {
    if (this.#daemon?.exitCode === null) {
      this.#daemon.kill('SIGTERM');
      await once(this.#daemon, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(realpathSync(from), to);
}

function locate(program: string, first: readonly string[] = []): string {
  const folders = [...first, ...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin'];
  const found = folders.map(folder => path.join(folder, program)).find(file => existsSync(file));
  if (found === undefined) {
    throw new Error(`There is no ${program} on the PATH`);
  }
  return found;
}

/** The command lines and the environments of all processes, as far as they can be read. */
export function readProcessTable(): string[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.flatMap(pid =>
    ['cmdline', 'environ'].flatMap(name => {
      try {
        return [readFileSync(`/proc/${pid}/${name}`, 'latin1').replaceAll('\0', ' ')];
      } catch {
        return []; // it has just ended
      }
    }),
  );
}
