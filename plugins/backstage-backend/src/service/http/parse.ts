import type { z } from 'zod';
import { describeIssues } from '../../describeIssues';
import { MalformedRequestError } from '../errors';

/** Parses what a caller sent, and answers 400 with the names of the wrong fields. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new MalformedRequestError(
      `Malformed ${what}: ${describeIssues(parsed.error)}`,
      parsed.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message })),
    );
  }
  return parsed.data;
}
