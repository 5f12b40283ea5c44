import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type { Asset, AssetFacts, AssetQuery, Page } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';
import { withUniqueName } from '../records/revisions';
import { toSearchWords, whereWords } from '../records/searchWords';
import { selectPage } from '../records/selectPage';
import { type FactsRow, factsColumns, toFacts, toFactsRow } from './assetRows';
import type { LibraryAssetsStore } from './LibraryAssetsStore';

interface LibraryAssetRow extends FactsRow {
  id: string;
  name: string;
  created_by: string;
  created_at: Date | number;
  search_words?: string;
}

const table = 'library_assets';
const columns = ['id', 'name', 'created_by', 'created_at', ...factsColumns] as const;
const sortable = { name: 'name', createdAt: 'created_at', sizeBytes: 'size_bytes' } as const;

/** Files in the table `library_assets`. */
export class DatabaseLibraryAssetsStore implements LibraryAssetsStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async list(request: AssetQuery): Promise<Page<Asset>> {
    const query = this.#client<LibraryAssetRow>(table);
    if (request.search !== undefined) {
      whereWords(query, this.#client, request.search, 'search_words');
    }
    if (request.kind !== undefined) {
      query.where('kind', request.kind);
    }
    const { items, total } = await selectPage<LibraryAssetRow, keyof typeof sortable>({
      query,
      columns,
      sortable,
      id: 'id',
      request,
    });
    return { items: items.map(toAsset), total };
  }

  async get(id: string): Promise<Asset> {
    const row = await this.#client<LibraryAssetRow>(table)
      .where({ id })
      .first(...columns);
    if (!row) {
      throw new NotFoundError(`There is no asset with the id ${id}.`);
    }
    return toAsset(row as LibraryAssetRow);
  }

  async create({
    name,
    createdBy,
    ...facts
  }: AssetFacts & { name: string; createdBy: string }): Promise<Asset> {
    const id = randomUUID();
    await withUniqueName('asset', name, async () => {
      await this.#client<LibraryAssetRow>(table).insert({
        id,
        name,
        ...toFactsRow(facts),
        created_by: createdBy,
        created_at: new Date(),
        search_words: toSearchWords(name),
      });
    });
    return this.get(id);
  }

  async delete(id: string): Promise<void> {
    const deleted = await this.#client<LibraryAssetRow>(table).where({ id }).delete();
    if (deleted === 0) {
      throw new NotFoundError(`There is no asset with the id ${id}.`);
    }
  }
}

function toAsset(row: LibraryAssetRow): Asset {
  return {
    id: row.id,
    name: row.name,
    ...toFacts(row),
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
  };
}
