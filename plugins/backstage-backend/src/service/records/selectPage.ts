import type { ListRequest, Page } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';

/** What a page is selected by. */
export interface PageSelection<Column extends string> {
  /** The query with all that narrows it, without columns, order and limits. */
  query: Knex.QueryBuilder;
  /** The columns to read. */
  columns: readonly string[];
  /** The column behind each one that the list can be sorted by. */
  sortable: Readonly<Record<Column, string>>;
  /** The column that decides between records that are equal in the order. */
  id: string;
  request: Pick<ListRequest<Column>, 'sort' | 'limit' | 'offset'>;
}

/** Selects the rows of one page, and counts all that there are. */
export async function selectPage<Row, Column extends string>(
  selection: PageSelection<Column>,
): Promise<Page<Row>> {
  const { query, columns, sortable, id, request } = selection;
  const order = request.sort.startsWith('-') ? 'desc' : 'asc';
  const column = request.sort.replace(/^-/, '') as Column;
  const [rows, counted] = await Promise.all([
    query
      .clone()
      .select(columns)
      .orderBy([
        { column: sortable[column], order },
        { column: id, order },
      ])
      .limit(request.limit)
      .offset(request.offset) as Promise<Row[]>,
    // PostgreSQL counts in 64 bits, which arrive as text.
    query.clone().count({ total: '*' }) as Promise<{ total: number | string }[]>,
  ]);
  return { items: rows, total: Number(counted[0]?.total ?? 0) };
}
