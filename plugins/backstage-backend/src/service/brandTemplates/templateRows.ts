import type { BrandTemplate, TemplateAsset } from '@livery/backstage-plugin-livery-common';
import type { Brand } from '@livery/contracts';
import { toTimestamp } from '../../database';
import { type FactsRow, factsColumns, toFacts, toFactsRow } from '../assets/assetRows';
import { toSearchWords } from '../records/searchWords';
import type { BrandTemplateDraft } from './BrandTemplatesStore';

/** A row of `brand_templates`. */
export interface TemplateRow {
  id: string;
  name: string;
  description: string;
  brand: string;
  owner: string;
  revision: number;
  is_default: boolean | number;
  is_active: boolean | number;
  created_by: string;
  created_at: Date | number;
  updated_by: string;
  updated_at: Date | number;
  search_words?: string;
}

/** Its columns but the one that is only looked in. */
export const templateColumns = [
  'id',
  'name',
  'description',
  'brand',
  'owner',
  'revision',
  'is_default',
  'is_active',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const satisfies readonly (keyof TemplateRow)[];

/** A row of `brand_template_tags`. */
export interface TagRow {
  template_id: string;
  tag: string;
}

/** A row of `brand_assets`. */
export interface AssetRow extends FactsRow {
  template_id: string;
  path: string;
}

/** Its columns. */
export const assetColumns = ['template_id', 'path', ...factsColumns] as const;

/** The columns that say what a brand template is. */
export function brandColumns(name: string, description: string, brand: Brand) {
  return {
    name,
    description,
    brand: JSON.stringify(brand),
    search_words: toSearchWords(name, brand.name, description),
  };
}

/** A new brand template as a row. */
export function toTemplateRow(id: string, draft: BrandTemplateDraft, now: Date): TemplateRow {
  const { name, description, brand, createdBy } = draft;
  return {
    id,
    ...brandColumns(name, description, brand),
    owner: draft.owner ?? createdBy,
    revision: 1,
    is_default: draft.isDefault ?? false,
    is_active: draft.isActive ?? true,
    created_by: createdBy,
    created_at: now,
    updated_by: createdBy,
    updated_at: now,
  };
}

/** An asset as a row. */
export function toAssetRow(templateId: string, { path, ...facts }: TemplateAsset): AssetRow {
  return { template_id: templateId, path, ...toFactsRow(facts) };
}

/** An asset from its row. */
export function toTemplateAsset(row: FactsRow & { path: string }): TemplateAsset {
  return { path: row.path, ...toFacts(row) };
}

/**
 * The brand of a row. It was checked when it was written, and is not again for each reader: the client fills in what a newer Livery
 * has defaults for, and so does whoever hands it to a runner.
 */
export function readBrand(row: { brand: string }): Brand {
  return JSON.parse(row.brand) as Brand;
}

/** A brand template from its rows. */
export function toBrandTemplate(
  row: TemplateRow,
  assets: readonly AssetRow[],
  tags: readonly TagRow[],
): BrandTemplate {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    brand: readBrand(row),
    assets: assets.map(toTemplateAsset),
    owner: row.owner,
    tags: tags.map(({ tag }) => tag),
    isDefault: Boolean(row.is_default),
    isActive: Boolean(row.is_active),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: toTimestamp(row.updated_at),
  };
}
