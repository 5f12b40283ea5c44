import {
  Brand,
  BrandBundle,
  type BrandRule,
  type ImportNote,
  LiveryError,
  messageOf,
} from '@livery/contracts';
import type { LoadedProfile } from '../profile/loadProfile';
import { checkValue } from '../rules/customizer/checkValue';
import { type ImportedRules, importRules } from '../rules/customizer/importRules';
import { readRules } from '../rules/customizer/readRules';
import { readTemplates, type Template } from '../rules/customizer/templates';
import { isSameRule } from '../rules/sameRule';
import { brandFromBundle, type LoadedBrand } from './loadBrand';

/** How a document is made a brand. */
export interface BrandImport {
  /** What errors call the document, for example `template.json`. */
  readonly where: string;
  /** The apps that the brand can be for. */
  readonly profiles: readonly LoadedProfile[];
  /** The name of the brand, for a document that has none or another one. */
  readonly name?: string;
  /** The template to take, for a document that holds several. */
  readonly template?: string;
}

/** A brand that was made from a document, and what a person should know of it. */
export interface ImportedBrand {
  readonly brand: LoadedBrand;
  readonly notes: ImportNote[];
}

type Document =
  | { readonly kind: 'brand'; readonly bundle: BrandBundle }
  | { readonly kind: 'templates'; readonly templates: readonly Template[] }
  | { readonly kind: 'rules'; readonly rules: unknown };

/**
 * Makes a brand from a document: a brand with its assets as `brandToBundle` writes it, a template of the Customizer, or a set of
 * its rules.
 *
 * @param text - JSON
 * @throws LiveryError `brand-invalid`, `asset-missing`, `asset-invalid`, `usage-invalid` for a brand that is left without a name
 */
export function importBrand(text: string, options: BrandImport): ImportedBrand {
  const { where, name } = options;
  const document = readDocument(text, where);
  if (document.kind === 'brand') {
    const { brand, assets } = document.bundle;
    const renamed = name === undefined ? brand : checkBrand({ ...brand, name }, where);
    return { brand: brandFromBundle({ brand: renamed, assets }), notes: [] };
  }
  const template = document.kind === 'templates' ? choose(document.templates, options) : undefined;
  const brandName = name ?? template?.brand_name?.trim();
  if (!brandName) {
    throw new LiveryError('usage-invalid', {
      message: `${where} does not say what people shall read where the app said its own name.`,
      hint: 'Give the name of the brand as well (--name).',
    });
  }
  const description = template?.description?.trim();
  const bare = checkBrand(
    { apiVersion: 'livery/v1', kind: 'Brand', name: brandName, ...(description && { description }) },
    where,
  );
  const rules = document.kind === 'rules' ? document.rules : template?.replacement_rules;
  const imported = importRules(rules, { ...options, brand: bare });
  const brand = checkBrand({ ...bare, rules: imported.rules }, where);
  return {
    brand: brandFromBundle({ brand, assets: {} }),
    notes: [...imported.notes, ...(template?.assets ?? []).map(describeAsset)],
  };
}

/**
 * Adds the rules of a document behind those of a brand. What it has already is not added again.
 *
 * @param text - JSON, as for {@link importBrand}
 * @returns the brand with its rules, and the rules that were added
 * @throws LiveryError `brand-invalid`
 */
export function importRulesInto(
  brand: Brand,
  text: string,
  options: BrandImport,
): { brand: Brand; added: BrandRule[]; notes: ImportNote[] } {
  const document = readDocument(text, options.where);
  const { rules, notes } =
    document.kind === 'brand'
      ? newRulesOf(document.bundle.brand, brand)
      : importRules(
          document.kind === 'rules' ? document.rules : choose(document.templates, options).replacement_rules,
          { ...options, brand },
        );
  return {
    brand: checkBrand({ ...brand, rules: [...brand.rules, ...rules] }, options.where),
    added: rules,
    notes,
  };
}

function newRulesOf(source: Brand, target: Brand): ImportedRules {
  const isKnown = (rule: BrandRule) => target.rules.some(own => isSameRule(own, rule));
  return {
    rules: source.rules.filter(rule => !isKnown(rule)),
    notes: source.rules.flatMap((rule, index) =>
      isKnown(rule)
        ? [{ rule: index + 1, severity: 'dropped', message: 'The brand has a rule that does the same.' }]
        : [],
    ),
  };
}

function readDocument(text: string, where: string): Document {
  const document = parseJson(text, where);
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
    if ('brand' in document && typeof document.brand === 'object') {
      return { kind: 'brand', bundle: checkValue(BrandBundle, document, madeOf(where)) };
    }
    const templates = readTemplates(document, where);
    if (templates) {
      return { kind: 'templates', templates };
    }
  }
  readRules(document, where); // anything but rules is refused before the name is asked for
  return { kind: 'rules', rules: document };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new LiveryError('brand-invalid', {
      message: `${where} is not valid JSON: ${messageOf(error)}.`,
      hint: 'Give the export of a brand, a template or rules of the Customizer, as it was downloaded.',
      cause: error,
    });
  }
}

function choose(templates: readonly Template[], { template: wanted, where }: BrandImport): Template {
  const found = templates.filter(({ name }) => wanted === undefined || name === wanted);
  const [template, another] = found;
  if (template && !another) {
    return template;
  }
  const names = templates.map(({ name }) => `"${name ?? ''}"`).join(', ');
  throw new LiveryError('usage-invalid', {
    message: `${where} holds ${template ? 'several templates' : `no template "${wanted ?? ''}"`}: ${names}.`,
    hint: 'Say which one is meant (--template).',
  });
}

function checkBrand(brand: unknown, where: string): Brand {
  return checkValue(Brand, brand, madeOf(where));
}

function madeOf(where: string): { message: string; hint: string } {
  return {
    message: `${where} does not make a brand`,
    hint: 'Correct it; docs/brand.md describes the fields.',
  };
}

function describeAsset({ file_name: name, file_type: type }: Template['assets'][number]): ImportNote {
  return {
    severity: 'dropped',
    message: `The asset "${name}"${type ? ` (${type})` : ''} does not come along: the Customizer exports its name, not its bytes. Put the file itself into the folder assets, and name it under "assets" in brand.yaml.`,
  };
}
