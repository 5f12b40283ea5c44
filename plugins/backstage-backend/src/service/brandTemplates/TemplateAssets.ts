import { InputError } from '@backstage/errors';
import { type Brand, type BrandBundle, KEEP } from '@livery/contracts';
import type { AssetKind, BrandTemplateUpdate, TemplateAsset } from '@livery/backstage-plugin-livery-common';
import type { AssetContents } from '../assets/AssetContents';
import { inspectAsset } from '../assets/inspectAsset';
import type { LibraryAssetsStore } from '../assets/LibraryAssetsStore';

/** What the engine can put into an app. */
const drawable: ReadonlySet<string> = new Set(['image/png', 'image/x-icon', 'image/svg+xml', 'text/css']);

/** Where the files of a brand lie. */
const folder = 'assets/';

/** Checks and stores the files of brand templates, before anything refers to them. */
export class TemplateAssets {
  readonly #contents: AssetContents;
  readonly #library: LibraryAssetsStore;

  constructor(options: { contents: AssetContents; library: LibraryAssetsStore }) {
    this.#contents = options.contents;
    this.#library = options.library;
  }

  /** Checks all of a brand before the first of its files is stored. */
  async store(bundle: BrandBundle): Promise<{ brand: Brand; assets: TemplateAsset[] }> {
    const files = Object.entries(bundle.assets).map(([path, base64]) => ({
      path,
      bytes: Buffer.from(base64, 'base64'),
    }));
    const assets = files.map(({ path, bytes }) => inspect(path, bytes));
    requireSlots(bundle.brand, assets);
    for (const { bytes } of files) {
      await this.#contents.store(bytes);
    }
    return { brand: bundle.brand, assets };
  }

  /** Checks and stores one file. */
  async storeFile(path: string, bytes: Buffer, kind?: AssetKind): Promise<TemplateAsset> {
    const asset = inspect(path, bytes, kind);
    await this.#contents.store(bytes);
    return asset;
  }

  /** What the files of a template become by a change. */
  async change(
    current: readonly TemplateAsset[],
    changes: NonNullable<BrandTemplateUpdate['assets']>,
  ): Promise<TemplateAsset[]> {
    const assets = new Map(current.map(asset => [asset.path, asset]));
    for (const [path, change] of Object.entries(changes)) {
      if (change === null) {
        assets.delete(path);
      } else if (typeof change === 'string') {
        assets.set(path, await this.storeFile(path, Buffer.from(change, 'base64'), assets.get(path)?.kind));
      } else {
        assets.set(path, await this.#take(path, change.asset));
      }
    }
    return [...assets.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** Takes a file that any template can take, under a path of its own. */
  async #take(path: string, id: string): Promise<TemplateAsset> {
    const { digest, kind } = await this.#library.get(id);
    // Anew: the name here may say something else, and what is taken must not be cleared up meanwhile.
    return this.storeFile(path, await this.#contents.read(digest), kind);
  }
}

/**
 * Checks that the slots of a brand name files that are there, and that the engine can put them into an app.
 *
 * @throws InputError
 */
export function requireSlots(brand: Brand, assets: readonly TemplateAsset[]): void {
  const byPath = new Map(assets.map(asset => [asset.path, asset]));
  for (const [slot, path] of Object.entries(brand.assets)) {
    if (path === KEEP) {
      continue;
    }
    const asset = byPath.get(path);
    if (!asset) {
      throw new InputError(
        `The brand "${brand.name}" names the asset ${path} for ${slot}, but it has no such file. Send its bytes along.`,
      );
    }
    if (!drawable.has(asset.mediaType)) {
      throw new InputError(
        `The brand "${brand.name}" names the asset ${path} for ${slot}, and ${asset.mediaType} cannot stand there. ` +
          'Use a PNG, ICO or SVG picture, or a CSS file.',
      );
    }
  }
}

function inspect(path: string, bytes: Buffer, kind?: AssetKind): TemplateAsset {
  return { path, ...inspectAsset(path.slice(folder.length), bytes, kind) };
}
