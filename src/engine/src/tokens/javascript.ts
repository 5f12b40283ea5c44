import type { TokenKind } from '@livery/contracts';
import jsTokens, { type JSXToken, type Token } from 'js-tokens';
import { blankEntries } from './blankEntries';
import { javascriptString, javascriptTemplate } from './encodings/javascript';
import { markupInside, jsxText, markupAttribute } from './encodings/markup';
import { scanJsonInside } from './nested';
import type { Scan, ScanOptions, Segment } from './segment';

const encodings: Readonly<Record<string, ReturnType<typeof javascriptString>>> = {
  "'": javascriptString("'"),
  '"': javascriptString('"'),
};

/** A tag: the string is markup that a script puts into the page. */
const MARKUP = /<\/?[a-z][^<>]*>/i;

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const CLOSING = new Set(Object.values(OPENING));
const BLANKS: ReadonlySet<string> = new Set([
  'WhiteSpace',
  'LineTerminatorSequence',
  'SingleLineComment',
  'MultiLineComment',
]);
/** Words that look like a function in front of a template, and are none. */
const KEYWORDS = new Set(
  'return typeof case in of new void delete else do await yield default throw'.split(' '),
);
/** What is looked at of a chain of names, in characters: only its end counts, and a chain of calls can be as long as the file. */
const MAXIMUM_CALLEE = 200;
const METHOD_MARKS = new Set(['get', 'set', 'async', 'static', '*']);

/** What is open in JSX: a start tag, an element, and the end tag that closes it. */
const JSX = { startTag: '>', element: '</', endTag: '</>' } as const;

/**
 * The start of a list of type parameters, which js-tokens would take for a tag. TypeScript tells them apart by the comma, the
 * `=` or `extends` behind the first name: https://github.com/microsoft/TypeScript/issues/15713
 */
const TYPE_PARAMETERS = /<(?=\s*(?:const\s+)?[\w$]+(?:\s*[,=]|\s+extends\s+(?![=>/])))/g;

function tokensOf(text: string, jsx: boolean): Iterable<Token | JSXToken> {
  // A blank is as long as the bracket, so every offset stays right.
  return jsx ? jsTokens(text.replace(TYPE_PARAMETERS, ' '), { jsx }) : jsTokens(text);
}

interface Frame {
  readonly closedBy: string;
  /** Whether what is inside is never edited: a translation key, or a template that a function reads. */
  readonly isKey: boolean;
  /** Whether what is inside is the argument of `JSON.parse`. */
  readonly isJson: boolean;
}

/** The result of {@link scanScript}: the segments, and where it stopped. */
export interface ScriptScan extends Scan {
  readonly end: number;
}

/**
 * Reads JavaScript or TypeScript from an offset on.
 *
 * @param until - `end` reads the whole text; `brace` stops behind the `}` that closes what the caller opened.
 */
export function scanScript(
  text: string,
  from: number,
  options: ScanOptions & { until: 'end' | 'brace'; jsx?: boolean },
): ScriptScan {
  const segments: Segment[] = [];
  const frames: Frame[] = [];
  let keyDepth = 0;
  let complete = true;
  let position = from;
  /** The last token that is neither white space nor comment, and the one before it. */
  let previous = '';
  let beforePrevious = '';
  let previousIsWord = false;
  /** Where the chain of names starts that the last token belongs to: `a.b?.c`. */
  let chainStart = from;
  const callNames = new Set(options.translationCalls.map(call => call.slice(call.lastIndexOf('.') + 1)));
  /** A string that turns out to be an object key when the next token says so. */
  let candidate = -1;

  const push = (closedBy: string, isKey: boolean, isJson = false) => {
    frames.push({ closedBy, isKey, isJson });
    keyDepth += isKey ? 1 : 0;
  };
  const pop = (token: string) => {
    const frame = frames.pop();
    complete &&= frame?.closedBy === token;
    keyDepth -= frame?.isKey ? 1 : 0;
  };
  const isWanted = wantedTokens(options.near);
  const add = (start: number, end: number, kind: TokenKind, encoding: Segment['encoding']) => {
    const isBehindKey = previous === ':' && segments.at(-1)?.kind === 'key';
    if (!isWanted(start, end) && !isBehindKey) {
      return;
    }
    candidate = kind === 'string' ? segments.length : -1;
    const holdsMarkup = MARKUP.test(text.slice(start, end));
    segments.push({
      start,
      end,
      kind: keyDepth > 0 ? 'key' : kind,
      encoding: holdsMarkup ? markupInside(encoding) : encoding,
    });
  };
  /** A string, or a template without expressions. */
  const addWhole = (
    start: number,
    end: number,
    encoding: Segment['encoding'],
    kind: TokenKind = 'string',
  ) => {
    const isJson = previous === '(' && keyDepth === 0 && frames.at(-1)?.isJson === true;
    const inner = isJson && isWanted(start, end) ? scanJsonInside(text, start, end, encoding) : undefined;
    if (inner) {
      segments.push(...inner);
    } else {
      add(start, end, kind, encoding);
    }
  };
  /** After a keyword such as return a template is not tagged, and a bracket calls nothing. */
  const isBehindName = () => previousIsWord && !KEYWORDS.has(previous);
  /** A tag function may read the raw text, in which an escape would show: its template is not edited. */
  const isTagged = () => isBehindName() || previous === ')' || previous === ']';
  /** The names in front of a bracket that opens at an offset, without blanks and comments. */
  const calleeAt = (end: number): string => {
    const chain = text.slice(Math.max(chainStart, end - MAXIMUM_CALLEE), end);
    const tokens = [...jsTokens(chain)].filter(({ type }) => !BLANKS.has(type));
    return tokens
      .map(({ value }) => (value === '?.' ? '.' : value))
      .join('')
      .replace(/\.$/, '');
  };
  const isTranslationCall = (start: number): boolean => {
    const name = previous === '?.' ? beforePrevious : previous;
    if (!callNames.has(name) || !(isBehindName() || previous === '?.')) {
      return false;
    }
    const callee = calleeAt(start);
    return options.translationCalls.some(call => callee === call || callee.endsWith(`.${call}`));
  };

  const script = from === 0 ? text : text.slice(from);
  const read = options.near ? blankEntries(script, options.near) : script;
  const last = options.near ? (options.near.at(-1) ?? -1) : Infinity;
  for (const token of tokensOf(read, options.jsx ?? false)) {
    const { type, value } = token;
    const start = position;
    position += value.length;
    // Behind a comma no key waits for its value, and what is not asked for is left to the parser that proves the result.
    if (value === ',' && start > last) {
      return { segments, complete, end: position };
    }
    if (BLANKS.has(type)) {
      continue;
    }
    // Half of all tokens are names, and nothing is done with them but to remember them.
    if (type === 'IdentifierName') {
      if (previous !== '.' && previous !== '?.') {
        chainStart = start;
      }
      beforePrevious = previous;
      previous = value;
      previousIsWord = true;
      candidate = -1;
      continue;
    }
    if (candidate >= 0) {
      const key = segments[candidate];
      const inObject = frames.at(-1)?.closedBy === '}' && /^[{,]$/.test(beforePrevious);
      if (
        key &&
        ((value === ':' && inObject) || (value === '(' && (inObject || METHOD_MARKS.has(beforePrevious))))
      ) {
        segments[candidate] = { ...key, kind: 'key' };
      }
      candidate = -1;
    }

    switch (type) {
      case 'StringLiteral': {
        complete &&= token.closed;
        const encoding = encodings[value.charAt(0)];
        // A module specifier names a package, not the product.
        if (encoding && token.closed && previous !== 'from' && previous !== 'import') {
          addWhole(start + 1, position - 1, encoding);
        }
        break;
      }
      case 'NoSubstitutionTemplate':
        complete &&= token.closed;
        if (token.closed && !isTagged()) {
          addWhole(start + 1, position - 1, javascriptTemplate, 'template');
        }
        break;
      case 'TemplateHead':
        push('`', isTagged());
        add(start + 1, position - 2, 'template', javascriptTemplate);
        break;
      case 'TemplateMiddle':
        add(start + 1, position - 2, 'template', javascriptTemplate);
        break;
      case 'TemplateTail':
        complete &&= token.closed;
        if (token.closed) {
          add(start + 1, position - 1, 'template', javascriptTemplate);
        }
        pop('`');
        break;
      case 'Punctuator': {
        const closedBy = OPENING[value];
        if (closedBy) {
          push(
            closedBy,
            value === '(' && isTranslationCall(start),
            value === '(' && previous === 'parse' && calleeAt(start) === 'JSON.parse',
          );
        } else if (value === '}' && frames.length === 0 && options.until === 'brace') {
          return { segments, complete, end: position };
        } else if (CLOSING.has(value)) {
          pop(value);
        }
        break;
      }
      case 'JSXPunctuator':
        if (value === '<') {
          push(JSX.startTag, false);
        } else if (value === '/' && previous === '<') {
          pop(JSX.startTag);
          pop(JSX.element);
          push(JSX.endTag, false);
        } else if (value === '>' && frames.at(-1)?.closedBy === JSX.endTag) {
          pop(JSX.endTag);
        } else if (value === '>') {
          pop(JSX.startTag);
          if (previous !== '/') {
            push(JSX.element, false);
          }
        } else if (value === '{') {
          push('}', false);
        } else if (value === '}') {
          pop('}');
        }
        break;
      case 'JSXText':
        if (value.trim() !== '') {
          add(start, position, 'text', jsxText);
        }
        break;
      case 'JSXString':
        complete &&= token.closed;
        if (token.closed) {
          add(start + 1, position - 1, 'attribute', markupAttribute);
        }
        break;
      case 'RegularExpressionLiteral':
        complete &&= token.closed;
        break;
      case 'Invalid':
      case 'JSXInvalid':
        // js-tokens does not know decorators: https://github.com/tc39/proposal-decorators
        complete &&= value === '@';
        break;
    }

    beforePrevious = previous;
    previous = value;
    previousIsWord = false;
  }
  return { segments, complete: complete && frames.length === 0 && options.until === 'end', end: position };
}

/** Reads a JavaScript or TypeScript file. */
export function scanJavascript(text: string, options: ScanOptions): Scan {
  return scanScript(text, 0, { ...options, until: 'end' });
}

/** Tells of tokens, in their order, whether one of the offsets lies in them; of all when there are no offsets. */
function wantedTokens(near: readonly number[] | undefined): (start: number, end: number) => boolean {
  let next = 0;
  return (start, end) => {
    while (near && (near[next] ?? Infinity) < start) {
      next += 1;
    }
    return !near || (near[next] ?? Infinity) < end;
  };
}

/** Reads a JavaScript or TypeScript file with JSX in it. */
export function scanJsx(text: string, options: ScanOptions): Scan {
  return scanScript(text, 0, { ...options, near: undefined, until: 'end', jsx: true });
}
