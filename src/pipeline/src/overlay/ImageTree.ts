import type { SourceTree } from '@livery/engine';
import { IGNORED_FOLDERS } from '@livery/engine';
import type { ImageFiles } from '@livery/images';

const NOTHING = Buffer.alloc(0);

/** The files of an image below a folder, as a tree that can be branded. Files whose bytes nobody wanted read as empty. */
export class ImageTree implements SourceTree {
  readonly isImage = true;
  readonly location: string;
  readonly files: readonly string[];
  readonly #files: ImageFiles;
  readonly #root: string;
  readonly #known: ReadonlySet<string>;

  /** @param location - what errors call it, for example the reference of the image */
  constructor(location: string, files: ImageFiles, root: string) {
    this.location = location;
    this.#files = files;
    this.#root = root;
    const isIgnored = (path: string) => path.split('/').some(part => IGNORED_FOLDERS.has(part));
    this.files = files.paths
      .filter(
        path => path.startsWith(`${root}/`) && !isIgnored(path) && files.resolve(path)?.entry.type === 'file',
      )
      .map(path => path.slice(root.length + 1))
      .sort();
    this.#known = new Set(this.files);
  }

  has(file: string): boolean {
    return this.#known.has(file);
  }

  read(file: string): Buffer {
    return this.#files.resolve(`${this.#root}/${file}`)?.bytes ?? NOTHING;
  }
}
