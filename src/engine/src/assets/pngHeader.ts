const SIGNATURE = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');

/** What the header of a PNG says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
}

/**
 * Walks the chunks of a PNG without decoding it: https://www.w3.org/TR/png-3/#5Chunk-layout. A second header would be believed
 * by a decoder after the first one has been checked, so there may be only one, and it comes first.
 *
 * @returns undefined when the bytes are no whole PNG
 */
export function readPngHeader(bytes: Buffer): PngHeader | undefined {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    return undefined;
  }
  let header: PngHeader | undefined;
  let hasData = false;
  for (let offset = SIGNATURE.length; offset + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(offset);
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    if (offset + 12 + length > bytes.length || (type === 'IHDR') !== (header === undefined)) {
      return undefined;
    }
    if (type === 'IHDR') {
      if (length !== 13) {
        return undefined;
      }
      header = { width: bytes.readUInt32BE(offset + 8), height: bytes.readUInt32BE(offset + 12) };
    }
    hasData ||= type === 'IDAT';
    if (type === 'IEND') {
      return hasData ? header : undefined;
    }
    offset += 12 + length;
  }
  return undefined;
}
