import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { describeIssues } from '../../describeIssues';

/** Parses what a caller sent, and answers 400 with the names of the wrong fields. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new InputError(`Malformed ${what}: ${describeIssues(parsed.error)}`);
  }
  return parsed.data;
}

const Id = z.uuid();

/** Parses the id in a path. PostgreSQL would answer a malformed one with an error of its own. */
export function parseId(value: string | undefined, what: string): string {
  const parsed = Id.safeParse(value);
  if (!parsed.success) {
    throw new InputError(`The id of a ${what} is a UUID, and '${value}' is none.`);
  }
  return parsed.data;
}
