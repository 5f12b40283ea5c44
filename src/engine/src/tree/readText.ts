import { isUtf8 } from 'node:buffer';
import type { SourceTree } from './SourceTree';

/** No source is larger; what is would only hold everything up. */
const MAXIMUM_TEXT_BYTES = 32 * 1024 * 1024;

/** A text file, exactly as it is: `Buffer.from(text)` gives its bytes back. */
export interface TextFile {
  readonly bytes: Buffer;
  /** Undefined when the bytes are not UTF-8. A byte-order mark is the first character. */
  readonly text: string | undefined;
}

/**
 * Reads a file if it holds one of the needles, without decoding those that do not.
 *
 * @param needles - undefined to read in any case
 */
export function readTextWith(
  tree: SourceTree,
  file: string,
  needles: readonly Buffer[] | undefined,
): TextFile | undefined {
  const bytes = tree.read(file);
  if (needles && !needles.some(needle => bytes.includes(needle))) {
    return undefined;
  }
  if (bytes.length > MAXIMUM_TEXT_BYTES) {
    return { bytes, text: undefined };
  }
  return { bytes, text: isUtf8(bytes) ? bytes.toString('utf8') : undefined };
}
