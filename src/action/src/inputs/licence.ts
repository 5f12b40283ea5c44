import { LicenceGround } from '@livery/contracts';
import { z } from 'zod';
import { linesOf } from './lines';

/** `acknowledged-by` → `acknowledgedBy`: inputs are written with dashes, brands without. */
function keyOf(name: string): string {
  return name.trim().replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}

/** The ground on which the licence allows the rebrand: `basis: enterprise-license`, with one fact on each line, as in brand.yaml. */
export const LicenceLines = z.string().transform((text, context): LicenceGround | undefined => {
  const facts = new Map<string, { line: number; value: string }>();
  for (const { line, text: entry } of linesOf(text)) {
    const colon = entry.indexOf(':');
    if (colon < 1) {
      context.addIssue({ code: 'custom', path: [line], message: 'is not of the form NAME: VALUE' });
      return undefined;
    }
    const value = entry.slice(colon + 1).trim();
    facts.set(keyOf(entry.slice(0, colon)), { line, value: value.replace(/^(["'])(.*)\1$/, '$2') });
  }
  if (facts.size === 0) {
    return undefined;
  }
  const result = LicenceGround.safeParse(
    Object.fromEntries(
      [...facts].map(([key, { value }]) => [key, key === 'users' && value !== '' ? Number(value) : value]),
    ),
  );
  for (const issue of result.error?.issues ?? []) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])];
    for (const key of keys) {
      const line = facts.get(key)?.line;
      const message =
        issue.code === 'unrecognized_keys'
          ? `${key} is not a fact of a ground`
          : `${key} ${line === undefined ? 'is missing' : `is wrong: ${issue.message}`}`;
      context.addIssue({ code: 'custom', path: line === undefined ? [] : [line], message });
    }
  }
  return result.data;
});
