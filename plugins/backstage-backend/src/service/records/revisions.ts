import { ConflictError, NotFoundError } from '@backstage/errors';
import type { RevisionMatch } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { PreconditionFailedError } from '../errors';

interface RevisedRow {
  id: string;
  revision: number;
}

/** A record that somebody wants to change. */
export interface RecordTarget {
  table: string;
  id: string;
  /** What people call such a record: `brand template`. */
  kind: string;
  revision: RevisionMatch;
}

/**
 * Reads a row for a change, holds it until the transaction ends, and refuses a change that is meant for another revision.
 *
 * @throws NotFoundError, PreconditionFailedError
 */
export async function lockRevision<Row extends RevisedRow>(
  transaction: Knex.Transaction,
  target: RecordTarget,
): Promise<Row> {
  const { table, id, kind } = target;
  // SQLite has one writer anyway; knex leaves the lock out there.
  const row = (await transaction(table).where({ id }).forUpdate().first()) as Row | undefined;
  if (!row) {
    throw new NotFoundError(`There is no ${kind} with the id ${id}.`);
  }
  requireRevision(target, row.revision);
  return row;
}

/**
 * Refuses a change that is meant for another revision than the one that is there.
 *
 * @throws PreconditionFailedError
 */
export function requireRevision(target: Omit<RecordTarget, 'table'>, actual: number): void {
  const { id, kind, revision } = target;
  if (revision !== 'any' && actual !== revision) {
    throw new PreconditionFailedError(
      `The ${kind} ${id} has changed since: it is at revision ${actual}, and the change is meant for ${revision}. ` +
        'Load it again and repeat the change.',
    );
  }
}

/** Refuses a name that another record of the kind has. */
export async function requireFreeName(
  transaction: Knex.Transaction,
  options: { table: string; name: string; kind: string; exceptId?: string },
): Promise<void> {
  const { table, name, kind, exceptId } = options;
  // Asks instead of reading the error of the constraint, which each database words in its own way.
  const taken = (await transaction(table).where({ name }).first('id')) as { id: string } | undefined;
  if (taken && taken.id !== exceptId) {
    throw nameTaken(kind, name);
  }
}

/** The refusal of a name that is taken. */
export function nameTaken(kind: string, name: string): ConflictError {
  return new ConflictError(`There already is a ${kind} named '${name}'. Choose another name.`);
}

/**
 * Runs a change, and words what the constraints of the table decide when two make theirs at the same moment.
 *
 * @param name - the name that the change gives, if it gives one
 */
export async function withUniqueName<T>(
  kind: string,
  name: string | undefined,
  change: () => Promise<T>,
): Promise<T> {
  try {
    return await change();
  } catch (error) {
    if (!isUniqueViolation(error)) {
      throw error;
    }
    throw name === undefined
      ? new ConflictError(`Somebody else changed a ${kind} at the same moment. Repeat the change.`)
      : nameTaken(kind, name);
  }
}

/** Whether a database refused a second row with the same value. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  // https://www.postgresql.org/docs/current/errcodes-appendix.html and https://sqlite.org/rescode.html
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
