import { jsonString } from './encoding';
import type { Scan, Segment } from './segment';

/** A JSON string, and the colon behind it when it is a key. Linear for JSON, in which every string is closed. */
const STRING = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"(\s*:)?/g;

/** Reads a JSON document; keys are marked as such. */
export function scanJson(text: string): Scan {
  if (!isJson(text)) {
    return { segments: [], complete: false };
  }
  const segments: Segment[] = [];
  for (const match of text.matchAll(STRING)) {
    const start = match.index + 1;
    segments.push({
      start,
      end: start + (match[1]?.length ?? 0),
      kind: match[2] === undefined ? 'value' : 'key',
      encoding: jsonString,
    });
  }
  return { segments, complete: true };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
