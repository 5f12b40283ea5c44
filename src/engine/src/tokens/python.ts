import { pythonString, type PythonStringForm } from './encoding';
import type { Scan, Segment } from './segment';

/** Strings inside replacement fields of strings: nobody writes this many levels, an attacker might. */
const MAXIMUM_DEPTH = 32;

const STRING_START = /([a-z]{0,2})('''|"""|'|")/iy;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)?$/i;

interface OpenString {
  readonly form: PythonStringForm;
  /** Bracket depth outside the string, to come back to. */
  readonly depth: number;
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
  /** f-strings whose replacement field we are in. */
  const fields: OpenString[] = [];
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
        encoding: pythonString(open.form),
      });
      position = next;
    };
    while (end < text.length) {
      const character = text.charAt(end);
      if (character === '\\' && !(raw && formatted && /[{}]/.test(text.charAt(end + 1)))) {
        end += 2;
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
        fields.push({ ...open, depth });
        close(end + 1);
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

  while (position < text.length) {
    const character = text.charAt(position);
    const field = fields.at(-1);
    if (character === '#') {
      const end = text.indexOf('\n', position);
      position = end < 0 ? text.length : end;
    } else if (field && depth === 0 && character === '}') {
      fields.pop();
      depth = field.depth;
      readString(field, position + 1);
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
        readString({ form, depth, docstring }, position + whole.length);
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
