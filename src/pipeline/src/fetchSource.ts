import { cp, lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { IGNORED_FOLDERS, RECORD_FOLDER } from '@livery/engine';
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
        hint: 'Give the path of a checkout of the app, or a git URL such as https://git.example.org/team/app#v1.2.3.',
      });
    }
  }
  if (source.kind === 'git' || source.ref !== undefined) {
    const commit = await fetchRepository(source, directory, signal);
    await refuseRecord(directory, source);
    return commit;
  }
  await refuseRecord(source.location, source);
  if (!path.relative(await realpath(source.location), path.resolve(directory)).startsWith('..')) {
    throw new LiveryError('path-unsafe', {
      message: `The output would lie inside of the source ${source.location}.`,
      hint: 'Choose a place outside of it.',
    });
  }
  await cp(source.location, directory, {
    recursive: true,
    errorOnExist: true,
    force: false,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: async file => {
      const { isDirectory, isFile, isSymbolicLink } = await kindOf(file);
      return !IGNORED_FOLDERS.has(path.basename(file)) && (isDirectory || isFile || isSymbolicLink);
    },
  });
  return undefined;
}

/** A record in a source is not of this run: either the source was branded before, or it brings along what only looks like one. */
async function refuseRecord(folder: string, source: Source): Promise<void> {
  if (await lstat(path.join(folder, RECORD_FOLDER)).catch(() => undefined)) {
    throw new LiveryError('already-branded', {
      message: `${source.location} was branded by Livery before: it holds ${RECORD_FOLDER}.`,
      hint: 'Take the branding back with "livery revert", or start from a fresh checkout of the upstream release.',
    });
  }
}

/** Devices, pipes and sockets are not source, and some of them never end. */
async function kindOf(file: string) {
  const stats = await lstat(file);
  return {
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    isSymbolicLink: stats.isSymbolicLink(),
  };
}
