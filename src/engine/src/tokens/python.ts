import { type Encoding } from './encodings/encoding';
import { pythonString, type PythonStringForm } from './encodings/python';
import { FormattedString } from './encodings/usage';
import { pythonUsage } from './pythonUsage';
import type { Scan, Segment } from './segment';

/** Strings inside replacement fields of strings: nobody writes this many levels, an attacker might. */
const MAXIMUM_DEPTH = 32;

const STRING_START = /([a-z]{0,2})('''|"""|'|")/iy;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)?$/i;

/** What ends a run of characters in a string: an escape, a quote, a line end, a replacement field. */
const STRING_STOP = /[\\'"\n{]/g;
/** White space inside of a line. */
const BLANK = /[^\S\n]+/y;
/** Names and operators. */
const CODE = /[^\s'"#()[\]{}\\:]+/y;

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
  /** The bracket around it. */
  readonly opening: number | undefined;
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
  /** Where the brackets opened that are still open. */
  const openings: number[] = [];
  /** Where the logical line starts, and its last colon outside of brackets. */
  let lineStart = 0;
  let colon = -1;

  const readString = (open: OpenString, from: number) => {
    const { delimiter, raw, formatted } = open.form;
    let end = from;
    const close = (next: number) => {
      const base = fields.length > 0 ? insideField(pythonString(open.form)) : pythonString(open.form);
      const used = { start: from, end, delimiter, formatted, opening: open.opening };
      segments.push({
        start: from,
        end,
        kind: open.docstring ? 'docstring' : 'string',
        encoding: new FormattedString(base, () => pythonUsage(text, used)),
      });
      position = next;
    };
    for (end = nextIn(text, STRING_STOP, end); end < text.length; end = nextIn(text, STRING_STOP, end)) {
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

  /** @param from - where the prefix starts, or the quote */
  const readStringFrom = (from: number) => {
    STRING_START.lastIndex = from;
    const [whole = '', prefix = '', delimiter = ''] = STRING_START.exec(text) ?? [];
    const form = {
      delimiter,
      raw: /r/i.test(prefix),
      bytes: /b/i.test(prefix),
      formatted: /f/i.test(prefix),
    };
    const contentStart = from + whole.length;
    const docstring =
      depth === 0 &&
      fields.length === 0 &&
      (lineIsEmpty || isBehindHead(text, lineStart, colon, from)) &&
      isStatement(text, contentStart, delimiter);
    readString({ form, docstring, opening: openings.at(-1) }, contentStart);
  };

  /** White space, or names and operators up to the next string, bracket or line end. */
  const readCode = () => {
    BLANK.lastIndex = position;
    if (BLANK.test(text)) {
      position = BLANK.lastIndex;
      return;
    }
    CODE.lastIndex = position;
    CODE.test(text);
    const end = Math.max(CODE.lastIndex, position + 1);
    if (/['"]/.test(text.charAt(end))) {
      const nameStart = startOfName(text, position, end);
      if (nameStart < end && PREFIX.test(text.slice(nameStart, end))) {
        lineIsEmpty &&= nameStart === position;
        readStringFrom(nameStart);
        return;
      }
    }
    position = end;
    lineIsEmpty = false;
  };

  /** Behind the colon of a field: text up to the brace that ends it, with fields of its own. */
  const readFormat = (from: number) => {
    const field = fields.at(-1);
    const stop = field?.string.form.delimiter.length === 3 ? /[{}]/g : /[{}\n]/g;
    const end = nextIn(text, stop, from);
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
    const field = fields.at(-1);
    const character = text.charAt(position);
    switch (character) {
      case '#': {
        const end = text.indexOf('\n', position);
        position = end < 0 ? text.length : end;
        break;
      }
      case '\n':
        lineIsEmpty = depth === 0 || lineIsEmpty;
        position += 1;
        lineStart = depth === 0 ? position : lineStart;
        break;
      case '\\':
        position += escapeLength(text, position, false);
        break;
      case '(':
      case '[':
      case '{':
        depth += 1;
        openings.push(position);
        position += 1;
        lineIsEmpty = false;
        break;
      case ')':
      case ']':
      case '}':
        position += 1;
        if (field && depth === 0 && character === '}') {
          endField();
        } else {
          depth -= 1;
          openings.pop();
          complete &&= depth >= 0;
        }
        break;
      case ':':
        if (field && depth === 0) {
          readFormat(position + 1);
        } else {
          colon = depth === 0 ? position : colon;
          position += 1;
          lineIsEmpty = false;
        }
        break;
      case '"':
      case "'":
        readStringFrom(position);
        break;
      default:
        readCode();
    }
  }
  return { segments, complete: complete && depth === 0 && fields.length === 0 };
}

/** Where the name starts that ends at `end`; a whole name, so that the end of one is never taken for a prefix. */
function startOfName(text: string, from: number, end: number): number {
  let start = end;
  while (start > from && /[\w\u0080-\uffff]/.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

/** Where the next match of an expression is, or the end of the text. */
function nextIn(text: string, expression: RegExp, from: number): number {
  expression.lastIndex = from;
  return expression.exec(text)?.index ?? text.length;
}

/** How long an escape is; `\N{EM DASH}` holds braces that open no field, and a line may end with two characters. */
function escapeLength(text: string, start: number, raw: boolean): number {
  const named = /\\N\{[^{}\n]*\}|\\\r\n/y;
  named.lastIndex = start;
  return raw ? 2 : (named.exec(text)?.[0].length ?? 2);
}

/**
 * A string inside a replacement field can hold no backslash and no quote of the string around it before Python 3.12:
 * https://peps.python.org/pep-0701/. Braces it can hold, but not every parser knows. What needs any of them is refused.
 */
function insideField(encoding: Encoding): Encoding {
  return {
    ...encoding,
    encode: plain => (/[\\'"\n\r#{}]/.test(plain) ? undefined : encoding.encode(plain)),
  };
}

/** The start of a compound statement: https://docs.python.org/3/reference/compound_stmts.html */
const HEAD =
  /[^\S\n]*(?:async\s+)?(?:case|class|def|elif|else|except|finally|for|if|match|try|while|with)\b/y;

/** Whether a string starts the body of a statement on its line: `def f(): "…"`. */
function isBehindHead(text: string, lineStart: number, colon: number, from: number): boolean {
  HEAD.lastIndex = lineStart;
  return colon >= lineStart && text.slice(colon + 1, from).trim() === '' && HEAD.test(text);
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
