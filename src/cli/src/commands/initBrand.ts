import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Brand, type BrandInput, LiveryError, messageOf } from '@livery/contracts';
import { BRAND_FILE, brandFromBundle, sniffAsset } from '@livery/engine';
import { refuseExisting } from '@livery/pipeline';
import { writeBrandFolder } from './brandFolder';

/** What a new brand is made from. */
export interface InitBrandOptions {
  name: string;
  shortName?: string;
  logo?: string;
  licence?: string;
  reference?: string;
  acknowledgedBy?: string;
  reviewBy?: string;
  users?: number;
}

/**
 * Makes a brand folder.
 *
 * @throws LiveryError `output-exists`, `brand-invalid`, `asset-missing`, `asset-invalid`, `output-unwritable`
 */
export async function initBrand(folder: string, options: InitBrandOptions): Promise<string> {
  await refuseExisting(path.resolve(folder), `The brand folder ${folder}`);
  const logo = options.logo === undefined ? undefined : await readLogo(options.logo);
  const input: BrandInput = {
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: options.name,
    ...(options.shortName !== undefined && { shortName: options.shortName }),
    ...(logo && { assets: { [logo.slot]: logo.assetPath } }),
    ...licenceOf(options),
  };
  const checked = Brand.safeParse(input);
  if (!checked.success) {
    throw new LiveryError('brand-invalid', {
      message: `The brand cannot be made: ${checked.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('; ')}.`,
      hint: 'Correct the option and run the command again; nothing was written.',
    });
  }
  await writeBrandFolder(
    folder,
    brandFromBundle({
      brand: checked.data,
      assets: logo ? { [logo.assetPath]: logo.bytes.toString('base64') } : {},
    }),
  );
  return path.join(folder, BRAND_FILE);
}

async function readLogo(file: string) {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new LiveryError('asset-missing', {
      message: `The logo ${file} could not be read: ${messageOf(error)}.`,
      hint: 'Give the path of a PNG (square, 1024×1024) or an SVG.',
      cause: error,
    });
  }
  switch (sniffAsset(bytes)) {
    case 'png':
      return { slot: 'icon', assetPath: 'assets/icon.png', bytes };
    case 'svg':
      return { slot: 'icon-svg', assetPath: 'assets/icon.svg', bytes };
    default:
      throw new LiveryError('asset-invalid', {
        message: `The logo ${file} is neither a PNG nor an SVG.`,
        hint: 'Export it as a square PNG of 1024×1024, from which every icon is made.',
      });
  }
}

function licenceOf(options: InitBrandOptions): Partial<BrandInput> {
  const { licence, reference, acknowledgedBy, users } = options;
  if (licence === undefined) {
    if ([reference, acknowledgedBy, options.reviewBy, users].some(value => value !== undefined)) {
      throw new LiveryError('usage-invalid', {
        message: 'The licence ground is incomplete: it has no basis.',
        hint: 'Add --licence with the basis, or leave --reference, --acknowledged-by, --review-by and --users out.',
      });
    }
    return {};
  }
  const today = new Date();
  const nextYear = new Date(Date.UTC(today.getUTCFullYear() + 1, today.getUTCMonth(), today.getUTCDate()));
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return {
    licence: {
      // Brand checks the basis with the rest, and says which ones there are.
      basis: licence as NonNullable<BrandInput['licence']>['basis'],
      reference: reference ?? '',
      acknowledgedBy: acknowledgedBy ?? '',
      date: day(today),
      reviewBy: options.reviewBy ?? day(nextYear),
      ...(users !== undefined && { users }),
    },
  };
}
