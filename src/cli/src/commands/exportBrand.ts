import path from 'node:path';
import { brandToBundle, type LoadedBrand, loadBrand } from '@livery/engine';
import { inFolder, refuseExisting, writeJson } from '@livery/pipeline';

/**
 * Writes a brand with its assets as one JSON document. The same brand gives the same bytes, however its folder is written.
 *
 * @throws LiveryError `brand-not-found`, `brand-invalid`, `output-exists`, `output-unwritable`
 */
export async function exportBrand(folder: string, out: string): Promise<LoadedBrand> {
  const file = path.resolve(out);
  await refuseExisting(file, `The file ${out}`);
  const loaded = await loadBrand(folder);
  await inFolder(path.dirname(file), () => writeJson(file, sortKeys(brandToBundle(loaded))));
  return loaded;
}

/** The same value with the keys of every object in one order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortKeys(entry)]));
}
