import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Something a machine may lack, and how to see whether it has it. */
interface Requirement {
  /** Where it is on this machine. */
  find: () => string | undefined;
  /** How to get it, as part of a sentence. */
  remedy: string;
}

/** A command that runs another with a file system of its own, in which it may mount: as root, or as a user who may make a namespace. */
function ownMounts(): string | undefined {
  return ['unshare --mount', 'unshare --user --map-root-user --mount', 'sudo -n unshare --mount'].find(
    command => {
      const [program = '', ...options] = command.split(' ');
      const trial = ['mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'];
      return spawnSync(program, [...options, ...trial], { stdio: 'ignore' }).status === 0;
    },
  );
}

/** A daemon of Docker that can be started, and that is so old that its client builds without the plug-in buildx. */
function oldDocker(): string | undefined {
  const daemon = process.getuid?.() === 0 ? onPath('dockerd') : undefined;
  const version = daemon && spawnSync(daemon, ['--version'], { encoding: 'utf8' }).stdout;
  return version && Number(/version (\d+)/.exec(version)?.[1]) < 23 ? daemon : undefined;
}

/** Where a program is that is found by its name. */
function onPath(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .concat('/usr/sbin')
    .map(folder => path.join(folder, program))
    .find(file => existsSync(file));
}

const requirements = {
  chromium: {
    find: () =>
      [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
        path => path !== undefined && existsSync(path),
      ),
    remedy: 'install Chromium at /usr/bin/chromium, or say where it is with CHROMIUM_PATH',
  },
  'git-http-backend': {
    find: () =>
      ['/usr/lib/git-core', '/usr/libexec/git-core', '/opt/homebrew/opt/git/libexec/git-core']
        .map(folder => `${folder}/git-http-backend`)
        .find(path => existsSync(path)),
    remedy: 'install git with its HTTP server',
  },
  sshd: { find: () => onPath('sshd'), remedy: 'install openssh-server' },
  'docker-registry': {
    find: () => onPath('docker-registry'),
    remedy: 'install docker-registry, which Debian and Ubuntu have under this name',
  },
  htpasswd: { find: () => onPath('htpasswd'), remedy: 'install apache2-utils' },
  openssl: { find: () => onPath('openssl'), remedy: 'install openssl' },
  skopeo: { find: () => onPath('skopeo'), remedy: 'install skopeo' },
  umoci: { find: () => onPath('umoci'), remedy: 'install umoci' },
  podman: { find: () => onPath('podman'), remedy: 'install podman and runc' },
  buildah: { find: () => onPath('buildah'), remedy: 'install buildah' },
  dockerd: {
    find: oldDocker,
    remedy: 'install docker.io, which Debian has under this name, and be root',
  },
  'own mounts': {
    find: ownMounts,
    remedy: 'let this user mount in a namespace of its own (unshare --mount, or sudo without a password)',
  },
  python3: { find: () => onPath('python3'), remedy: 'install python3' },
} satisfies Record<string, Requirement>;

type RequirementName = keyof typeof requirements;

/**
 * A `describe` that needs something of the machine, or several things, and gets the path to the first.
 *
 * Without it the tests are reported as skipped, each by its name; on CI, where nobody reads what was skipped, they
 * fail.
 */
export function describeWith(
  needed: RequirementName | readonly RequirementName[],
  name: string,
  define: (path: string) => void,
): void {
  const found = [needed].flat().map(requirement => ({ requirement, path: requirements[requirement].find() }));
  const missing = found.find(({ path: location }) => location === undefined)?.requirement;
  if (missing === undefined) {
    describe(name, () => define(found[0]?.path ?? ''));
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      it(`finds ${missing}`, () => {
        throw new Error(`These tests need ${missing}: ${requirements[missing].remedy}.`);
      });
    });
  } else {
    describe.skip(`${name} (needs ${missing}: ${requirements[missing].remedy})`, () => define(''));
  }
}
