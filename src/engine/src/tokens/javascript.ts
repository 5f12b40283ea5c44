import type { TokenKind } from '@livery/contracts';
import { StartTag } from './attributes';
import { blankEntries } from './blankEntries';
import { javascriptString, javascriptTemplate } from './encodings/javascript';
import { markupInside, jsxText, markupAttribute } from './encodings/markup';
import { patternInside } from './encodings/usage';
import { BLANKS, calleeOf, tokensOf } from './javascriptTokens';
import { BINDING, type Frame, type FrameRole, isMemberName, KEYWORDS, mayStartMember } from './memberNames';
import { nearFinder } from './near';
import { scanJsonInside } from './nested';
import type { Scan, ScanOptions, Segment } from './segment';

const encodings: Readonly<Record<string, ReturnType<typeof javascriptString>>> = {
  "'": javascriptString("'"),
  '"': javascriptString('"'),
};

/** A tag: the string is markup that a script puts into the page. */
const MARKUP = /<\/?[a-z][^<>]*>/i;

const CLOSING = new Set([')', ']', '}']);
/** Callees whose arguments are addresses of modules. */
const LOADERS = new Set(['import', 'require', 'require.resolve']);
const LOADER_ENDS = new Set(['import', 'require', 'resolve']);
const HEADS = new Set(['if', 'while', 'for', 'with']);

/** What is open in JSX: a start tag, an element, and the end tag that closes it. */
const JSX = { startTag: '>', element: '</', endTag: '</>' } as const;

/** The name of a tag, behind its `<`. */
const JSX_NAME = /\s*([\w$.:-]+)/y;

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
  /** One in brackets, as `['key']`, that turns out to be one when the token behind them says so. */
  let bracketed = -1;
  let isBehindHead = false;
  /** The start tags of JSX that are open. */
  const tags: StartTag[] = [];

  const push = (closedBy: string, isKey: boolean, role?: FrameRole) => {
    frames.push({ closedBy, isKey, role });
    keyDepth += isKey ? 1 : 0;
  };
  const pop = (token: string) => {
    const frame = frames.pop();
    complete &&= frame?.closedBy === token;
    keyDepth -= frame?.isKey ? 1 : 0;
    isBehindHead = frame?.role === 'head';
  };
  const isWanted = nearFinder(options.near);
  const add = (start: number, end: number, kind: TokenKind, encoding: Segment['encoding']) => {
    const isBehindKey = previous === ':' && segments.at(-1)?.kind === 'key';
    if (!isWanted(start, end) && !isBehindKey) {
      return;
    }
    candidate = kind === 'string' || previous === '[' ? segments.length : -1;
    const inner = frames.at(-1)?.role === 'pattern' ? patternInside(encoding) : encoding;
    const holdsMarkup = MARKUP.test(text.slice(start, end));
    segments.push({
      start,
      end,
      kind: keyDepth > 0 || (previous === 'module' && beforePrevious === 'declare') ? 'key' : kind,
      encoding: holdsMarkup ? markupInside(inner) : inner,
    });
  };
  /** A string, or a template without expressions. */
  const addWhole = (
    start: number,
    end: number,
    encoding: Segment['encoding'],
    kind: TokenKind = 'string',
  ) => {
    const isJson = previous === '(' && keyDepth === 0 && frames.at(-1)?.role === 'json';
    const inner = isJson && isWanted(start, end) ? scanJsonInside(text, start, end, encoding) : undefined;
    if (inner) {
      inner.forEach(segment => segments.push(segment));
    } else {
      add(start, end, kind, encoding);
    }
  };
  /** After a keyword such as return a template is not tagged, and a bracket calls nothing. */
  const isBehindName = () => previousIsWord && !KEYWORDS.has(previous);
  /** A tag function may read the raw text, in which an escape would show: its template is not edited. */
  const isTagged = () => isBehindName() || previous === ')' || previous === ']';
  const isTranslationCall = (start: number): boolean => {
    const name = previous === '?.' ? beforePrevious : previous;
    if (!callNames.has(name) || !(isBehindName() || previous === '?.')) {
      return false;
    }
    const callee = calleeOf(text, chainStart, start);
    return options.translationCalls.some(call => callee === call || callee.endsWith(`.${call}`));
  };

  const endFirstArgument = (frame: Frame | undefined) => {
    if (frame?.role === 'first-key' && frame.isKey) {
      frame.isKey = false;
      keyDepth -= 1;
    }
  };
  const markAsKey = (index: number) => {
    const segment = segments[index];
    if (segment) {
      segments[index] = { ...segment, kind: 'key' };
    }
  };
  const roleOfParenthesis = (start: number): FrameRole => {
    if (isTranslationCall(start)) {
      return 'first-key';
    }
    if (previous === 'parse') {
      return calleeOf(text, chainStart, start) === 'JSON.parse' ? 'json' : undefined;
    }
    if (previous === 'RegExp') {
      return 'pattern';
    }
    return previousIsWord && HEADS.has(previous) ? 'head' : undefined;
  };
  /** Whether a call loads what its arguments say, or makes an address of them. */
  const isLoader = (start: number) =>
    previous === 'URL'
      ? beforePrevious === 'new'
      : LOADER_ENDS.has(previous) && LOADERS.has(calleeOf(text, chainStart, start));
  const roleOfBracket = (): FrameRole => {
    if (mayStartMember(previous, frames.at(-1))) {
      return 'member';
    }
    const isBehindValue = isBehindName()
      ? !BINDING.has(previous)
      : previous === '?.' || previous === ']' || (previous === ')' && !isBehindHead);
    return isBehindValue ? 'access' : undefined;
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
    if (bracketed >= 0 && /^[:(=?]$/.test(value)) {
      markAsKey(bracketed);
    }
    bracketed = -1;
    if (candidate >= 0) {
      const frame = frames.at(-1);
      if (isMemberName(beforePrevious, value, frame)) {
        markAsKey(candidate);
      } else if (value === ']' && beforePrevious === '[' && frame?.role === 'member') {
        bracketed = candidate;
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
        if (value === '(') {
          const role = roleOfParenthesis(start);
          push(')', role === 'first-key' || isLoader(start), role);
        } else if (value === '[') {
          push(']', false, roleOfBracket());
        } else if (value === '{') {
          push('}', false, previousIsWord && beforePrevious === 'enum' ? 'enum' : undefined);
        } else if (value === ',') {
          endFirstArgument(frames.at(-1));
        } else if (value === '}' && frames.length === 0 && options.until === 'brace') {
          return { segments, complete, end: position };
        } else if (CLOSING.has(value)) {
          pop(value);
        }
        break;
      }
      case 'JSXPunctuator':
        if (value === '<') {
          JSX_NAME.lastIndex = position;
          tags.push(new StartTag(JSX_NAME.exec(text)?.[1] ?? '', 'jsx'));
          push(JSX.startTag, false);
        } else if (value === '/' && previous === '<') {
          tags.pop();
          pop(JSX.startTag);
          pop(JSX.element);
          push(JSX.endTag, false);
        } else if (value === '>' && frames.at(-1)?.closedBy === JSX.endTag) {
          pop(JSX.endTag);
        } else if (value === '>') {
          tags.pop()?.settle(segments);
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
          const last = segments.length;
          tags.at(-1)?.add(beforePrevious, value.slice(1, -1), last - 1, last);
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

/** Reads a JavaScript or TypeScript file with JSX in it. */
export function scanJsx(text: string, options: ScanOptions): Scan {
  return scanScript(text, 0, { ...options, near: undefined, until: 'end', jsx: true });
}
