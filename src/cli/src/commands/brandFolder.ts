import { mkdir, rename, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Brand, type BrandInput, BrandRule, LiveryError } from '@livery/contracts';
import { BRAND_FILE, checkBrand, type LoadedBrand, loadBrand } from '@livery/engine';
import { findProfiles, inFolder, refuseExisting, withWorkFolder } from '@livery/pipeline';
import { stringify } from 'yaml';

/** A rule as it is written down, with the defaults still left out. */
type BrandRuleInput = NonNullable<BrandInput['rules']>[number];

const HEADER = `# A brand: what people read and see where the app said its own name.
# Every field is described in docs/brand.md; "livery brand check" tells whether this file is right.
`;

/**
 * Makes a folder of a brand. It is written aside, read back and checked, and then moved into place.
 *
 * @returns the brand as it was read back
 * @throws LiveryError `output-exists`, `output-unwritable`, `brand-invalid`
 */
export async function writeBrandFolder(folder: string, { brand, assets }: LoadedBrand): Promise<LoadedBrand> {
  const target = path.resolve(folder);
  await refuseExisting(target, `The brand folder ${folder}`);
  return inFolder(path.dirname(target), () =>
    withWorkFolder(path.dirname(target), async work => {
      const draft = path.join(work, 'brand');
      await mkdir(path.join(draft, 'assets'), { recursive: true });
      await writeFile(path.join(draft, BRAND_FILE), HEADER + toYaml(withoutDefaults(brand)));
      for (const [name, bytes] of assets) {
        await writeFile(path.join(draft, name), bytes);
      }
      const loaded = await loadBrand(draft).catch((error: unknown) => {
        throw renamed(error, draft, folder);
      });
      checkBrand(loaded, findProfiles());
      await rmdir(target).catch(() => undefined); // an empty folder may stand there
      await rename(draft, target);
      return loaded;
    }),
  );
}

/** The same error with the name of the folder that was asked for. */
function renamed(error: unknown, draft: string, folder: string): unknown {
  return error instanceof LiveryError
    ? new LiveryError(error.code, {
        message: error.message.replaceAll(draft, folder),
        hint: error.hint,
        cause: error,
      })
    : error;
}

/** YAML without folded lines, in which a pattern would be hard to read, and without aliases, which a brand may not have. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A brand as a person would write it: what it says without a field is left out. */
export function withoutDefaults(brand: Brand): BrandInput {
  const input: BrandInput = { ...brand, rules: brand.rules.map(ruleWithoutDefaults) };
  return leaveOut(input, fields => isDeepStrictEqual(Brand.safeParse(fields).data, brand));
}

/** A rule as a person would write it. */
export function ruleWithoutDefaults(rule: BrandRule): BrandRuleInput {
  return leaveOut<BrandRuleInput>(rule, fields => isDeepStrictEqual(BrandRule.safeParse(fields).data, rule));
}

/** Leaves out each field that makes no difference. */
function leaveOut<T extends object>(value: T, isSame: (value: object) => boolean): T {
  let kept: object = value;
  for (const name of Object.keys(value)) {
    const { [name as keyof object]: _left, ...rest } = kept;
    if (isSame(rest)) {
      kept = rest;
    }
  }
  return kept as T;
}
