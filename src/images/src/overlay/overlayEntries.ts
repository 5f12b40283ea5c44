import type { LayerEntry } from '../layers/entry';
import type { ImageFiles } from '../layers/ImageFiles';
import type { NewEntry } from './packLayer';

/** What happens to one file, by its path from the root of the image. Without bytes it is deleted. */
export interface FileChange {
  readonly path: string;
  readonly bytes: Buffer | undefined;
}

/** A file that the image does not have yet. */
export interface AddedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * The entries of a layer that makes some changes to an image.
 *
 * Files keep owner, mode and attributes. So do the folders on the way to them, which have to be named: to podman and docker a
 * folder that a layer does not name is root's, with mode 0755, and an image that does not run as root no longer starts.
 *
 * @param mtime - of every file that is written, in seconds. Servers make an ETag of time and length, and a text of the same length
 *   with the old time would be answered by 304: https://github.com/encode/starlette/blob/master/starlette/responses.py
 */
export function overlayEntries(
  files: ImageFiles,
  changes: readonly FileChange[],
  added: readonly AddedFile[],
  mtime: number,
): NewEntry[] {
  const entries = new Map<string, NewEntry>();
  const changed = new Map(changes.map(change => [change.path, change]));
  const addParents = (path: string) => {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      const known = files.get(folder)?.entry;
      entries.set(folder, {
        entry: known?.type === 'directory' ? known : newEntry(folder, 'directory', mtime),
      });
    }
  };
  for (const { path, bytes } of changes) {
    addParents(path);
    if (!bytes) {
      const slash = path.lastIndexOf('/') + 1;
      const whiteout = `${path.slice(0, slash)}.wh.${path.slice(slash)}`;
      entries.set(whiteout, { entry: newEntry(whiteout, 'file', mtime), bytes: Buffer.alloc(0) });
      continue;
    }
    const original = files.resolve(path)?.entry ?? newEntry(path, 'file', mtime);
    entries.set(path, { entry: fileEntry(original, path, bytes, mtime), bytes });
    // Other names of the same file would go on saying the old text.
    for (const name of files.namesOf(path)) {
      if (!changed.has(name)) {
        addParents(name);
        entries.set(name, { entry: fileEntry(original, name, bytes, mtime), bytes });
      }
    }
  }
  for (const { path, bytes } of added) {
    addParents(path);
    entries.set(path, { entry: { ...newEntry(path, 'file', mtime), sizeBytes: bytes.length }, bytes });
  }
  return [...entries.values()];
}

function fileEntry(original: LayerEntry, path: string, bytes: Buffer, mtime: number): LayerEntry {
  const { target: _target, ...rest } = original;
  return { ...rest, path, type: 'file', mtime: laterThan(original.mtime, mtime), sizeBytes: bytes.length };
}

/** Seconds of a day. */
const DAY = 86_400;

/**
 * The time of a file that is rewritten. An image can say that it was made before its files were, and a browser that asks for what
 * changed since the old time must not hear that nothing did.
 */
function laterThan(original: number, mtime: number): number {
  return mtime > original ? mtime : original + 1 + (mtime % DAY);
}

function newEntry(path: string, type: 'file' | 'directory', mtime: number): LayerEntry {
  return { path, type, mode: type === 'file' ? 0o644 : 0o755, uid: 0, gid: 0, mtime, sizeBytes: 0 };
}
