import type { Knex } from 'knex';
import { insertAll } from '../records/insertAll';
import type { BrandTemplateDraft } from './BrandTemplatesStore';
import { takeDefault } from './templateQueries';
import { type AssetRow, type TagRow, toAssetRow, toTemplateRow } from './templateRows';

/** Inserts new brand templates, many rows at a time. */
export async function insertDrafts(
  transaction: Knex.Transaction,
  drafts: readonly (BrandTemplateDraft & { id: string })[],
): Promise<void> {
  if (drafts.some(({ isDefault }) => isDefault)) {
    await takeDefault(transaction);
  }
  const now = new Date();
  const tags = drafts.flatMap(({ id, tags: each = [] }) =>
    each.map((tag): TagRow => ({ template_id: id, tag })),
  );
  const assets = drafts.flatMap(({ id, assets: each }) =>
    each.map((asset): AssetRow => toAssetRow(id, asset)),
  );
  await insertAll(
    transaction,
    'brand_templates',
    drafts.map(draft => toTemplateRow(draft.id, draft, now)),
  );
  await insertAll(transaction, 'brand_template_tags', tags);
  await insertAll(transaction, 'brand_assets', assets);
}
