import { PatternReader } from './PatternReader';
import type { TranslatedPattern } from './PatternTranslator';
import { Untranslatable } from './Untranslatable';

/** A text, or what a group of the match holds. */
export type ReplacementPart = string | { readonly group: number | string };

/** What the replacement of an expression can refer to. */
export type Groups = Pick<TranslatedPattern, 'groupCount' | 'groupNames'>;

/** The highest number that a replacement of ours can refer to. */
const HIGHEST_GROUP = 99;

/** Writes a replacement as the rules of a brand have it: `$1`, `${name}`, `$$`. */
export function writeReplacement(parts: readonly ReplacementPart[]): string {
  let written = '';
  for (const part of [...parts].reverse()) {
    if (typeof part === 'string') {
      written = part.replaceAll('$', '$$$$') + written;
    } else if (typeof part.group === 'string') {
      written = `\${${part.group}}${written}`;
    } else {
      // "$1" before a digit would be another group; "$01" is the first one whatever follows.
      const number = /^\d/.test(written) ? String(part.group).padStart(2, '0') : String(part.group);
      written = `$${number}${written}`;
    }
  }
  return written;
}

/**
 * Reads the replacement of Python's `re.sub`: https://docs.python.org/3.11/library/re.html#re.sub
 *
 * @throws Untranslatable for a group that the pattern does not have, and for what Python refuses
 */
export function readPythonReplacement(text: string, groups: Groups): ReplacementPart[] {
  const reader = new PatternReader(text);
  const parts: ReplacementPart[] = [];
  for (;;) {
    const { column } = reader;
    const next = reader.next();
    if (next === undefined) {
      return parts;
    }
    parts.push(next === '\\' ? readPythonEscape(reader, column, groups) : next);
  }
}

const PYTHON_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function readPythonEscape(reader: PatternReader, column: number, groups: Groups): ReplacementPart {
  const letter = reader.next();
  if (letter === undefined) {
    throw invalid('a backslash with nothing behind it', column);
  }
  const known = PYTHON_ESCAPES[letter];
  if (known !== undefined) {
    return known;
  }
  if (letter === 'g') {
    const name = reader.take('<') ? reader.takeUntil('>') : undefined;
    if (name === undefined) {
      throw invalid('"\\g" without a group', column);
    }
    return groupOf(/^\d+$/.test(name) ? Number(name) : name, column, groups);
  }
  if (/\d/.test(letter)) {
    return readPythonNumber(reader, letter, column, groups);
  }
  if (/[a-z]/i.test(letter)) {
    throw invalid(`"\\${letter}"`, column);
  }
  return `\\${letter}`;
}

/** A group of one or two digits; with three, or a zero in front, the code of a character in octal. */
function readPythonNumber(
  reader: PatternReader,
  first: string,
  column: number,
  groups: Groups,
): ReplacementPart {
  if (first === '0') {
    return String.fromCharCode(parseInt(first + reader.takeWhile(/[0-7]/, 2), 8));
  }
  const two = first + reader.takeWhile(/\d/, 1);
  if (!/^[0-7]{2}$/.test(two) || !/[0-7]/.test(reader.peek() ?? '')) {
    return groupOf(Number(two), column, groups);
  }
  const code = parseInt(two + reader.next(), 8);
  if (code > 0o377) {
    throw invalid('an octal code above 377', column);
  }
  return String.fromCharCode(code);
}

/**
 * Reads the replacement of JavaScript's `replace`: https://tc39.es/ecma262/#sec-getsubstitution
 *
 * @throws Untranslatable for the text around the match
 */
export function readJavascriptReplacement(text: string, groups: Groups): ReplacementPart[] {
  const reader = new PatternReader(text);
  const parts: ReplacementPart[] = [];
  for (;;) {
    const { column } = reader;
    const next = reader.next();
    if (next === undefined) {
      return parts;
    }
    parts.push(next === '$' ? readJavascriptReference(reader, column, groups) : next);
  }
}

function readJavascriptReference(reader: PatternReader, column: number, groups: Groups): ReplacementPart {
  if (reader.take('$')) {
    return '$';
  }
  if (reader.take('&')) {
    return { group: 0 };
  }
  if (reader.take('`') || reader.take("'")) {
    throw new Untranslatable(
      `Its replacement takes the text around the match at column ${column}, which the rules of a brand cannot.`,
    );
  }
  if (groups.groupNames.size > 0 && reader.peek() === '<') {
    reader.next();
    const name = reader.takeUntil('>');
    if (name === undefined) {
      return '$<';
    }
    // JavaScript takes a name that no group has for a group that holds nothing.
    return groups.groupNames.has(name) ? { group: name } : '';
  }
  return readJavascriptNumber(reader, groups);
}

/** Two digits when there is such a group, else one; without such a group they stand for themselves. */
function readJavascriptNumber(reader: PatternReader, groups: Groups): ReplacementPart {
  const start = reader.column;
  for (const length of [2, 1]) {
    const digits = reader.takeWhile(/\d/, length);
    const group = Number(digits);
    if (digits.length === length && group > 0 && group <= groups.groupCount) {
      return { group };
    }
    reader.rewind(start);
  }
  return '$';
}

function groupOf(group: number | string, column: number, groups: Groups): ReplacementPart {
  const isThere = typeof group === 'number' ? group <= groups.groupCount : groups.groupNames.has(group);
  if (!isThere) {
    throw invalid(`a group ${group}, which its pattern does not have,`, column);
  }
  if (typeof group === 'number' && group > HIGHEST_GROUP) {
    throw new Untranslatable(
      `Its replacement takes the group ${group} at column ${column}; a rule of a brand can take those up to ${HIGHEST_GROUP}.`,
    );
  }
  return { group };
}

function invalid(what: string, column: number): Untranslatable {
  return new Untranslatable(`Its replacement never was valid: it has ${what} at column ${column}.`);
}
