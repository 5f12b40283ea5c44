import { existsSync } from 'node:fs';

/** Something a machine may lack, and how to see whether it has it. */
interface Requirement {
  /** Where it is on this machine. */
  find: () => string | undefined;
  /** How to get it, as part of a sentence. */
  remedy: string;
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
} satisfies Record<string, Requirement>;

/**
 * A `describe` that needs something of the machine, and gets the path to it.
 *
 * Without it the tests are reported as skipped, each by its name; on CI, where nobody reads what was skipped, they
 * fail.
 */
export function describeWith(
  requirement: keyof typeof requirements,
  name: string,
  define: (path: string) => void,
): void {
  const { find, remedy } = requirements[requirement];
  const path = find();
  if (path !== undefined) {
    describe(name, () => define(path));
  } else if (process.env.CI === 'true') {
    describe(name, () => {
      it(`finds ${requirement}`, () => {
        throw new Error(`These tests need ${requirement}: ${remedy}.`);
      });
    });
  } else {
    describe.skip(`${name} (needs ${requirement}: ${remedy})`, () => define(''));
  }
}
