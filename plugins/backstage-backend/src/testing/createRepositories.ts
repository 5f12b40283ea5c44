import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * Makes bare repositories with one commit, the branches `main` and `dev` and the tag `v1`.
 *
 * @param folder - they come to be in `repositories/acme/` of it
 * @returns the commit
 */
export function createRepositories(folder: string, names: readonly string[]): string {
  const work = path.join(folder, 'work');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      encoding: 'utf8',
    }).trim();
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  git('commit', '-q', '--allow-empty', '-m', 'The first');
  git('branch', 'dev');
  git('tag', 'v1');
  for (const name of names) {
    execFileSync('git', ['clone', '-q', '--bare', work, path.join(folder, `repositories/acme/${name}.git`)]);
  }
  return git('rev-parse', 'HEAD');
}
