/**
 * How plain text is written inside one kind of token, and read back.
 *
 * `encode` and `decode` are inverse: `decode(encode(plain)) === plain` wherever `encode` gives an answer.
 */
export interface Encoding {
  /** Spans of the raw text that stand for something else (`\n`, `&amp;`): a match never cuts into one. */
  readonly escapes?: RegExp;
  /** The raw form of a plain text, or undefined when this token cannot hold it. */
  encode(plain: string): string | undefined;
  /** The plain text of a raw one, or undefined when the raw text is not valid. */
  decode(raw: string): string | undefined;
  /** Whether a raw text is the content of one token and nothing else: it does not close it, nor open another one inside. */
  isWhole?(raw: string): boolean;
}

/** Text that means itself. */
export const plainEncoding: Encoding = { encode: plain => plain, decode: raw => raw };

export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
};

export function codePoint(hexadecimal: string | undefined): string | undefined {
  const value = Number.parseInt(hexadecimal ?? '', 16);
  return value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

/** Whether nothing that ends a token stands in a text, but for what is escaped. */
export function isUnbroken(raw: string, end: RegExp): boolean {
  const unescaped = raw.replace(/\\(?:\r\n|[\s\S])/g, ' ');
  return !end.test(unescaped) && !unescaped.endsWith('\\');
}
