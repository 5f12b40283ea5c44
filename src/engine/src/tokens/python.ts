import { type Encoding, pythonString, type PythonStringForm } from './encoding';
import type { Scan, Segment } from './segment';

/** Strings inside replacement fields of strings: nobody writes this many levels, an attacker might. */
const MAXIMUM_DEPTH = 32;

const STRING_START = /([a-z]{0,2})('''|"""|'|")/iy;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)?$/i;

/** A replacement field of an f-string, while its expression or its format is read. */
interface Field {
  readonly string: OpenString;
  /** Bracket depth outside the field. */
  readonly depth: number;
  /** Whether the field stands in the format of another one: `{a:{b}}`. */
  readonly inFormat: boolean;
}

interface OpenString {
  readonly form: PythonStringForm;
  readonly docstring: boolean;
}

/**
 * Reads Python: string literals with their prefix, f-string fields included; comments are passed over.
 *
 * A string is a docstring when it is a statement of its own: outside brackets and alone on its logical line.
 * https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
export function scanPython(text: string): Scan {
  const segments: Segment[] = [];
  /** The fields we are in, the innermost last. */
  const fields: Field[] = [];
  let depth = 0;
  let position = 0;
  let complete = true;
  let lineIsEmpty = true;

  const readString = (open: OpenString, from: number) => {
    const { delimiter, raw, formatted } = open.form;
    let end = from;
    const close = (next: number) => {
      segments.push({
        start: from,
        end,
        kind: open.docstring ? 'docstring' : 'string',
        encoding: fields.length > 0 ? insideField(pythonString(open.form)) : pythonString(open.form),
      });
      position = next;
    };
    while (end < text.length) {
      const character = text.charAt(end);
      if (character === '\\' && !(raw && formatted && /[{}]/.test(text.charAt(end + 1)))) {
        end += escapeLength(text, end, raw);
      } else if (text.startsWith(delimiter, end)) {
        close(end + delimiter.length);
        lineIsEmpty = false;
        return;
      } else if (character === '\n' && delimiter.length === 1) {
        break;
      } else if (formatted && character === '{') {
        if (text.charAt(end + 1) === '{') {
          end += 2;
          continue;
        }
        if (fields.length >= MAXIMUM_DEPTH) {
          break;
        }
        close(end + 1);
        fields.push({ string: open, depth, inFormat: false });
        depth = 0;
        lineIsEmpty = false;
        return;
      } else {
        end += 1;
      }
    }
    complete = false;
    position = Math.min(end + 1, text.length);
  };

  /** Behind the colon of a field: text up to the brace that ends it, with fields of its own. */
  const readFormat = (from: number) => {
    const stop = /[{}\n]/g;
    stop.lastIndex = from;
    const end = stop.exec(text)?.index ?? text.length;
    const field = fields.at(-1);
    position = end + 1;
    if (field && text.charAt(end) === '{' && fields.length < MAXIMUM_DEPTH) {
      fields.push({ string: field.string, depth: 0, inFormat: true });
    } else if (field && text.charAt(end) === '}') {
      endField();
    } else {
      complete = false;
    }
  };

  const endField = () => {
    const field = fields.pop();
    depth = field?.depth ?? 0;
    if (field?.inFormat) {
      readFormat(position);
    } else if (field) {
      readString(field.string, position);
    }
  };

  while (position < text.length) {
    const character = text.charAt(position);
    const field = fields.at(-1);
    if (character === '#') {
      const end = text.indexOf('\n', position);
      position = end < 0 ? text.length : end;
    } else if (field && depth === 0 && character === '}') {
      position += 1;
      endField();
    } else if (field && depth === 0 && character === ':') {
      readFormat(position + 1);
    } else if (/[([{]/.test(character)) {
      depth += 1;
      position += 1;
      lineIsEmpty = false;
    } else if (/[)\]}]/.test(character)) {
      depth -= 1;
      complete &&= depth >= 0;
      position += 1;
    } else if (character === '\n') {
      lineIsEmpty = depth === 0 || lineIsEmpty;
      position += 1;
    } else if (character === '\\' && /^\r?\n/.test(text.slice(position + 1, position + 3))) {
      position += text.charAt(position + 1) === '\r' ? 3 : 2;
    } else if (/\s/.test(character)) {
      position += 1;
    } else {
      STRING_START.lastIndex = position;
      const match = STRING_START.exec(text);
      const [whole = '', prefix = '', delimiter = ''] = match ?? [];
      if (match && PREFIX.test(prefix)) {
        const form = {
          delimiter,
          raw: /r/i.test(prefix),
          bytes: /b/i.test(prefix),
          formatted: /f/i.test(prefix),
        };
        const docstring =
          lineIsEmpty &&
          depth === 0 &&
          fields.length === 0 &&
          isStatement(text, position + whole.length, delimiter);
        readString({ form, docstring }, position + whole.length);
      } else {
        // A whole name at once, so that the end of one is never taken for a prefix.
        const name = /[\w\u0080-\uffff]+/y;
        name.lastIndex = position;
        position += name.exec(text)?.[0].length ?? 1;
        lineIsEmpty = false;
      }
    }
  }
  return { segments, complete: complete && depth === 0 && fields.length === 0 };
}

/** How long an escape is; `\N{EM DASH}` holds braces that open no field, and a line may end with two characters. */
function escapeLength(text: string, start: number, raw: boolean): number {
  const named = /\\N\{[^{}\n]*\}|\\\r\n/y;
  named.lastIndex = start;
  return raw ? 2 : (named.exec(text)?.[0].length ?? 2);
}

/**
 * A string inside a replacement field can hold no backslash and no quote of the string around it before Python 3.12:
 * https://peps.python.org/pep-0701/. What needs either is refused.
 */
function insideField(encoding: Encoding): Encoding {
  return {
    ...encoding,
    encode: plain => (/[\\'"\n\r#]/.test(plain) ? undefined : encoding.encode(plain)),
  };
}

/** Whether nothing but a comment follows the string on its line. */
function isStatement(text: string, from: number, delimiter: string): boolean {
  let end = from;
  while (end < text.length && !text.startsWith(delimiter, end)) {
    end += text.charAt(end) === '\\' ? 2 : 1;
  }
  const line = /[ \t;]*(?:#[^\n]*)?(?:\r?\n|$)/y;
  line.lastIndex = end + delimiter.length;
  return line.test(text);
}
