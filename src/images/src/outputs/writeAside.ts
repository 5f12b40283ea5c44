import { randomBytes } from 'node:crypto';
import { link, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { cancelled, LiveryError, messageOf } from '@livery/contracts';

function exists(place: string): LiveryError {
  return new LiveryError('output-exists', {
    message: `${place} exists already, and nothing is written over it.`,
    hint: 'Remove it, or choose another name.',
  });
}

/**
 * Refuses a place that holds something; an empty folder is taken for a folder.
 *
 * @throws LiveryError `output-exists`
 */
export async function refuseExisting(place: string, kind: 'file' | 'folder'): Promise<void> {
  const stats = await stat(place).catch(() => undefined);
  const isFree = stats?.isDirectory() && kind === 'folder' && (await readdir(place)).length === 0;
  if (stats && !isFree) {
    throw exists(place);
  }
}

/** Moves a file without ever taking the place of another one. */
async function placeFile(temporary: string, file: string): Promise<void> {
  try {
    // Unlike a renaming, this fails if there is something by now.
    await link(temporary, file);
    await rm(temporary);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw exists(file);
    }
    // Not all file systems have links.
    await refuseExisting(file, 'file');
    await rename(temporary, file);
  }
}

async function placeFolder(temporary: string, folder: string): Promise<void> {
  await refuseExisting(folder, 'folder');
  // Not every system lets a folder take the place of an empty one; this does nothing to one that is not.
  await rmdir(folder).catch(() => undefined);
  await rename(temporary, folder);
}

/**
 * Writes a file or a folder aside, under a name that nobody else has, and moves it into place when it is whole. When it fails,
 * nothing of it stays.
 *
 * @throws LiveryError `output-exists`, `output-unwritable`, `cancelled`, and what `write` throws of its own
 */
export async function writeAside<T>(
  place: string,
  kind: 'file' | 'folder',
  signal: AbortSignal | undefined,
  write: (temporary: string) => Promise<T>,
): Promise<T> {
  const target = path.resolve(place);
  await refuseExisting(target, kind);
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    const result = await write(temporary);
    signal?.throwIfAborted();
    await (kind === 'file' ? placeFile : placeFolder)(temporary, target);
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (signal?.aborted) {
      throw cancelled(`Writing ${place}`, error);
    }
    throw error instanceof LiveryError ? error : unwritable(place, error);
  }
}

function unwritable(place: string, cause: unknown): LiveryError {
  return new LiveryError('output-unwritable', {
    message: `${place} could not be written: ${messageOf(cause)}.`,
    hint: 'Choose a place that exists, that you may write to and that has room.',
    cause,
  });
}
