import { NotFoundError } from '@backstage/errors';
import type {
  BrandTemplateVersion,
  BrandTemplateVersionContent,
  Page,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';
import { factsColumns } from '../assets/assetRows';
import { type AssetRow, readBrand, type TemplateRow, toTemplateAsset } from './templateRows';

interface VersionRow {
  template_id: string;
  revision: number;
  name: string;
  description: string;
  brand: string;
  saved_by: string;
  saved_at: Date | number;
}

interface VersionAssetRow extends AssetRow {
  revision: number;
}

const table = 'brand_template_versions';
const assetsTable = 'brand_template_version_assets';

/** Of one template, as many earlier states are kept. */
const maximumVersions = 100;

/** Keeps the state of a template that is about to change. */
export async function saveVersion(transaction: Knex.Transaction, row: TemplateRow): Promise<void> {
  const { id, revision, name, description, brand, updated_by, updated_at } = row;
  await transaction<VersionRow>(table).insert({
    template_id: id,
    revision,
    name,
    description,
    brand,
    saved_by: updated_by,
    saved_at: updated_at,
  });
  const columns = ['path', ...factsColumns];
  await transaction(
    transaction.raw(`?? (${['template_id', 'revision', ...columns].map(() => '??').join(', ')})`, [
      assetsTable,
      'template_id',
      'revision',
      ...columns,
    ]),
  ).insert(
    transaction('brand_assets')
      .where({ template_id: id })
      .select('template_id', transaction.raw('cast(? as integer)', [revision]), ...columns),
  );
  const oldest = await transaction<VersionRow>(table)
    .where({ template_id: id })
    .orderBy('revision', 'desc')
    .offset(maximumVersions)
    .first('revision');
  if (oldest) {
    await transaction<VersionRow>(table)
      .where({ template_id: id })
      .where('revision', '<=', oldest.revision)
      .delete();
  }
}

/** The states of a template, the newest first. */
export async function listVersions(client: Knex, current: TemplateRow): Promise<Page<BrandTemplateVersion>> {
  const rows = await client<VersionRow>(table)
    .where({ template_id: current.id })
    .orderBy('revision', 'desc')
    .select('template_id', 'revision', 'name', 'description', 'saved_by', 'saved_at');
  const items = [
    toVersion(ofCurrent(current), true),
    ...rows.map(row => toVersion(row as VersionRow, false)),
  ];
  return { items, total: items.length };
}

/** One state of a template in full. */
export async function getVersion(
  client: Knex,
  current: TemplateRow,
  revision: number,
): Promise<BrandTemplateVersionContent> {
  const id = current.id;
  if (revision === current.revision) {
    const assets = await client<AssetRow>('brand_assets').where({ template_id: id }).orderBy('path');
    return {
      ...toVersion(ofCurrent(current), true),
      brand: readBrand(current),
      assets: assets.map(toTemplateAsset),
    };
  }
  const row = await client<VersionRow>(table).where({ template_id: id, revision }).first();
  if (!row) {
    throw new NotFoundError(`The brand template ${id} has no state of revision ${revision}.`);
  }
  const assets = await client<VersionAssetRow>(assetsTable)
    .where({ template_id: id, revision })
    .orderBy('path');
  return { ...toVersion(row, false), brand: readBrand(row), assets: assets.map(toTemplateAsset) };
}

function ofCurrent(row: TemplateRow): Omit<VersionRow, 'template_id'> {
  return { ...row, saved_by: row.updated_by, saved_at: row.updated_at };
}

function toVersion(row: Omit<VersionRow, 'template_id'>, isCurrent: boolean): BrandTemplateVersion {
  return {
    revision: row.revision,
    name: row.name,
    description: row.description,
    savedBy: row.saved_by,
    savedAt: toTimestamp(row.saved_at),
    isCurrent,
  };
}
