import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type {
  ConfigurationEntry,
  ConfigurationQuery,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { type RecordFilter, type RecordTables, whereRecord } from '../records/criteria';
import { groupBy } from '../records/groupBy';
import { lockRevision, withUniqueName } from '../records/revisions';
import { whereWords } from '../records/searchWords';
import { selectPage } from '../records/selectPage';
import {
  configurationColumns,
  type ConfigurationRow,
  type ConfigurationTagRow,
  toColumns,
  toEntry,
} from './configurationRows';
import type { ConfigurationFields, ConfigurationStore } from './ConfigurationStore';

const table = 'configuration';
const kind = 'setting';

const tables: RecordTables = {
  id: 'configuration.id',
  owner: 'configuration.owner',
  tags: 'configuration_tags',
  taggedId: 'entry_id',
};

const sortable = {
  key: 'key',
  category: 'category',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const;

/** Settings in the tables `configuration` and `configuration_tags`. */
export class DatabaseConfigurationStore implements ConfigurationStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async list(request: ConfigurationQuery, filter: RecordFilter): Promise<Page<ConfigurationEntry>> {
    const { search, key, category, owner, tag } = request;
    const query = this.#client<ConfigurationRow>(table);
    whereRecord(query, filter, tables);
    if (search !== undefined) {
      whereWords(query, this.#client, search, 'search_words');
    }
    query.where({
      ...(key !== undefined && { key }),
      ...(category !== undefined && { category }),
      ...(owner !== undefined && { owner }),
    });
    if (tag !== undefined) {
      whereRecord(query, { tag }, tables);
    }
    const { items, total } = await selectPage<ConfigurationRow, keyof typeof sortable>({
      query,
      columns: configurationColumns,
      sortable,
      id: 'id',
      request,
    });
    return { items: await this.#complete(items), total };
  }

  async get(id: string): Promise<ConfigurationEntry> {
    const [entry] = await this.#select({ id });
    if (!entry) {
      throw new NotFoundError(`There is no ${kind} with the id ${id}.`);
    }
    return entry;
  }

  async find(key: string): Promise<ConfigurationEntry | undefined> {
    const [entry] = await this.#select({ key });
    return entry;
  }

  listByCredential(credentialId: string): Promise<ConfigurationEntry[]> {
    return this.#select({ credential_id: credentialId });
  }

  async create({ tags, ...fields }: ConfigurationFields, createdBy: string): Promise<ConfigurationEntry> {
    const id = randomUUID();
    const now = new Date();
    await withUniqueName(kind, fields.key, () =>
      this.#client.transaction(async transaction => {
        await transaction<ConfigurationRow>(table).insert({
          id,
          ...toColumns(fields),
          revision: 1,
          created_by: createdBy,
          created_at: now,
          updated_by: createdBy,
          updated_at: now,
        });
        await replaceTags(transaction, id, tags);
      }),
    );
    return this.get(id);
  }

  async update(
    id: string,
    revision: RevisionMatch,
    { tags, ...change }: Partial<ConfigurationFields>,
    updatedBy: string,
  ): Promise<ConfigurationEntry> {
    await withUniqueName(kind, change.key, () =>
      this.#client.transaction(async transaction => {
        const row = await lockRevision<ConfigurationRow>(transaction, { table, id, kind, revision });
        const { value, secret, ...current } = toEntry(row, []);
        // A value takes the place of a secret, and the other way round.
        const content = 'value' in change || 'secret' in change ? {} : { value, secret };
        await transaction<ConfigurationRow>(table)
          .where({ id })
          .update({
            ...toColumns({ ...current, ...content, ...withoutUndefined(change) }),
            revision: row.revision + 1,
            updated_by: updatedBy,
            updated_at: new Date(),
          });
        if (tags) {
          await replaceTags(transaction, id, tags);
        }
      }),
    );
    return this.get(id);
  }

  async delete(id: string, revision: RevisionMatch): Promise<void> {
    await this.#client.transaction(async transaction => {
      await lockRevision<ConfigurationRow>(transaction, { table, id, kind, revision });
      await transaction<ConfigurationRow>(table).where({ id }).delete();
    });
  }

  async #select(where: Partial<ConfigurationRow>): Promise<ConfigurationEntry[]> {
    const rows = await this.#client<ConfigurationRow>(table)
      .where(where)
      .orderBy('key')
      .select(...configurationColumns);
    return this.#complete(rows as ConfigurationRow[]);
  }

  async #complete(rows: readonly ConfigurationRow[]): Promise<ConfigurationEntry[]> {
    const ids = rows.map(({ id }) => id);
    const tags = await this.#client<ConfigurationTagRow>('configuration_tags')
      .whereIn('entry_id', ids)
      .orderBy('tag');
    const tagsOf = groupBy(tags as ConfigurationTagRow[], tag => tag.entry_id);
    return rows.map(row => toEntry(row, tagsOf.get(row.id) ?? []));
  }
}

async function replaceTags(
  transaction: Knex.Transaction,
  id: string,
  tags: readonly string[],
): Promise<void> {
  await transaction<ConfigurationTagRow>('configuration_tags').where({ entry_id: id }).delete();
  if (tags.length > 0) {
    await transaction<ConfigurationTagRow>('configuration_tags').insert(
      tags.map(tag => ({ entry_id: id, tag })),
    );
  }
}

function withoutUndefined<T extends object>(change: T): T {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as T;
}
