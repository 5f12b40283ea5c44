import { isUtf8 } from 'node:buffer';
import type { Needles } from '../rules/Needles';
import { LARGE_BYTES, type SourceTree } from './SourceTree';

/** A text file, exactly as it is: `Buffer.from(text)` gives its bytes back. */
export interface TextFile {
  /** Empty for a file that is too large. */
  readonly bytes: Buffer;
  /** Undefined when the bytes are not UTF-8, or too many. A byte-order mark is the first character. */
  readonly text: string | undefined;
}

/** The bytes of a file, or undefined when it is too large for a text or a picture: such a file may not fit into memory. */
export function readSmall(tree: SourceTree, file: string): Buffer | undefined {
  return tree.readSmall ? tree.readSmall(file) : tree.read(file);
}

/**
 * Reads a file if it holds one of the needles, without decoding those that do not.
 *
 * @param needles - undefined to read in any case
 */
export function readTextWith(
  tree: SourceTree,
  file: string,
  needles: Needles | undefined,
): TextFile | undefined {
  const bytes = readSmall(tree, file);
  if (!bytes) {
    const isFound = !needles || tree.searchLarge?.(file, needles.texts) === true;
    return isFound ? { bytes: Buffer.alloc(0), text: undefined } : undefined;
  }
  if (needles && !needles.areIn(bytes)) {
    return holdsInUtf16(bytes, needles.texts) ? { bytes, text: undefined } : undefined;
  }
  return { bytes, text: bytes.length <= LARGE_BYTES && isUtf8(bytes) ? bytes.toString('utf8') : undefined };
}

/** Whether a text in UTF-16, as some editors of Windows write it, holds one of the needles. It says so with its first two bytes. */
function holdsInUtf16(bytes: Buffer, needles: readonly Buffer[]): boolean {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16LE();
  if (mark !== 0xfeff && mark !== 0xfffe) {
    return false;
  }
  const wide = needles.map(needle => Buffer.from(needle.toString(), 'utf16le'));
  return wide.some(needle => bytes.includes(mark === 0xfeff ? needle : needle.swap16()));
}
