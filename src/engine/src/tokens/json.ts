import { jsonString } from './encodings/json';
import type { Scan, ScanOptions, Segment } from './segment';

/** What follows the quote that opens a string, up to the one that closes it. */
const CONTENT = /[^"\\]*(?:\\[\s\S][^"\\]*)*/y;
const COLON = /\s*:/y;

/**
 * Reads a JSON document; keys are marked as such. Whether it is JSON at all is for `JSON.parse` to say, once there is an edit.
 *
 * No string of it reaches over a line break, so of a large document only the lines of interest are read.
 */
export function scanJson(text: string, options?: Pick<ScanOptions, 'near'>): Scan {
  const segments: Segment[] = [];
  if (!options?.near) {
    return { segments, complete: scanLines(text, 0, text.length, segments) };
  }
  let complete = true;
  let scannedTo = 0;
  for (const offset of options.near) {
    if (offset >= scannedTo) {
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      const found = text.indexOf('\n', offset);
      scannedTo = found < 0 ? text.length : found;
      complete &&= scanLines(text, start, scannedTo, segments);
    }
  }
  return { segments, complete };
}

/** @returns whether every string was closed again */
function scanLines(text: string, from: number, to: number, segments: Segment[]): boolean {
  for (let quote = text.indexOf('"', from); quote >= 0 && quote < to;) {
    const start = quote + 1;
    const end = endOf(CONTENT, text, start);
    if (end >= to) {
      return false;
    }
    const isKey = endOf(COLON, text, end + 1) > end + 1;
    segments.push({ start, end, kind: isKey ? 'key' : 'value', encoding: jsonString });
    quote = text.indexOf('"', end + 1);
  }
  return true;
}

/** Where the match of a sticky expression ends; `from` when there is none. */
function endOf(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from;
}
