import { cssString } from './encodings/css';
import type { Scan, Segment } from './segment';

type StyleDialect = 'css' | 'scss';

/** Properties and descriptors whose strings are drawn. Everywhere else a string names a font, a file, an attribute or an area. */
const DRAWN = new Set([
  'content',
  'hyphenate-character',
  'list-style',
  'list-style-type',
  'prefix',
  'quotes',
  'suffix',
  'text-overflow',
]);

/** Functions of such a value whose strings are drawn as well; those of all others, such as `url("…")`, are addresses. */
const DRAWN_FUNCTIONS = new Set(['', 'attr', 'counters', 'var']);

/** What the value of a property reads: `var(--name)`, in SCSS `$name`. */
const VARIABLE = /var\(\s*(--[\w-]+)|(\$[\w-]+)/g;

/** An address without quotes: https://www.w3.org/TR/css-syntax-3/#consume-url-token */
const BARE_ADDRESS = /\s*(?:(?:[^"'()\s\\#]|#(?!\{)|\\[\s\S])+\s*)?\)/y;

/** What may end a stretch of a style sheet that means nothing here. */
const STOP: Readonly<Record<StyleDialect, RegExp>> = {
  css: /["'()[\]{}:;\\]|\/\*/g,
  scss: /["'()[\]{}:;\\]|\/[*/]/g,
};

interface Frame {
  readonly closedBy: string;
  /** Whether strings inside are no text, whatever the property is. */
  readonly isHidden: boolean;
  /** The quote of the string that goes on behind it, for `#{}` inside of one. */
  readonly quote?: string;
}

/**
 * Reads style sheets: every string, as text where it is drawn on the page and as `key` elsewhere; comments and addresses without
 * quotes are passed over. A string in a variable is drawn when something drawn in the same file reads the variable.
 */
class StyleScanner {
  readonly #text: string;
  readonly #dialect: StyleDialect;
  readonly #segments: Segment[] = [];
  readonly #frames: Frame[] = [];
  /** Variable → the segments of its value. */
  readonly #variables = new Map<string, number[]>();
  readonly #readVariables = new Set<string>();
  #position = 0;
  #complete = true;
  #hiddenDepth = 0;
  #statementStart = 0;
  /** Whether something else than blanks and comments stands at the start of the statement. */
  #hasHead = false;
  /** What stands in front of the first colon of the statement. */
  #property: string | undefined;
  /** The segments of the statement that are drawn if its property is. */
  #candidates: number[] = [];

  constructor(text: string, dialect: StyleDialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  scan(): Scan {
    const stop = STOP[this.#dialect];
    while (this.#position < this.#text.length) {
      stop.lastIndex = this.#position;
      const match = stop.exec(this.#text);
      if (!match) {
        break;
      }
      this.#position = match.index + match[0].length;
      this.#read(match[0], match.index);
    }
    this.#endStatement(this.#text.length);
    for (const name of this.#readVariables) {
      this.#show(this.#variables.get(name) ?? []);
    }
    return { segments: this.#segments, complete: this.#complete && this.#frames.length === 0 };
  }

  #read(stop: string, start: number): void {
    switch (stop) {
      case '"':
      case "'":
        this.#readString(stop);
        break;
      case '/*':
        this.#skipComment(start, '*/');
        break;
      case '//':
        this.#skipComment(start, '\n');
        break;
      case '\\':
        this.#position += 1;
        break;
      case ':':
        if (this.#property === undefined && this.#isOutsideBrackets) {
          this.#property = this.#text.slice(this.#statementStart, start).trim();
        }
        break;
      case ';':
        if (this.#isOutsideBrackets) {
          this.#endStatement(start);
        }
        break;
      case '(':
        this.#openFunction(start);
        break;
      case '[':
        this.#open({ closedBy: ']', isHidden: true });
        break;
      case '{':
        this.#openBlock(start);
        break;
      default:
        this.#close(stop, start);
    }
  }

  get #isOutsideBrackets(): boolean {
    const frame = this.#frames.at(-1);
    return frame === undefined || (frame.closedBy === '}' && !frame.isHidden);
  }

  #open(frame: Frame): void {
    this.#frames.push(frame);
    this.#hiddenDepth += frame.isHidden ? 1 : 0;
  }

  #openFunction(start: number): void {
    const name = /(?<![-\w])[-\w]+$/.exec(
      this.#text.slice(Math.max(this.#statementStart, start - 64), start),
    )?.[0];
    const isHidden = !DRAWN_FUNCTIONS.has(name?.toLowerCase() ?? '');
    if (/^(?:url|url-prefix|src)$/i.test(name ?? '')) {
      BARE_ADDRESS.lastIndex = this.#position;
      const address = BARE_ADDRESS.exec(this.#text);
      if (address) {
        this.#position += address[0].length;
        return;
      }
    }
    this.#open({ closedBy: ')', isHidden });
  }

  #openBlock(start: number): void {
    if (this.#dialect === 'scss' && this.#text.charAt(start - 1) === '#') {
      this.#open({ closedBy: '}', isHidden: true });
      return;
    }
    // What stood in front of a block was a selector or a rule with an @.
    this.#startStatement();
    this.#open({ closedBy: '}', isHidden: false });
  }

  #close(bracket: string, start: number): void {
    if (bracket === '}' && this.#isOutsideBrackets) {
      this.#endStatement(start);
    }
    const frame = this.#frames.pop();
    this.#complete &&= frame?.closedBy === bracket;
    this.#hiddenDepth -= frame?.isHidden ? 1 : 0;
    if (frame?.quote !== undefined) {
      this.#readString(frame.quote);
    }
  }

  /** A string, or what is left of it behind a `#{}`. */
  #readString(quote: string): void {
    const start = this.#position;
    const stop = this.#dialect === 'scss' ? /["'\\\n\r\f]|#\{/g : /["'\\\n\r\f]/g;
    stop.lastIndex = start;
    for (let match = stop.exec(this.#text); match; match = stop.exec(this.#text)) {
      if (match[0] === '\\') {
        stop.lastIndex += this.#text.startsWith('\r\n', stop.lastIndex) ? 2 : 1;
      } else if (match[0] === quote) {
        this.#addString(start, match.index, quote);
        this.#position = match.index + 1;
        return;
      } else if (match[0] === '#{') {
        this.#addString(start, match.index, quote);
        this.#position = match.index + 2;
        this.#open({ closedBy: '}', isHidden: true, quote });
        return;
      } else if (!/["']/.test(match[0])) {
        break;
      }
    }
    this.#complete = false;
    this.#position = stop.lastIndex === 0 ? this.#text.length : stop.lastIndex;
  }

  #addString(start: number, end: number, quote: string): void {
    if (this.#hiddenDepth === 0) {
      this.#candidates.push(this.#segments.length);
    }
    this.#segments.push({ start, end, kind: 'key', encoding: cssString(quote) });
  }

  #endStatement(end: number): void {
    const property = this.#property ?? '';
    if (DRAWN.has(property.toLowerCase())) {
      this.#show(this.#candidates);
      for (const [, custom, variable] of this.#text.slice(this.#statementStart, end).matchAll(VARIABLE)) {
        this.#readVariables.add(custom ?? variable ?? '');
      }
    } else if (this.#candidates.length > 0 && /^(?:--|\$)/.test(property)) {
      const known = this.#variables.get(property) ?? [];
      for (const index of this.#candidates) {
        known.push(index);
      }
      this.#variables.set(property, known);
    }
    this.#startStatement();
  }

  #startStatement(): void {
    this.#candidates = [];
    this.#property = undefined;
    this.#hasHead = false;
    this.#statementStart = this.#position;
  }

  #show(indexes: readonly number[]): void {
    for (const index of indexes) {
      const segment = this.#segments[index];
      if (segment) {
        this.#segments[index] = { ...segment, kind: 'string' };
      }
    }
  }

  #skipComment(start: number, end: string): void {
    const found = this.#text.indexOf(end, this.#position);
    this.#complete &&= found >= 0 || end === '\n';
    this.#hasHead ||= this.#text.slice(this.#statementStart, start).trim() !== '';
    this.#position = found < 0 ? this.#text.length : found + end.length;
    if (!this.#hasHead) {
      this.#statementStart = this.#position;
    }
  }
}

/** Reads a style sheet. */
export function scanCss(text: string): Scan {
  return new StyleScanner(text, 'css').scan();
}

/** Reads a style sheet in SCSS: with comments behind `//`, `#{}` and variables behind `$`. */
export function scanScss(text: string): Scan {
  return new StyleScanner(text, 'scss').scan();
}
