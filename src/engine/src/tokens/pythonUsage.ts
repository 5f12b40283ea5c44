import type { StringUsage } from './encodings/usage';

/** Functions that format their first argument with the others: https://docs.python.org/3/library/logging.html#logging.Logger.debug */
const LOGGER = /\.(?:critical|debug|error|exception|fatal|info|log|warn|warning)\s*$/;
const PATTERN_READER = /\bre(?:gex)?\.(?:compile|findall|finditer|fullmatch|match|search|split|subn?)\s*$/;

/** `%s` and `{name}`: https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting */
const PERCENT_FIELD = /%(?:\([^()]*\))?[-#+ \d.*]*[ac-gioursx]/i;
const BRACE_FIELD = /(?<!\{)\{[\w.[\]]*(?:![rsa])?(?::[^{}]*)?\}(?!\})/;

/** A tag of a page. Prompts have tags of their own, which mean nothing to a browser. */
const MARKUP =
  /<\/?(?:[abipu]|body|br|button|code|div|em|form|h[1-6]|head|html|img|input|label|li|meta|ol|pre|script|small|span|strong|style|table|td|th|title|tr|ul)\b[^<>]*>/i;

const BLANKS = /(?:\s|#[^\n]*|\\\r?\n)*/y;
const BRACKETS = /(?:\s|#[^\n]*|\\\r?\n|\))*/y;
const LITERAL = /[a-z]{0,2}('''|"""|'|")/iy;

/** How much is looked at of what follows a string: a chain of strings is one to the program. */
const MAXIMUM_CHAIN = 2000;

/** A string of Python: where its content is, and the `(` around it. */
export interface UsedString {
  readonly start: number;
  readonly end: number;
  readonly delimiter: string;
  readonly formatted: boolean;
  /** Offset of the innermost bracket that is open; undefined outside of all. */
  readonly opening: number | undefined;
}

/** What the program around a string does with it, as far as the place says. */
export function pythonUsage(text: string, used: UsedString): StringUsage {
  const { start, opening } = used;
  const callee = opening === undefined ? '' : text.slice(Math.max(0, opening - 100), opening);
  const end = endOfChain(text, used);
  const chain = text.slice(start, end);
  const behind = text.slice(skip(BRACKETS, text, end)).slice(0, 12);
  const isLogged = LOGGER.test(callee) && text.charAt(skip(BLANKS, text, end)) === ',';
  const hasPercent = PERCENT_FIELD.test(chain);
  const isFormatted = (is: boolean, may: boolean) => (is ? 'doubled' : may ? 'refused' : 'free');
  return {
    percent: isFormatted(/^%(?!=)/.test(behind) || (isLogged && hasPercent), hasPercent),
    // The braces of an f-string are doubled as they are.
    braces: used.formatted
      ? 'free'
      : isFormatted(/^\.\s*format(?:_map)?\b/.test(behind), BRACE_FIELD.test(chain)),
    isPattern: PATTERN_READER.test(callee),
    isMarkup: MARKUP.test(text.slice(start, used.end)),
  };
}

/** Where the last string ends of those that stand side by side; at the field for one that has fields. */
function endOfChain(text: string, { start, end, delimiter }: UsedString): number {
  let chainEnd = end;
  for (let close = delimiter; text.startsWith(close, chainEnd) && chainEnd - start < MAXIMUM_CHAIN;) {
    chainEnd += close.length;
    LITERAL.lastIndex = skip(BLANKS, text, chainEnd);
    const next = LITERAL.exec(text)?.[1];
    if (next === undefined) {
      return chainEnd;
    }
    close = next;
    chainEnd = endOfContent(text, LITERAL.lastIndex, close);
  }
  return chainEnd;
}

function endOfContent(text: string, start: number, delimiter: string): number {
  let end = start;
  while (end < text.length && end - start < MAXIMUM_CHAIN && !text.startsWith(delimiter, end)) {
    end += text.charAt(end) === '\\' ? 2 : 1;
  }
  return end;
}

function skip(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  sticky.test(text);
  return sticky.lastIndex;
}
