import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of the project. */
export const root = path.resolve(__dirname, '../..');

/** The demo upstream. */
export const demoUpstream = path.join(root, 'profiles/open-webui/fixture/upstream');

/** The brand of the company that does not exist. */
export const sampleBrand = path.join(root, 'portal/sample-brand');

/** Path → mode and SHA-256 of every file below a folder, `.git` left out. */
export function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter(file => !file.split(path.sep).includes('.git'))
    .sort();
  return Object.fromEntries(
    files.map(file => {
      const location = path.join(folder, file);
      const digest = createHash('sha256').update(readFileSync(location)).digest('hex');
      return [file, `${(lstatSync(location).mode & 0o777).toString(8)} ${digest}`];
    }),
  );
}

/** Runs git with an identity, and without the settings of the user. */
export function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Tester',
      GIT_AUTHOR_EMAIL: 'tester@example.org',
      GIT_COMMITTER_NAME: 'Tester',
      GIT_COMMITTER_EMAIL: 'tester@example.org',
    },
  }).trim();
}
