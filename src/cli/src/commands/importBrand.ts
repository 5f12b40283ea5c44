import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Brand, type ImportNote, LiveryError, messageOf } from '@livery/contracts';
import {
  BRAND_FILE,
  brandFromBundle,
  brandToBundle,
  checkBrand,
  importBrand,
  importRulesInto,
  loadBrand,
} from '@livery/engine';
import { findProfiles, refuseExisting, withWorkFolder } from '@livery/pipeline';
import { appendRules } from './appendRules';
import { writeBrandFolder } from './brandFolder';

/** How a document is made a brand folder. */
export interface ImportBrandOptions {
  name?: string;
  template?: string;
  addRules?: boolean;
}

/** What an import came to. */
export interface ImportResult {
  readonly brand: Brand;
  readonly digest: string;
  /** Rules that came with the document. */
  readonly importedRules: number;
  readonly notes: readonly ImportNote[];
}

/** A brand with all its pictures, in base64. */
const MAXIMUM_DOCUMENT_BYTES = 256 * 1024 * 1024;

/**
 * Makes a brand folder of a document: rules or a template of the Customizer, or what {@link exportBrand} wrote. With `addRules` it
 * adds the rules to a folder that is there.
 *
 * @throws LiveryError `brand-not-found`, `brand-invalid`, `asset-missing`, `asset-invalid`, `usage-invalid`, `output-exists`,
 * `output-unwritable`
 */
export async function importBrandFolder(
  file: string,
  folder: string,
  options: ImportBrandOptions,
): Promise<ImportResult> {
  return options.addRules ? addRules(file, folder, options) : makeFolder(file, folder, options);
}

async function makeFolder(file: string, folder: string, options: ImportBrandOptions): Promise<ImportResult> {
  if (await stat(path.join(folder, BRAND_FILE)).catch(() => undefined)) {
    throw new LiveryError('output-exists', {
      message: `There is a brand at ${folder} already.`,
      hint: 'Add the rules to it with --add-rules, or choose another folder.',
    });
  }
  await refuseExisting(path.resolve(folder), `The brand folder ${folder}`);
  const imported = importBrand(await readDocument(file), {
    ...options,
    where: file,
    profiles: findProfiles(),
  });
  const { brand, digest } = await writeBrandFolder(folder, imported.brand);
  return { brand, digest, importedRules: brand.rules.length, notes: imported.notes };
}

async function addRules(file: string, folder: string, options: ImportBrandOptions): Promise<ImportResult> {
  if (options.name !== undefined) {
    throw new LiveryError('usage-invalid', {
      message: `The brand at ${folder} has a name, which --add-rules does not change.`,
      hint: 'Leave --name out.',
    });
  }
  const loaded = await loadBrand(folder);
  const profiles = findProfiles();
  const { brand, added, notes } = importRulesInto(loaded.brand, await readDocument(file), {
    ...options,
    where: file,
    profiles,
  });
  const result = brandFromBundle({ brand, assets: brandToBundle(loaded).assets });
  checkBrand(result, profiles);
  if (added.length > 0) {
    await replaceBrandFile(folder, text => appendRules(text, added, brand));
  }
  return { brand, digest: result.digest, importedRules: added.length, notes };
}

/** Writes aside and moves into place, beside the file itself, whose folder may be on a disk of its own. */
async function replaceBrandFile(folder: string, change: (text: string) => string): Promise<void> {
  const file = await realpath(path.join(folder, BRAND_FILE));
  const text = change(await readFile(file, 'utf8'));
  const { mode } = await stat(file);
  await withWorkFolder(path.dirname(file), async work => {
    const draft = path.join(work, BRAND_FILE);
    await writeFile(draft, text, { mode });
    await rename(draft, file);
  });
}

async function readDocument(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAXIMUM_DOCUMENT_BYTES) {
      throw new Error(`it has ${size} bytes, and at most ${MAXIMUM_DOCUMENT_BYTES} are read`);
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new LiveryError('brand-not-found', {
      message: `${file} could not be read: ${messageOf(error)}.`,
      hint: 'Give the path of a JSON file: rules or a template of the Customizer, or an exported brand.',
      cause: error,
    });
  }
}
