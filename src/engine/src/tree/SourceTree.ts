import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';

/** Folders that are not source: never read, never copied, never written. */
export const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The folder that Livery keeps its own record in, at the root of a branded tree. */
export const RECORD_FOLDER = '.livery';

/**
 * What is neither read nor written, in the spellings that file systems take for the same: capitals, characters that macOS passes
 * over, and on Windows dots and spaces at the end, streams and short names. git refuses the same:
 * https://github.com/git/git/blob/master/path.c (`is_ntfs_dotgit`), https://github.com/git/git/blob/master/utf8.c (`is_hfs_dotgit`)
 */
const IGNORED_NAME = /^(?:\.git|git~\d|node_modules|\.livery)[. ]*(?::|$)/;

/** Whether a file or folder of this name is no source: of git, a dependency, or the record of a branded tree, which can be nested. */
export function isIgnoredName(name: string): boolean {
  return IGNORED_NAME.test(name.replace(/\p{Cf}/gu, '').toLowerCase());
}

/** The files of an upstream, wherever they are. Paths have `/` and start at the root of the tree. */
export interface SourceTree {
  /** What errors call it. */
  readonly location: string;
  /** All regular files, sorted; those of {@link isIgnoredName} left out. */
  readonly files: readonly string[];
  /** Whether the files are those of an image, which has what the build left and no licence. */
  readonly isImage?: boolean;
  has(file: string): boolean;
  /**
   * The bytes of one of {@link files}.
   *
   * @throws LiveryError `source-invalid` when it is gone since, or may not be read
   */
  read(file: string): Buffer;
  /** As {@link read}, but undefined for a file of more than {@link LARGE_BYTES}. Trees that are not on a disk need not have it. */
  readSmall?(file: string): Buffer | undefined;
  /** Whether a large file holds one of the needles, without all of it in memory. */
  searchLarge?(file: string, needles: readonly Buffer[]): boolean;
}

/** What is larger is no text, and may not fit into memory: a model, a database, a video. */
export const LARGE_BYTES = 32 * 1024 * 1024;

/**
 * A tree in a folder. Symbolic links are not followed: what they point at is branded where it is, or not ours. Files whose name
 * is not UTF-8 or holds a backslash are passed over: the first cannot be opened by its name, the second is a path elsewhere.
 */
export class FolderTree implements SourceTree {
  readonly location: string;
  readonly files: readonly string[];
  readonly #known: ReadonlySet<string>;

  /** @throws LiveryError `source-not-found` */
  static open(location: string): FolderTree {
    if (!statSync(location, { throwIfNoEntry: false })?.isDirectory()) {
      throw new LiveryError('source-not-found', {
        message: `There is no folder ${location} to brand.`,
        hint: 'Give the path of a checkout of the app, or a git URL such as https://git.example.org/team/app#v1.2.3.',
      });
    }
    return new FolderTree(location);
  }

  private constructor(location: string) {
    this.location = location;
    this.files = walk(location);
    this.#known = new Set(this.files);
  }

  has(file: string): boolean {
    return this.#known.has(file);
  }

  read(file: string): Buffer {
    return orUnreadable(path.join(this.location, file), location => readFileSync(location));
  }

  readSmall(file: string): Buffer | undefined {
    return orUnreadable(path.join(this.location, file), location => readUpTo(location, LARGE_BYTES));
  }

  searchLarge(file: string, needles: readonly Buffer[]): boolean {
    return orUnreadable(path.join(this.location, file), location => searchFile(location, needles));
  }
}

/**
 * Reads something of a tree.
 *
 * @throws LiveryError `source-invalid` in place of the error of the system
 */
export function orUnreadable<T>(location: string, read: (location: string) => T): T {
  try {
    return read(location);
  } catch (error) {
    throw new LiveryError('source-invalid', {
      message: `${location} could not be read: ${messageOf(error)}.`,
      hint: 'Check its permissions and that nothing else is at work on the source, and run the command again.',
      cause: error,
    });
  }
}

/** Reads a file of at most so many bytes. A tree has thousands, and asking for the size on its own would double the time. */
function readUpTo(location: string, maximum: number): Buffer | undefined {
  const descriptor = openSync(location, 'r');
  try {
    return fstatSync(descriptor).size > maximum ? undefined : readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Looks through a file piece by piece; the pieces overlap, so that no needle falls between two. */
function searchFile(location: string, needles: readonly Buffer[]): boolean {
  const overlap = Math.max(0, ...needles.map(needle => needle.length - 1));
  const buffer = Buffer.alloc(LARGE_BYTES / 8 + overlap);
  const descriptor = openSync(location, 'r');
  try {
    for (let kept = 0; ;) {
      const read = readSync(descriptor, buffer, kept, buffer.length - kept, null);
      const piece = buffer.subarray(0, kept + read);
      if (needles.some(needle => piece.includes(needle))) {
        return true;
      }
      if (read === 0) {
        return false;
      }
      kept = Math.min(overlap, piece.length);
      buffer.copyWithin(0, piece.length - kept, piece.length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function walk(root: string): string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = orUnreadable(path.join(root, folder), location =>
      readdirSync(location, { withFileTypes: true }),
    );
    for (const entry of entries) {
      if (isIgnoredName(entry.name)) {
        continue;
      }
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        folders.push(name);
      } else if (entry.isFile() && !/[\\\uFFFD]/.test(name)) {
        files.push(name);
      }
    }
  }
  return files.sort();
}

/**
 * The guard at the last point before a write: the file is regular, and no folder on the way to it is a link.
 *
 * @param isNew - the file must not be there
 * @throws LiveryError `path-unsafe`
 */
export function checkWritable(root: string, file: string, isNew = false): void {
  const misplaced = findMisplaced(root, file, isNew);
  if (misplaced !== undefined) {
    const location = path.join(root, misplaced);
    throw new LiveryError('path-unsafe', {
      message: `${location} is not the ${misplaced === file ? 'file' : 'folder'} it was when the tree was read, so ${file} will not be written.`,
      hint: 'Use a fresh checkout of the upstream release.',
    });
  }
}

/** The first part of a path that is not what {@link checkWritable} asks for. */
export function findMisplaced(root: string, file: string, isNew = false): string | undefined {
  const parts = file.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join('/');
    const stats = lstatSync(path.join(root, part), { throwIfNoEntry: false });
    const isExpected =
      length < parts.length ? stats?.isDirectory() : isNew ? stats === undefined : stats?.isFile();
    if (!isExpected) {
      return part;
    }
  }
  return undefined;
}
