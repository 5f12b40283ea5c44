import { LiveryError } from '@livery/contracts';
import type { z } from 'zod';

/** More would not help anybody. */
const MAXIMUM_PROBLEMS = 5;

/**
 * Checks a JSON value that somebody brings by its schema.
 *
 * @param error - what to say; its message gets the problems, the first few, behind a colon
 * @throws LiveryError `brand-invalid`
 */
export function checkValue<T extends z.ZodType>(
  schema: T,
  value: unknown,
  error: { message: string; hint: string; nameOf?: (path: readonly PropertyKey[]) => string },
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const nameOf = error.nameOf ?? (path => path.map(String).join('.'));
  const problems = result.error.issues
    .slice(0, MAXIMUM_PROBLEMS)
    .map(({ path, message }) => [nameOf(path), message].filter(Boolean).join(': '));
  throw new LiveryError('brand-invalid', {
    message: `${error.message}: ${problems.join('; ')}.`,
    hint: error.hint,
  });
}
