import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import { Brand, type BrandBundle } from '@livery/contracts';
import type {
  BrandTemplate,
  BrandTemplateQuery,
  BrandTemplateVersion,
  BrandTemplateVersionContent,
  Page,
  RestoreConflict,
  RestoreResult,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import type { AssetContents } from '../assets/AssetContents';
import type { AssetContent } from '../assets/AssetsService';
import { type RecordFilter, whereRecord } from '../records/criteria';
import { groupBy } from '../records/groupBy';
import { lockRevision, nameTaken, requireFreeName, withUniqueName } from '../records/revisions';
import { selectPage } from '../records/selectPage';
import type {
  BrandTemplateChange,
  BrandTemplateDraft,
  BrandTemplatesStore,
  TemplateTarget,
} from './BrandTemplatesStore';
import { insertDrafts } from './insertDrafts';
import { narrow, replaceAssets, replaceTags, sortable, tables, takeDefault } from './templateQueries';
import {
  assetColumns,
  type AssetRow,
  brandColumns,
  readBrand,
  type TagRow,
  templateColumns,
  type TemplateRow,
  toBrandTemplate,
} from './templateRows';
import { getVersion, listVersions, saveVersion } from './templateVersions';

const table = 'brand_templates';
const kind = 'brand template';

/** Brand templates in the table `brand_templates` and those that belong to it. */
export class DatabaseBrandTemplatesStore implements BrandTemplatesStore {
  readonly #client: Knex;
  readonly #contents: AssetContents;

  constructor(options: { client: Knex; contents: AssetContents }) {
    this.#client = options.client;
    this.#contents = options.contents;
  }

  async list(request: BrandTemplateQuery, filter: RecordFilter): Promise<Page<BrandTemplate>> {
    const query = this.#client<TemplateRow>(table);
    whereRecord(query, filter, tables);
    narrow(query, this.#client, request);
    const { items, total } = await selectPage<TemplateRow, keyof typeof sortable>({
      query,
      columns: templateColumns,
      sortable,
      id: 'id',
      request,
    });
    return { items: await this.#complete(items), total };
  }

  async count(): Promise<number> {
    const [counted] = await this.#client(table).count<{ total: number | string }[]>({ total: '*' });
    return Number(counted?.total ?? 0);
  }

  async get(id: string): Promise<BrandTemplate> {
    const [template] = await this.#complete([await this.#getRow(id)]);
    return template as BrandTemplate;
  }

  async getBundle(id: string): Promise<BrandBundle> {
    const template = await this.get(id);
    const assets = template.assets.map(async ({ path, digest }) => {
      const bytes = await this.#contents.read(digest);
      return [path, bytes.toString('base64')] as const;
    });
    return { brand: Brand.parse(template.brand), assets: Object.fromEntries(await Promise.all(assets)) };
  }

  async getAsset(id: string, path: string): Promise<AssetContent> {
    const [asset] = await this.#client<AssetRow>('brand_assets').where({ template_id: id, path });
    if (!asset) {
      throw new NotFoundError(`The brand template ${id} has no asset ${path}.`);
    }
    const { digest, media_type: mediaType } = asset;
    return { bytes: await this.#contents.read(digest), mediaType, digest };
  }

  async create(draft: BrandTemplateDraft): Promise<BrandTemplate> {
    const id = randomUUID();
    await withUniqueName(kind, draft.name, () =>
      this.#client.transaction(async transaction => {
        await requireFreeName(transaction, { table, name: draft.name, kind });
        await insertDrafts(transaction, [{ ...draft, id }]);
      }),
    );
    return this.get(id);
  }

  async createAll(drafts: readonly BrandTemplateDraft[], conflict: RestoreConflict): Promise<RestoreResult> {
    return this.#client.transaction(async transaction => {
      const taken = await namesTaken(transaction, drafts);
      const clashing = drafts.filter(({ name }) => taken.has(name));
      const [clash] = clashing;
      if (clash && conflict === 'fail') {
        throw nameTaken(kind, clash.name);
      }
      const free = drafts.filter(({ name }) => !taken.has(name));
      await insertDrafts(
        transaction,
        free.map(draft => ({ ...draft, id: randomUUID() })),
      );
      if (conflict === 'replace') {
        for (const { createdBy, ...content } of clashing) {
          const target = { id: taken.get(content.name) ?? '', revision: 'any' as const };
          await this.#change(transaction, target, content, createdBy);
        }
      }
      const rest = clashing.length;
      return {
        created: free.length,
        replaced: conflict === 'replace' ? rest : 0,
        skipped: conflict === 'skip' ? rest : 0,
      };
    });
  }

  async update(
    target: TemplateTarget,
    change: BrandTemplateChange,
    updatedBy: string,
  ): Promise<BrandTemplate> {
    await withUniqueName(kind, change.name, () =>
      this.#client.transaction(transaction => this.#change(transaction, target, change, updatedBy)),
    );
    return this.get(target.id);
  }

  async updateAll(
    targets: readonly TemplateTarget[],
    change: BrandTemplateChange,
    updatedBy: string,
  ): Promise<void> {
    await this.#client.transaction(async transaction => {
      for (const target of inOneOrder(targets)) {
        await this.#change(transaction, target, change, updatedBy);
      }
    });
  }

  async deleteAll(targets: readonly TemplateTarget[]): Promise<void> {
    await this.#client.transaction(async transaction => {
      for (const { id, revision } of inOneOrder(targets)) {
        await lockRevision<TemplateRow>(transaction, { table, id, kind, revision });
        await transaction<TemplateRow>(table).where({ id }).delete();
      }
    });
  }

  async listVersions(id: string): Promise<Page<BrandTemplateVersion>> {
    return listVersions(this.#client, await this.#getRow(id));
  }

  async getVersion(id: string, revision: number): Promise<BrandTemplateVersionContent> {
    return getVersion(this.#client, await this.#getRow(id), revision);
  }

  async #change(
    transaction: Knex.Transaction,
    { id, revision }: TemplateTarget,
    change: BrandTemplateChange,
    updatedBy: string,
  ): Promise<void> {
    const row = await lockRevision<TemplateRow>(transaction, { table, id, kind, revision });
    const { name = row.name, description = row.description, brand = readBrand(row) } = change;
    if (name !== row.name) {
      await requireFreeName(transaction, { table, name, kind, exceptId: id });
    }
    if (change.isDefault && !row.is_default) {
      await takeDefault(transaction);
    }
    if (change.brand || change.assets || name !== row.name || description !== row.description) {
      await saveVersion(transaction, row);
    }
    await transaction<TemplateRow>(table)
      .where({ id })
      .update({
        ...brandColumns(name, description, brand),
        ...(change.owner !== undefined && { owner: change.owner }),
        ...(change.isDefault !== undefined && { is_default: change.isDefault }),
        ...(change.isActive !== undefined && { is_active: change.isActive }),
        revision: row.revision + 1,
        updated_by: updatedBy,
        updated_at: new Date(),
      });
    if (change.tags) {
      await replaceTags(transaction, id, change.tags);
    }
    if (change.assets) {
      await replaceAssets(transaction, id, change.assets);
    }
  }

  async #getRow(id: string): Promise<TemplateRow> {
    const [row] = await this.#client<TemplateRow>(table)
      .where({ id })
      .select(...templateColumns);
    if (!row) {
      throw new NotFoundError(`There is no brand template with the id ${id}.`);
    }
    return row;
  }

  /** Reads the tags and the assets that belong to some rows. */
  async #complete(rows: readonly TemplateRow[]): Promise<BrandTemplate[]> {
    if (rows.length === 0) {
      return [];
    }
    const ids = rows.map(({ id }) => id);
    const [assets, tags] = await Promise.all([
      this.#client<AssetRow>('brand_assets')
        .whereIn('template_id', ids)
        .orderBy('path')
        .select(...assetColumns),
      this.#client<TagRow>('brand_template_tags').whereIn('template_id', ids).orderBy('tag'),
    ]);
    const assetsOf = groupBy(assets as AssetRow[], asset => asset.template_id);
    const tagsOf = groupBy(tags as TagRow[], tag => tag.template_id);
    return rows.map(row => toBrandTemplate(row, assetsOf.get(row.id) ?? [], tagsOf.get(row.id) ?? []));
  }
}

/** Two who change the same records in different orders would wait for each other. */
function inOneOrder(targets: readonly TemplateTarget[]): TemplateTarget[] {
  return [...targets].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Of the names of drafts, those that are taken, with the ids of the templates that have them. */
async function namesTaken(
  transaction: Knex.Transaction,
  drafts: readonly BrandTemplateDraft[],
): Promise<ReadonlyMap<string, string>> {
  const taken = new Map<string, string>();
  const names = drafts.map(({ name }) => name);
  // SQLite takes at most 32 766 values at once, and a portal may have more templates.
  for (let start = 0; start < names.length; start += 10_000) {
    const rows = await transaction<TemplateRow>(table)
      .whereIn('name', names.slice(start, start + 10_000))
      .select('id', 'name');
    for (const { id, name } of rows) {
      taken.set(name, id);
    }
  }
  return taken;
}
