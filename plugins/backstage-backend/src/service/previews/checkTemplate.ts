import { type Brand, KEEP, LiveryError } from '@livery/contracts';
import type {
  AssetRule,
  BrandCheck,
  BrandTemplate,
  TemplateAsset,
} from '@livery/backstage-plugin-livery-common';
import { checkBrand, type LoadedBrand, type LoadedProfile } from '@livery/engine';

/** The endings of the files that a rule of a kind means. */
const endings: Readonly<Record<AssetRule['kind'], RegExp>> = {
  image: /\.(?:png|jpe?g|gif|webp|svg|ico)$/i,
  css: /\.css$/i,
  text: /\.txt$/i,
};

/** What a check looks at. */
export interface CheckInput {
  template: BrandTemplate;
  loaded: LoadedBrand;
  profiles: readonly LoadedProfile[];
  rules: readonly AssetRule[];
  /** YYYY-MM-DD */
  today: string;
}

/** Checks all that can be said of a brand template without a source. */
export function checkTemplate(input: CheckInput): BrandCheck[] {
  const { template, rules, today } = input;
  return [
    checkRules(input),
    ...template.assets.map(checkFile),
    ...rules.map(rule => checkRequired(rule, input)),
    ...checkLicence(template.brand, today),
  ];
}

function checkRules({ loaded, profiles }: CheckInput): BrandCheck {
  try {
    checkBrand(loaded, profiles);
    return {
      check: 'brand',
      passed: true,
      message: 'Every rule can run, and some app has each slot and option.',
    };
  } catch (error) {
    if (error instanceof LiveryError) {
      return { check: 'brand', passed: false, message: error.toParagraph() };
    }
    throw error;
  }
}

function checkFile({ path, sizeBytes, mediaType }: TemplateAsset): BrandCheck {
  return {
    check: 'asset_file',
    passed: true,
    file: path,
    message: `${path} is there: ${mediaType}, ${sizeBytes} bytes.`,
  };
}

function checkRequired(rule: AssetRule, { template, profiles }: CheckInput): BrandCheck {
  const isThere = hasFile(rule, template.assets) || makesFile(rule, template.brand, profiles);
  const need = rule.isRequired ? 'has to be there' : 'may be there';
  return {
    check: 'required_asset',
    file: rule.file,
    passed: isThere || !rule.isRequired,
    message: isThere
      ? `${rule.file} is there.`
      : `${rule.file} ${need}, and is not. ${rule.isRequired ? 'Upload it, or change what brands have to bring.' : ''}`.trim(),
  };
}

function hasFile({ file, kind }: AssetRule, assets: readonly TemplateAsset[]): boolean {
  const name = file.split('/').at(-1) ?? '';
  return assets.some(({ path }) => (name === '' ? endings[kind].test(path) : path.endsWith(`/${name}`)));
}

/** A file that the engine makes from another one: the favicon from the icon. */
function makesFile({ file }: AssetRule, brand: Brand, profiles: readonly LoadedProfile[]): boolean {
  return profiles.some(({ profile }) =>
    profile.assets.some(
      ({ slot, from, targets }) =>
        targets.some(target => target.endsWith(`/${file.split('/').at(-1)}`)) &&
        [slot, ...from].some(source => brand.assets[source] !== undefined && brand.assets[source] !== KEEP),
    ),
  );
}

function checkLicence({ licence }: Brand, today: string): BrandCheck[] {
  if (!licence) {
    return [];
  }
  const passed = licence.reviewBy >= today;
  return [
    {
      check: 'licence_ground',
      passed,
      message: passed
        ? `The licence ground (${licence.basis}, ${licence.reference}) holds until ${licence.reviewBy}.`
        : `The licence ground (${licence.basis}, ${licence.reference}) was to be looked at again by ${licence.reviewBy}. Do so, and set a new day.`,
    },
  ];
}
