import type { Knex } from 'knex';
import { isPostgres } from './searchWords';

/** Rows per statement: SQLite takes at most 32 766 values at once. */
const rowsAtOnce = 1000;

/**
 * Inserts many rows of the same columns. PostgreSQL reads them from one document: a value of its own for each field of
 * thousands of rows takes it and knex several times as long.
 */
export async function insertAll(
  transaction: Knex.Transaction,
  table: string,
  rows: readonly object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce);
    if (isPostgres(transaction)) {
      const columns = Object.keys(part[0] ?? {});
      const names = columns.map(() => '??').join(', ');
      await transaction.raw(
        `insert into ?? (${names}) select ${names} from json_populate_recordset(null::??, ?)`,
        [table, ...columns, ...columns, table, JSON.stringify(part)],
      );
    } else {
      await transaction(table).insert(part);
    }
  }
}
