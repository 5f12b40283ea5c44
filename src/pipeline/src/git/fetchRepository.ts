import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cancelled, LiveryError, messageOf } from '@livery/contracts';
import type { Source } from '../source';
import { withPrivateGit } from './withPrivateGit';

/**
 * Puts the files of one commit of a repository into a new folder, without history and without `.git`.
 *
 * @returns the commit
 * @throws LiveryError `ref-not-found`, `source-invalid`, `clone-failed`, `cancelled`
 */
export async function fetchRepository(
  source: Source,
  directory: string,
  signal?: AbortSignal,
): Promise<string> {
  const isLocal = source.kind === 'folder';
  await mkdir(directory, { recursive: true });
  try {
    return await withPrivateGit(
      {
        directory,
        ...(isLocal && { localRepository: source.location }),
        plainHttp: source.location.startsWith('http:'),
        ...(signal && { signal }),
      },
      async git => {
        await git.init();
        // --progress: a fetch that prints nothing for long is taken for one that hangs.
        // One commit by branch, tag or id; servers answer ids that a ref leads to:
        // https://git-scm.com/docs/git-config#Documentation/git-config.txt-uploadpackallowReachableSHA1InWant
        const location = isLocal ? path.resolve(source.location) : source.location;
        await git.raw([
          'fetch',
          '--progress',
          '--depth=1',
          '--no-tags',
          '--end-of-options',
          location,
          source.ref ?? 'HEAD',
        ]);
        await git.raw(['checkout', '--quiet', '--detach', 'FETCH_HEAD']);
        const commit = (await git.raw(['rev-parse', 'HEAD'])).trim();
        await rm(path.join(directory, '.git'), { recursive: true, force: true });
        return commit;
      },
    );
  } catch (error) {
    throw explain(error, source, signal);
  }
}

function explain(error: unknown, source: Source, signal: AbortSignal | undefined): LiveryError {
  if (signal?.aborted) {
    return cancelled(`Fetching ${source.location}`, error);
  }
  const output = messageOf(error);
  const last = output
    .split('\n')
    .map(line => line.trim())
    .filter(line => /^(?:fatal|error|remote):/i.test(line))
    .at(-1);
  const reason = (last ?? output.split('\n')[0] ?? '')
    .replace(/^(?:fatal|error|remote):\s*/i, '')
    .replace(/\.$/, '');
  if (/couldn't find remote ref|not our ref|invalid refspec|no such ref/i.test(output)) {
    return new LiveryError('ref-not-found', {
      message: `${source.location} has no branch, tag or commit "${source.ref ?? 'HEAD'}".`,
      hint: 'Look up the name in the repository; a commit must be given with all its 40 digits.',
      cause: error,
    });
  }
  if (/redirect/i.test(output)) {
    return new LiveryError('clone-failed', {
      message: `The repository ${source.location} has moved: its server redirects to another address, which Livery does not follow.`,
      hint: 'Give the new address.',
      cause: error,
    });
  }
  if (source.kind === 'folder') {
    return new LiveryError('source-invalid', {
      message: `${source.location} could not be read as a git repository: ${reason}.`,
      hint: existsSync(path.join(source.location, '.git'))
        ? 'Check the repository with "git fsck".'
        : 'Leave "#ref" out to brand the files of the folder as they are.',
      cause: error,
    });
  }
  return new LiveryError('clone-failed', {
    message: `The repository ${source.location} could not be fetched: ${reason}.`,
    hint: 'Check the address, the network and that the repository can be read without a password.',
    cause: error,
  });
}
