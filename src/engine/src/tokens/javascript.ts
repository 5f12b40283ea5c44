import type { TokenKind } from '@livery/contracts';
import jsTokens from 'js-tokens';
import { javascriptString, javascriptTemplate } from './encoding';
import type { Scan, ScanOptions, Segment } from './segment';

const encodings: Readonly<Record<string, ReturnType<typeof javascriptString>>> = {
  "'": javascriptString("'"),
  '"': javascriptString('"'),
};

const OPENING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const METHOD_MARKS = new Set(['get', 'set', 'async', 'static', '*']);

interface Frame {
  readonly closedBy: string;
  readonly translation: boolean;
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
  options: ScanOptions & { until: 'end' | 'brace' },
): ScriptScan {
  const segments: Segment[] = [];
  const frames: Frame[] = [];
  let translationDepth = 0;
  let complete = true;
  let position = from;
  /** The last token that is neither white space nor comment, and the one before it. */
  let previous = '';
  let beforePrevious = '';
  let previousIsName = false;
  let callee = '';
  /** A string that turns out to be an object key when the next token says so. */
  let candidate = -1;

  const push = (closedBy: string, translation: boolean) => {
    frames.push({ closedBy, translation });
    translationDepth += translation ? 1 : 0;
  };
  const pop = (token: string) => {
    const frame = frames.pop();
    complete &&= frame?.closedBy === token;
    translationDepth -= frame?.translation ? 1 : 0;
  };
  const add = (start: number, end: number, kind: TokenKind, encoding: Segment['encoding']) => {
    segments.push({ start, end, kind: translationDepth > 0 ? 'key' : kind, encoding });
  };
  const isTranslationCall = () =>
    previousIsName && options.translationCalls.some(call => callee === call || callee.endsWith(`.${call}`));

  for (const token of jsTokens(from === 0 ? text : text.slice(from))) {
    const { type, value } = token;
    const start = position;
    position += value.length;
    if (/^(?:WhiteSpace|LineTerminatorSequence|SingleLineComment|MultiLineComment)$/.test(type)) {
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
        if (encoding && token.closed && !/^(?:from|import)$/.test(previous)) {
          add(start + 1, position - 1, 'string', encoding);
          candidate = segments.length - 1;
        }
        break;
      }
      case 'NoSubstitutionTemplate':
        complete &&= token.closed;
        // A tag function may read the raw text, so an escape would show.
        if (token.closed && !previousIsName) {
          add(start + 1, position - 1, 'template', javascriptTemplate);
        }
        break;
      case 'TemplateHead':
        add(start + 1, position - 2, 'template', javascriptTemplate);
        push('`', false);
        break;
      case 'TemplateMiddle':
        add(start + 1, position - 2, 'template', javascriptTemplate);
        break;
      case 'TemplateTail':
        complete &&= token.closed;
        pop('`');
        if (token.closed) {
          add(start + 1, position - 1, 'template', javascriptTemplate);
        }
        break;
      case 'Punctuator': {
        const closedBy = OPENING[value];
        if (closedBy) {
          push(closedBy, value === '(' && isTranslationCall());
        } else if (value === '}' && frames.length === 0 && options.until === 'brace') {
          return { segments, complete, end: position };
        } else if (/^[)\]}]$/.test(value)) {
          pop(value);
        }
        break;
      }
      case 'RegularExpressionLiteral':
      case 'Invalid':
        complete &&= type !== 'Invalid' && token.closed;
        break;
    }

    const isName = type === 'IdentifierName';
    const isDot = value === '.' || value === '?.';
    if (isName) {
      callee = previous === '.' || previous === '?.' ? `${callee}.${value}` : value;
    } else if (!isDot) {
      callee = '';
    }
    beforePrevious = previous;
    previous = value;
    // After a keyword such as return a template is not tagged.
    previousIsName =
      isName &&
      !/^(?:return|typeof|case|in|of|new|void|delete|else|do|await|yield|default|throw)$/.test(value);
  }
  return { segments, complete: complete && frames.length === 0 && options.until === 'end', end: position };
}

/** Reads a JavaScript or TypeScript file. */
export function scanJavascript(text: string, options: ScanOptions): Scan {
  return scanScript(text, 0, { ...options, until: 'end' });
}
