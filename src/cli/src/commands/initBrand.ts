import { mkdir, readFile, rename, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Brand, type BrandInput, LiveryError, messageOf } from '@livery/contracts';
import { BRAND_FILE, loadBrand, sniffAsset } from '@livery/engine';
import { inFolder, refuseExisting, withWorkFolder } from '@livery/pipeline';
import { stringify } from 'yaml';

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

const HEADER = `# A brand: what people read and see where the app said its own name.
# Every field is described in docs/brand.md; "livery brand check" tells whether this file is right.
`;

/**
 * Makes a brand folder.
 *
 * @throws LiveryError `output-exists`, `brand-invalid`, `asset-missing`, `asset-invalid`, `output-unwritable`
 */
export async function initBrand(folder: string, options: InitBrandOptions): Promise<string> {
  const target = path.resolve(folder);
  await refuseExisting(target, `The brand folder ${folder}`);
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
  await inFolder(path.dirname(target), () =>
    withWorkFolder(path.dirname(target), async work => {
      const draft = path.join(work, 'brand');
      await mkdir(path.join(draft, 'assets'), { recursive: true });
      await writeFile(path.join(draft, BRAND_FILE), HEADER + stringify(input));
      if (logo) {
        await writeFile(path.join(draft, logo.assetPath), logo.bytes);
      }
      await loadBrand(draft);
      await rmdir(target).catch(() => undefined); // an empty folder may stand there
      await rename(draft, target);
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
