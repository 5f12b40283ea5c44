import { cp, lstat } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { IGNORED_FOLDERS } from '@livery/engine';
import { fetchRepository } from './git/fetchRepository';
import type { Source } from './source';

/**
 * Puts the files of a source into a new folder: one commit of a repository, or a copy of a folder as it is.
 *
 * @returns the commit, when the source is a repository
 * @throws LiveryError `source-not-found`, and those of {@link fetchRepository}
 */
export async function fetchSource(
  source: Source,
  directory: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (source.kind === 'folder') {
    const stats = await lstat(source.location).catch(() => undefined);
    if (!stats?.isDirectory()) {
      throw new LiveryError('source-not-found', {
        message: `There is no folder ${source.location} to brand.`,
        hint: 'Give the path of a checkout of the app, or a git URL such as https://github.com/open-webui/open-webui#v0.6.5.',
      });
    }
  }
  if (source.kind === 'git' || source.ref !== undefined) {
    return fetchRepository(source, directory, signal);
  }
  await cp(source.location, directory, {
    recursive: true,
    errorOnExist: true,
    force: false,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: file => !IGNORED_FOLDERS.has(path.basename(file)),
  });
  return undefined;
}
