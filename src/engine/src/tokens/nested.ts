import { type Encoding } from './encodings/encoding';
import { jsonString } from './encodings/json';
import { scanJson } from './json';
import type { Segment } from './segment';

/** JSON that a script holds in a string, `JSON.parse('{"a":"…"}')`: what goes into it is written as JSON, and then as the string. */
function jsonInside(outer: Encoding): Encoding {
  const escapes = outer.escapes?.source ?? '(?!)';
  return {
    ...outer,
    // A backslash of the JSON is two in the script; what it escapes belongs to it.
    escapes: new RegExp(`\\\\\\\\(?:\\\\[\\s\\S]|u[\\da-fA-F]{4}|[\\s\\S])|${escapes}`, 'gu'),
    encode: plain => {
      const inner = jsonString.encode(plain);
      return inner === undefined ? undefined : outer.encode(inner);
    },
    decode: raw => {
      const inner = outer.decode(raw);
      return inner === undefined ? undefined : jsonString.decode(inner);
    },
  };
}

/**
 * Reads the JSON in a string of a script, as bundlers write large objects: https://v8.dev/blog/cost-of-javascript-2019#json
 *
 * @param start - offset of the first character inside the delimiters
 * @returns undefined when the string does not hold JSON
 */
export function scanJsonInside(
  text: string,
  start: number,
  end: number,
  outer: Encoding,
): Segment[] | undefined {
  const { plain, offsets } = decodeWithOffsets(text.slice(start, end), outer);
  if (plain === undefined || !isJson(plain)) {
    return undefined;
  }
  const encoding = jsonInside(outer);
  return scanJson(plain).segments.map(segment => ({
    kind: segment.kind,
    encoding,
    start: start + (offsets[segment.start] ?? 0),
    end: start + (offsets[segment.end] ?? 0),
  }));
}

/** The plain text of a string, and for each of its characters (and its end) where it starts in the raw text. */
function decodeWithOffsets(raw: string, encoding: Encoding): { plain?: string; offsets: number[] } {
  let plain = '';
  let position = 0;
  const offsets: number[] = [];
  const copy = (end: number) => {
    for (; position < end; position += 1) {
      plain += raw.charAt(position);
      offsets.push(position);
    }
  };
  for (const match of encoding.escapes ? raw.matchAll(encoding.escapes) : []) {
    copy(match.index);
    const decoded = encoding.decode(match[0]);
    if (decoded === undefined) {
      return { offsets };
    }
    plain += decoded;
    for (let unit = 0; unit < decoded.length; unit += 1) {
      offsets.push(match.index);
    }
    position = match.index + match[0].length;
  }
  copy(raw.length);
  offsets.push(raw.length);
  return { plain, offsets };
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
