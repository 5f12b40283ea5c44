import type { z } from 'zod';

/** One line that names every wrong field of a value. */
export function describeIssues(error: z.ZodError, whole = 'the value'): string {
  const lines = error.issues.map(issue => `${issue.path.join('.') || whole}: ${issue.message}`);
  // A format of several parts reports the same thing once for each.
  return [...new Set(lines)].join('; ');
}
