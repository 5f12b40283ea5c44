import { LiveryError } from '@livery/contracts';
import type { LayerEntry } from './entry';

/** A file of an image, with its bytes where somebody wanted them. */
export interface ImageFile {
  readonly entry: LayerEntry;
  readonly bytes: Buffer | undefined;
}

/** What one layer says, as it is gathered: its entries, whiteouts apart. */
export class LayerContent {
  readonly entries = new Map<string, ImageFile>();
  /** Names that the layer takes away from those below it. */
  readonly removed = new Set<string>();
  /** Folders of which nothing shows through that a layer below has in them. */
  readonly opaque = new Set<string>();

  /** Books an entry. Whiteouts: https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
  add(entry: LayerEntry, bytes: Buffer | undefined): void {
    const slash = entry.path.lastIndexOf('/');
    const [folder, name] = [entry.path.slice(0, Math.max(slash, 0)), entry.path.slice(slash + 1)];
    if (name === '.wh..wh..opq') {
      this.opaque.add(folder);
    } else if (name.startsWith('.wh.')) {
      this.removed.add(folder === '' ? name.slice(4) : `${folder}/${name.slice(4)}`);
    } else {
      this.entries.set(entry.path, { entry, bytes });
    }
  }
}

/**
 * The files of an image below a folder, as its layers add up: what an upper layer says counts, and what it takes away is gone.
 * Layers are added from the top.
 */
export class ImageFiles {
  readonly #files = new Map<string, ImageFile>();
  readonly #removed = new Set<string>();

  /** Adds the next layer below those that were added before. */
  addBelow(layer: LayerContent): void {
    const found: ImageFile[] = [];
    for (const file of layer.entries.values()) {
      if (!this.#isHidden(file.entry.path)) {
        found.push(file);
      }
    }
    for (const file of found) {
      this.#files.set(file.entry.path, file);
    }
    layer.removed.forEach(path => this.#removed.add(path));
    layer.opaque.forEach(folder => this.#removed.add(`${folder}/`));
    // What is no folder any more hides what was below it.
    for (const { entry } of found) {
      if (entry.type !== 'directory') {
        this.#removed.add(`${entry.path}/`);
      }
    }
  }

  #isHidden(path: string): boolean {
    if (this.#files.has(path) || this.#removed.has(path)) {
      return true;
    }
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (this.#removed.has(folder) || this.#removed.has(`${folder}/`)) {
        return true;
      }
    }
    return this.#removed.has('/');
  }

  get(path: string): ImageFile | undefined {
    return this.#files.get(path);
  }

  /** All names, sorted. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /**
   * The file that a name stands for: a hard link is another name of one.
   *
   * @throws LiveryError `image-invalid` for links in a circle
   */
  resolve(path: string): ImageFile | undefined {
    let file = this.#files.get(path);
    for (let steps = 0; file?.entry.type === 'link'; steps += 1) {
      if (steps > 16) {
        throw new LiveryError('image-invalid', {
          message: `The name ${path} of the image is a hard link that leads to itself.`,
          hint: 'Use an image that is whole.',
        });
      }
      file = this.#files.get(file.entry.target ?? '');
    }
    return file;
  }

  /** All names of each file that has several. */
  namesOf(path: string): string[] {
    const end = this.#endOf(path);
    return [...this.#files.keys()].filter(name => this.#endOf(name) === end).sort();
  }

  #endOf(path: string): string {
    return this.resolve(path)?.entry.path ?? path;
  }
}
