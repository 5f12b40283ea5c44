import { ConflictError, NotFoundError } from '@backstage/errors';
import type { ListRequest, Page, RevisionMatch } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { type RecordFilter, type RecordTables, whereRecord } from './criteria';
import { groupBy } from './groupBy';
import { isUniqueViolation, lockRevision, requireFreeName } from './revisions';
import { whereWords } from './searchWords';
import { selectPage } from './selectPage';

/** The columns that each table of records has. */
export interface RecordRow {
  id: string;
  name: string;
  owner: string;
  revision: number;
  created_by: string;
  created_at: Date | number | string;
  updated_by: string;
  updated_at: Date | number | string;
  search_words?: string;
}

interface TagRow {
  record_id: string;
  tag: string;
}

/** How a kind of records is stored. */
export interface RecordsOptions<Row extends RecordRow, Entry, Column extends string> {
  client: Knex;
  table: string;
  /** The table of tags, and its column for the id of the record. */
  tags: { table: string; id: string };
  /** What people call such a record: `git repository`. */
  kind: string;
  /** What is read of a row; all but the words that are looked for. */
  columns: readonly (keyof Row & string)[];
  sortable: Readonly<Record<Column, string>>;
  toEntry(row: Row, tags: string[]): Entry;
}

/** A change of a record: of its row, its tags, or both. */
export interface RecordChange<Row> {
  columns: Partial<Row>;
  tags?: readonly string[];
}

/** What all tables of records with a name, an owner, tags and revisions have in common. */
export class DatabaseRecords<Row extends RecordRow, Entry, Column extends string> {
  readonly #options: RecordsOptions<Row, Entry, Column>;
  /** For conditions and filters. */
  readonly tables: RecordTables;

  constructor(options: RecordsOptions<Row, Entry, Column>) {
    this.#options = options;
    const { table, tags } = options;
    this.tables = { id: `${table}.id`, owner: `${table}.owner`, tags: tags.table, taggedId: tags.id };
  }

  /** One page of the records that meet the conditions, what is looked for, and what else narrows the query. */
  async list(
    request: ListRequest<Column> & { owner?: string; tag?: string },
    filter: RecordFilter,
    narrow: (query: Knex.QueryBuilder) => void,
  ): Promise<Page<Entry>> {
    const { client, table, columns, sortable } = this.#options;
    const { search, owner, tag } = request;
    const query = client(table);
    whereRecord(query, filter, this.tables);
    if (search !== undefined) {
      whereWords(query, client, search, 'search_words');
    }
    if (owner !== undefined) {
      query.where({ owner });
    }
    if (tag !== undefined) {
      whereRecord(query, { tag }, this.tables);
    }
    narrow(query);
    const page = await selectPage<Row, Column>({ query, columns, sortable, id: 'id', request });
    return { items: await this.complete(page.items), total: page.total };
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<Entry> {
    const { client, table, columns, kind } = this.#options;
    const row = (await client(table)
      .where({ id })
      .first(...columns)) as Row | undefined;
    if (!row) {
      throw new NotFoundError(`There is no ${kind} with the id ${id}.`);
    }
    const [entry] = await this.complete([row]);
    return entry as Entry;
  }

  /** @throws ConflictError for a name that is taken, and what `check` throws */
  async insert(
    row: Row,
    tags: readonly string[],
    check?: (transaction: Knex.Transaction) => Promise<void>,
  ): Promise<Entry> {
    const { client, table, kind } = this.#options;
    await this.#once(() =>
      client.transaction(async transaction => {
        await requireFreeName(transaction, { table, name: row.name, kind });
        await check?.(transaction);
        await transaction(table).insert(row);
        await this.#insertTags(transaction, row.id, tags);
      }),
    );
    return this.get(row.id);
  }

  /**
   * Changes a record that is at a revision.
   *
   * @param change - makes the change of what is there, inside of the transaction
   * @throws NotFoundError, PreconditionFailedError, ConflictError, and what `change` throws
   */
  async update(
    id: string,
    revision: RevisionMatch,
    updatedBy: string,
    change: (row: Row, transaction: Knex.Transaction) => Promise<RecordChange<Row>>,
  ): Promise<Entry> {
    const { client, table, kind, tags } = this.#options;
    await this.#once(() =>
      client.transaction(async transaction => {
        const row = await lockRevision<Row>(transaction, { table, id, kind, revision });
        const changed = await change(row, transaction);
        const { name } = changed.columns;
        if (name !== undefined && name !== row.name) {
          await requireFreeName(transaction, { table, name, kind, exceptId: id });
        }
        await transaction(table)
          .where({ id })
          .update({
            ...changed.columns,
            revision: row.revision + 1,
            updated_by: updatedBy,
            updated_at: new Date(),
          });
        if (changed.tags) {
          await transaction(tags.table)
            .where({ [tags.id]: id })
            .delete();
          await this.#insertTags(transaction, id, changed.tags);
        }
      }),
    );
    return this.get(id);
  }

  /** @throws NotFoundError, PreconditionFailedError */
  async delete(id: string, revision: RevisionMatch): Promise<void> {
    const { client, table, kind } = this.#options;
    await client.transaction(async transaction => {
      await lockRevision<Row>(transaction, { table, id, kind, revision });
      await transaction(table).where({ id }).delete();
    });
  }

  /** Reads the tags that belong to some rows. */
  async complete(rows: readonly Row[]): Promise<Entry[]> {
    if (rows.length === 0) {
      return [];
    }
    const { client, tags, toEntry } = this.#options;
    const found = (await client(tags.table)
      .whereIn(
        tags.id,
        rows.map(({ id }) => id),
      )
      .orderBy('tag')
      .select({ record_id: tags.id, tag: 'tag' })) as TagRow[];
    const tagsOf = groupBy(found, row => row.record_id);
    return rows.map(row =>
      toEntry(
        row,
        (tagsOf.get(row.id) ?? []).map(({ tag }) => tag),
      ),
    );
  }

  /** Words the constraint that decides when two take the same at the same moment. */
  async #once(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (isUniqueViolation(error)) {
        throw new ConflictError(
          `Somebody else has just saved a ${this.#options.kind} that is called the same or is the same. Look at the list again.`,
        );
      }
      throw error;
    }
  }

  async #insertTags(transaction: Knex.Transaction, id: string, values: readonly string[]): Promise<void> {
    const { tags } = this.#options;
    if (values.length > 0) {
      await transaction(tags.table).insert(values.map(tag => ({ [tags.id]: id, tag })));
    }
  }
}
