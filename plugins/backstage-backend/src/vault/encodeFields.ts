/**
 * Writes fields one after the other so that no two lists give the same bytes: each with its length (32 bits, big
 * endian) before it. An absent field is not the same as an empty one.
 */
export function encodeFields(fields: readonly (string | Uint8Array | undefined)[]): Buffer {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const length = Buffer.alloc(4);
    if (field === undefined) {
      length.writeUInt32BE(absent);
      parts.push(length);
      continue;
    }
    const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : Buffer.from(field);
    length.writeUInt32BE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}

/** No field is that long. */
const absent = 0xffffffff;
