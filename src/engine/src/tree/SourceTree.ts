import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';

/** Folders that are not source: never read, never copied, never written. */
export const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The folder that Livery keeps its own record in, at the root of a branded tree. */
export const RECORD_FOLDER = '.livery';

/** The files of an upstream, wherever they are. Paths have `/` and start at the root of the tree. */
export interface SourceTree {
  /** What errors call it. */
  readonly location: string;
  /** All regular files, sorted; those of {@link IGNORED_FOLDERS} and {@link RECORD_FOLDER} left out. */
  readonly files: readonly string[];
  has(file: string): boolean;
  /** The bytes of one of {@link files}. */
  read(file: string): Buffer;
}

/** A tree in a folder. Symbolic links are not followed: what they point at is branded where it is, or not ours. */
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
    return readFileSync(path.join(this.location, file));
  }
}

function walk(root: string): string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!IGNORED_FOLDERS.has(entry.name) && name !== RECORD_FOLDER) {
          folders.push(name);
        }
      } else if (entry.isFile()) {
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
  const parts = file.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const location = path.join(root, ...parts.slice(0, length));
    const stats = lstatSync(location, { throwIfNoEntry: false });
    const expected =
      length < parts.length ? stats?.isDirectory() : isNew ? stats === undefined : stats?.isFile();
    if (!expected) {
      throw new LiveryError('path-unsafe', {
        message: `${location} is not the ${length === parts.length ? 'file' : 'folder'} it was when the tree was read, so ${file} will not be written.`,
        hint: 'Use a fresh checkout of the upstream release.',
      });
    }
  }
}
