import jsTokens, { type JSXToken, type Token } from 'js-tokens';

/**
 * The start of a list of type parameters, which js-tokens would take for a tag. TypeScript tells them apart by the comma, the
 * `=` or `extends` behind the first name: https://github.com/microsoft/TypeScript/issues/15713
 */
const TYPE_PARAMETERS = /<(?=\s*(?:const\s+)?[\w$]+(?:\s*[,=]|\s+extends\s+(?![=>/])))/g;

/** The tokens of JavaScript or TypeScript, with JSX or without. */
export function tokensOf(text: string, jsx: boolean): Iterable<Token | JSXToken> {
  // A blank is as long as the bracket, so every offset stays right.
  return jsx ? jsTokens(text.replace(TYPE_PARAMETERS, ' '), { jsx }) : jsTokens(text);
}

/** What means nothing between two tokens of JavaScript. */
export const BLANKS: ReadonlySet<string> = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'SingleLineComment',
  'MultiLineComment',
]);

/** What is looked at of a chain of names, in characters: only its end counts, and a chain of calls can be as long as the file. */
const MAXIMUM_CALLEE = 200;

/**
 * The names in front of a bracket, without blanks and comments: `$i18n?.t` as `$i18n.t`.
 *
 * @param start - where the chain of names starts
 * @param end - where the bracket stands
 */
export function calleeOf(text: string, start: number, end: number): string {
  const chain = text.slice(Math.max(start, end - MAXIMUM_CALLEE), end);
  return [...jsTokens(chain)]
    .filter(({ type }) => !BLANKS.has(type))
    .map(({ value }) => (value === '?.' ? '.' : value))
    .join('')
    .replace(/\.$/, '');
}
