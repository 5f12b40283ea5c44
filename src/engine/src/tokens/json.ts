import type { TokenKind } from '@livery/contracts';
import { jsonString } from './encodings/json';
import type { Scan, ScanOptions, Segment } from './segment';

/** What may end a string: its quote, or an escape that could hold one. */
const STRING_STOP = /["\\]/g;
const COLON = /\s*:/y;

/** A value that programs read: an address, a path, a media type. Text for people has blanks, or none of these signs. */
const REFERENCE =
  /^(?:(?:[a-z][a-z\d+.-]*:(?:\\?\/){2}|data:[\w+.-]+\\?\/|mailto:|\.{0,2}\\?\/)\S*|[\w@.-]+(?:\\?\/[\w@.-]+)+\.[a-z]\w{1,4}|(?:application|audio|font|image|text|video)\\?\/[\w.+-]+)$/i;
const LONGEST_REFERENCE = 2000;

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
    const end = endOfString(text, start);
    if (end >= to) {
      return false;
    }
    const isKey = endOf(COLON, text, end + 1) > end + 1;
    segments.push({ start, end, kind: isKey ? 'key' : kindOf(text, start, end), encoding: jsonString });
    quote = text.indexOf('"', end + 1);
  }
  return true;
}

function kindOf(text: string, start: number, end: number): TokenKind {
  const isReference = end - start <= LONGEST_REFERENCE && REFERENCE.test(text.slice(start, end));
  return isReference ? 'reference' : 'value';
}

/**
 * Where the quote is that closes a string, or the end of the text. A loop and not one expression: that would remember every
 * escape, and a string of millions of them is more than it can.
 */
function endOfString(text: string, start: number): number {
  STRING_STOP.lastIndex = start;
  for (let stop = STRING_STOP.exec(text); stop; stop = STRING_STOP.exec(text)) {
    if (stop[0] === '"') {
      return stop.index;
    }
    STRING_STOP.lastIndex += 1;
  }
  return text.length;
}

/** Where the match of a sticky expression ends; `from` when there is none. */
function endOf(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : from;
}
