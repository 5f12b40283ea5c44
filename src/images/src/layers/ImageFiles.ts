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

  /** Whether it says nothing. */
  get isEmpty(): boolean {
    return this.entries.size + this.removed.size + this.opaque.size === 0;
  }

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

/** A hard link whose file is in a layer further down, if anywhere. */
interface OpenLink {
  readonly path: string;
  readonly target: string;
}

/**
 * The files of an image below a folder, as its layers add up: what an upper layer says counts, and what it takes away is gone.
 * Layers are added from the top.
 */
export class ImageFiles {
  readonly #files = new Map<string, ImageFile>();
  readonly #removed = new Set<string>();
  /** What the names stand for that are hard links. */
  readonly #ends = new Map<string, ImageFile>();
  #openLinks: OpenLink[] = [];
  /** All names of each file, made when somebody asks for it. */
  #names: Map<ImageFile, string[]> | undefined;

  /**
   * Adds the next layer below those that were added before.
   *
   * @throws LiveryError `image-invalid` for hard links in a circle
   */
  addBelow(layer: LayerContent): void {
    this.#names = undefined;
    const found = [...layer.entries.values()].filter(({ entry }) => !this.#isHidden(entry.path));
    for (const file of found) {
      this.#files.set(file.entry.path, file);
    }
    layer.removed.forEach(path => this.#removed.add(path));
    layer.opaque.forEach(folder => this.#removed.add(`${folder}/`));
    // What is no folder any more hides what was below it, even where a layer above makes it a folder again.
    for (const { entry } of layer.entries.values()) {
      if (entry.type !== 'directory') {
        this.#removed.add(`${entry.path}/`);
      }
    }
    this.#follow(layer, found);
  }

  /**
   * A hard link means the file that had the name when the link was made. A layer above that writes the file anew writes it under
   * one name only, and the others keep the old text.
   */
  #follow(layer: LayerContent, found: readonly ImageFile[]): void {
    const links = found.flatMap(({ entry: { type, path, target } }) =>
      type === 'link' && target !== undefined ? [{ path, target }] : [],
    );
    this.#openLinks = [...this.#openLinks, ...links].flatMap(({ path, target }) => {
      const end = followIn(layer, target);
      if (typeof end !== 'string') {
        this.#ends.set(path, end);
        return [];
      }
      return [{ path, target: end }];
    });
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

  /** The file that a name stands for: a hard link is another name of one. */
  resolve(path: string): ImageFile | undefined {
    const file = this.#files.get(path);
    return file?.entry.type === 'link' ? this.#ends.get(path) : file;
  }

  /** All names of the file that a name stands for. */
  namesOf(path: string): readonly string[] {
    const file = this.resolve(path);
    return (file && this.#namesByFile().get(file)) ?? [path];
  }

  #namesByFile(): ReadonlyMap<ImageFile, string[]> {
    if (!this.#names) {
      this.#names = new Map();
      for (const name of this.paths) {
        const file = this.resolve(name);
        if (file) {
          this.#names.set(file, [...(this.#names.get(file) ?? []), name]);
        }
      }
    }
    return this.#names;
  }
}

/** More links than this in a row are none that a builder makes. */
const LONGEST_CHAIN = 16;

/** The file that a name of a layer stands for, or the name that a layer further down has to know. */
function followIn(layer: LayerContent, name: string): ImageFile | string {
  let path = name;
  for (let steps = 0; steps <= LONGEST_CHAIN; steps += 1) {
    const file = layer.entries.get(path);
    if (!file) {
      return path;
    }
    if (file.entry.type !== 'link' || file.entry.target === undefined) {
      return file;
    }
    path = file.entry.target;
  }
  throw new LiveryError('image-invalid', {
    message: `The name ${name} of the image is a hard link that leads to itself.`,
    hint: 'Use an image that is whole.',
  });
}
