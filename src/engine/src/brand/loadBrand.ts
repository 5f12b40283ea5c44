import { lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AssetPath, Brand, type BrandBundle, KEEP, LiveryError } from '@livery/contracts';
import { digestOf, digestOfJson } from '../digest';
import { parseYaml } from '../document';
import { checkAsset, MAXIMUM_ASSET_BYTES } from '../assets/check';

/** A brand with the bytes of its assets. */
export interface LoadedBrand {
  readonly brand: Brand;
  /** Path (`assets/icon.png`) → bytes. */
  readonly assets: ReadonlyMap<string, Buffer>;
  /** Over the brand and all its bytes. */
  readonly digest: string;
}

/** The file of a brand folder that says what the brand is. */
export const BRAND_FILE = 'brand.yaml';

const MAXIMUM_BRAND_FILE_BYTES = 256 * 1024;

const hint = 'Correct it and run "livery brand check" on the folder.';

/**
 * Reads a brand folder: `brand.yaml` and the assets it names.
 *
 * @throws LiveryError `brand-not-found`, `brand-invalid`, `asset-missing`, `asset-invalid`
 */
export async function loadBrand(folder: string): Promise<LoadedBrand> {
  const file = path.join(folder, BRAND_FILE);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats && stats.size > MAXIMUM_BRAND_FILE_BYTES) {
    throw new LiveryError('brand-invalid', {
      message: `${file} has ${stats.size} bytes; at most ${MAXIMUM_BRAND_FILE_BYTES} are read.`,
      hint,
    });
  }
  if (!stats?.isFile()) {
    throw new LiveryError('brand-not-found', {
      message: `There is no brand at ${folder}: the file ${BRAND_FILE} is missing.`,
      hint: `Make one with "livery brand init ${folder} --name 'Your Name'".`,
    });
  }
  const brand = parseYaml(readFileSync(file, 'utf8'), Brand, { file, code: 'brand-invalid', hint });
  return assemble(brand, assetPath => {
    const assetFile = path.join(folder, assetPath);
    const stats = lstatSync(assetFile, { throwIfNoEntry: false });
    if (!stats?.isFile() || lstatSync(path.dirname(assetFile)).isSymbolicLink()) {
      throw new LiveryError('asset-missing', {
        message: `${file} names the asset ${assetPath}, but there is no such regular file in ${folder}.`,
        hint: 'Put the file there, or take the line out of "assets".',
      });
    }
    if (stats.size > MAXIMUM_ASSET_BYTES) {
      throw new LiveryError('asset-invalid', {
        message: `The asset ${assetFile} has ${stats.size} bytes; at most ${MAXIMUM_ASSET_BYTES} are taken.`,
        hint: 'Use a smaller picture.',
      });
    }
    return readFileSync(assetFile);
  });
}

/**
 * Builds a brand from a document that carries its assets.
 *
 * @throws LiveryError `brand-invalid`, `asset-missing`, `asset-invalid`
 */
export function brandFromBundle(bundle: BrandBundle): LoadedBrand {
  return assemble(bundle.brand, assetPath => {
    const bytes = bundle.assets[assetPath];
    if (bytes === undefined) {
      throw new LiveryError('asset-missing', {
        message: `The brand "${bundle.brand.name}" names the asset ${assetPath}, but it was not sent along.`,
        hint: 'Send the bytes of every asset that the brand names.',
      });
    }
    return Buffer.from(bytes, 'base64');
  });
}

/** The document form of a brand; {@link brandFromBundle} is its inverse. */
export function brandToBundle(loaded: LoadedBrand): BrandBundle {
  return {
    brand: loaded.brand,
    assets: Object.fromEntries([...loaded.assets].map(([name, bytes]) => [name, bytes.toString('base64')])),
  };
}

function assemble(brand: Brand, read: (assetPath: string) => Buffer): LoadedBrand {
  const assets = new Map<string, Buffer>();
  const paths = Object.values(brand.assets).filter(value => value !== KEEP);
  for (const assetPath of new Set(paths.sort())) {
    const bytes = read(AssetPath.parse(assetPath));
    checkAsset(assetPath, bytes);
    assets.set(assetPath, bytes);
  }
  const digests = Object.fromEntries([...assets].map(([name, bytes]) => [name, digestOf(bytes)]));
  return { brand, assets, digest: digestOfJson({ brand, assets: digests }) };
}
