import { InputError } from '@backstage/errors';
import { API_VERSION, type ImportNote, LiveryError } from '@livery/contracts';
import { BrandTemplateDocument, type BrandTemplateImport } from '@livery/backstage-plugin-livery-common';
import { brandToBundle, importBrand } from '@livery/engine';
import { findProfiles } from '@livery/pipeline';
import { parseInput } from '../http/parse';

/**
 * Makes a brand template of a document: of its own export, of a brand with its assets, or of what the Customizer wrote.
 *
 * @throws InputError
 */
export async function readDocument(
  request: BrandTemplateImport,
): Promise<{ document: BrandTemplateDocument; notes: ImportNote[] }> {
  const { document, name, template } = request;
  if (isExport(document)) {
    const parsed = parseInput(BrandTemplateDocument, document, 'brand template');
    return { document: { ...parsed, name: name ?? parsed.name, isDefault: false }, notes: [] };
  }
  try {
    const profiles = findProfiles();
    const where = 'The document';
    const text = JSON.stringify(document);
    const { brand, notes } = importBrand(text, {
      where,
      profiles,
      ...(template !== undefined && { template }),
      ...(name !== undefined && needsName(document) && { name }),
    });
    const bundle = brandToBundle(brand);
    const made = parseInput(
      BrandTemplateDocument,
      {
        apiVersion: API_VERSION,
        kind: 'BrandTemplate',
        name: name ?? template ?? nameIn(document) ?? bundle.brand.name,
        description: bundle.brand.description ?? '',
        bundle,
      },
      'brand template',
    );
    return { document: made, notes };
  } catch (error) {
    throw error instanceof LiveryError && error.exitCode === 2 ? new InputError(error.toParagraph()) : error;
  }
}

function isExport(document: unknown): boolean {
  return isObject(document) && document.kind === 'BrandTemplate';
}

/** Rules alone say nothing of the brand: then its name is that of the template. */
function needsName(document: unknown): boolean {
  return !isObject(document) || !('brand' in document || 'template' in document || 'templates' in document);
}

/** The Customizer's export says what people called the template. */
function nameIn(document: unknown): string | undefined {
  const template = isObject(document) ? document.template : undefined;
  return isObject(template) && typeof template.name === 'string' ? template.name : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
