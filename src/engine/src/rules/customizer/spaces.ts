type Range = readonly [first: number, last: number];

const LAST_CHARACTER = 0x10ffff;

/** White space by Unicode, beyond the control characters, which engines do not agree on. */
const SEPARATORS: readonly Range[] = [
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

/** What an engine takes for white space, as RE2 writes it in brackets. */
export interface Spaces {
  readonly inside: string;
  /** Everything else. A set in brackets cannot be turned round, so it is written out. */
  readonly others: string;
}

/** `\s` of Python's `str`: https://docs.python.org/3/library/stdtypes.html#str.isspace */
export const PYTHON_SPACES: Spaces = {
  inside: '\\t-\\r\\x1c-\\x1f\\x85\\p{Z}',
  others: othersThan([[0x09, 0x0d], [0x1c, 0x1f], [0x85, 0x85], ...SEPARATORS]),
};

/** `\s` of Python with the flag `a`. */
export const ASCII_SPACES: Spaces = {
  inside: '\\t-\\r ',
  others: othersThan([
    [0x09, 0x0d],
    [0x20, 0x20],
  ]),
};

/** `\s` of JavaScript: https://tc39.es/ecma262/#sec-white-space */
export const JAVASCRIPT_SPACES: Spaces = {
  inside: '\\t-\\r\\x{feff}\\p{Z}',
  others: othersThan([[0x09, 0x0d], ...SEPARATORS, [0xfeff, 0xfeff]]),
};

function othersThan(ranges: readonly Range[]): string {
  let text = '';
  let next = 0;
  for (const [first, last] of [...ranges].sort(([one], [other]) => one - other)) {
    text += next < first ? write([next, first - 1]) : '';
    next = last + 1;
  }
  return text + write([next, LAST_CHARACTER]);
}

function write([first, last]: Range): string {
  const character = (code: number) => `\\x{${code.toString(16)}}`;
  return first === last ? character(first) : `${character(first)}-${character(last)}`;
}
