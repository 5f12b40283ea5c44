import { createHash } from 'node:crypto';

/** The SHA-256 of some bytes, as `sha256:<hex>`. */
export function digestOf(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The digest of a JSON value, independent of the order of its keys. */
export function digestOfJson(value: unknown): string {
  return digestOf(
    JSON.stringify(value, (_key, entry: unknown) =>
      entry !== null && typeof entry === 'object' && !Array.isArray(entry)
        ? Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
        : entry,
    ),
  );
}
