import type { BrandTemplateQuery } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { type RecordTables, whereRecord } from '../records/criteria';
import { whereWords } from '../records/searchWords';
import { type AssetRow, type TagRow, type TemplateRow, toAssetRow } from './templateRows';
import type { BrandTemplateContent } from './BrandTemplatesStore';

/** Where brand templates are. */
export const tables: RecordTables = {
  id: 'brand_templates.id',
  owner: 'brand_templates.owner',
  tags: 'brand_template_tags',
  taggedId: 'template_id',
};

/** What a list of them can be sorted by. */
export const sortable = { name: 'name', createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** Narrows a query to what a list asks for. */
export function narrow(query: Knex.QueryBuilder, client: Knex, request: BrandTemplateQuery): void {
  const { search, name, owner, tag, isActive, isDefault } = request;
  if (search !== undefined) {
    whereWords(query, client, search, 'search_words');
  }
  query.where({
    ...(name !== undefined && { name }),
    ...(owner !== undefined && { owner }),
    ...(isActive !== undefined && { is_active: isActive }),
    ...(isDefault !== undefined && { is_default: isDefault }),
  });
  if (tag !== undefined) {
    whereRecord(query, { tag }, tables);
  }
}

/** Takes the default away from whichever template has it. */
export async function takeDefault(transaction: Knex.Transaction): Promise<void> {
  await transaction<TemplateRow>('brand_templates')
    .where({ is_default: true })
    .update({ is_default: false, updated_at: new Date() })
    .increment('revision', 1);
}

/** Gives a template its tags in place of those it had. */
export async function replaceTags(
  transaction: Knex.Transaction,
  id: string,
  tags: readonly string[],
): Promise<void> {
  await transaction<TagRow>('brand_template_tags').where({ template_id: id }).delete();
  if (tags.length > 0) {
    await transaction<TagRow>('brand_template_tags').insert(tags.map(tag => ({ template_id: id, tag })));
  }
}

/** Gives a template its assets in place of those it had. */
export async function replaceAssets(
  transaction: Knex.Transaction,
  id: string,
  assets: BrandTemplateContent['assets'],
): Promise<void> {
  await transaction<AssetRow>('brand_assets').where({ template_id: id }).delete();
  if (assets.length > 0) {
    await transaction<AssetRow>('brand_assets').insert(assets.map(asset => toAssetRow(id, asset)));
  }
}
