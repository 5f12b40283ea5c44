import { findOverlap, type Span } from '../../rules/spans';
import { type Encoding } from '../encodings/encoding';
import { markdownText } from '../encodings/markdown';
import { scanHtml } from '../markup';
import type { Segment } from '../segment';

/** A start or end tag: https://spec.commonmark.org/0.31.2/#raw-html */
export const TAG =
  /<(?:[a-z][a-z\d-]*(?:\s+[a-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?|\/[a-z][a-z\d-]*\s*)>/iy;

/** `<https://…>` and `<me@example.org>`. */
const AUTOLINK = /<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/iy;

/** Markup that ends at a text of its own: comments, instructions, declarations and CDATA. */
const OPAQUE: readonly [start: RegExp, end: string][] = [
  [/<!--/y, '-->'],
  [/<\?/y, '?>'],
  [/<!\[CDATA\[/y, ']]>'],
  [/<![a-z]/iy, '>'],
];

/** What may be more than text. Addresses without brackets and accounts are GitHub's: https://github.github.com/gfm/#autolinks-extension- */
const SPECIAL = /\\[\s\S]|`+|<|!?\[|\]|(?:https?|ftp):\/\/[^\s<`[\]\\]*|\bwww\.[^\s<`[\]\\]*|@[\w.-]+/gi;

const FOOTNOTE = /\[\^[^\s[\]]+\]/y;
const REFERENCE = /\[((?:[^[\]\\]|\\[\s\S])*)\]/y;
const TITLE = /\s+(?:"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\((?:[^()\\]|\\[\s\S])*\))/y;
const BLANKS = /\s*/y;

/** Brackets in an address; CommonMark allows three levels, others more. */
const MAXIMUM_BRACKETS = 32;

/** The name of a reference does not change with its text, or the link would be lost. So the text is on show, and stays. */
const referenceName: Encoding = { ...markdownText, encode: () => undefined };

/** How references are compared: https://spec.commonmark.org/0.31.2/#matches */
export function normaliseLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

interface Opener extends Span {
  /** Whether another bracket has been opened since; then what stands between is no name of a reference. */
  holdsBrackets: boolean;
}

/** Finds the prose in the lines of one paragraph, heading or table cell. */
class InlineScanner {
  readonly #lines: readonly Span[];
  readonly #definitions: ReadonlySet<string>;
  /** The lines without what stands in front of them, such as the `>` of a quotation. */
  readonly #text: string;
  /** Offset in {@link #text} of each line. */
  readonly #lineStarts: number[] = [];
  readonly #segments: Segment[] = [];
  /** What is no prose. */
  readonly #holes: Span[] = [];
  readonly #names: Span[] = [];
  readonly #openers: Opener[] = [];
  /** Text → where it is found next, so that no search goes over the same text twice. */
  readonly #found = new Map<string, number>();
  #codeEnds: Map<number, number[]> | undefined;
  #position = 0;

  constructor(text: string, lines: readonly Span[], definitions: ReadonlySet<string>) {
    this.#lines = lines;
    this.#definitions = definitions;
    const parts: string[] = [];
    let length = 0;
    for (const { start, end } of lines) {
      parts.push(text.slice(start, end));
      this.#lineStarts.push(length);
      length += end - start + 1;
    }
    this.#text = parts.join('\n');
  }

  scan(): Segment[] {
    for (;;) {
      SPECIAL.lastIndex = this.#position;
      const match = SPECIAL.exec(this.#text);
      if (!match) {
        break;
      }
      const searched = this.#position;
      this.#position = match.index + match[0].length;
      this.#read(match[0], match.index, searched);
    }
    this.#addProse();
    return this.#segments.sort((one, other) => one.start - other.start);
  }

  #read(special: string, start: number, searched: number): void {
    const first = special.charAt(0);
    if (first === '\\') {
      return;
    }
    if (first === '`') {
      this.#readCode(start, special.length);
    } else if (first === '<') {
      this.#readMarkup(start);
    } else if (special === ']') {
      this.#closeBracket(start);
    } else if (special.endsWith('[')) {
      this.#openBracket(start, special.length);
    } else if (first === '@') {
      let mailbox = start;
      while (mailbox > searched && /[\w.+-]/.test(this.#text.charAt(mailbox - 1))) {
        mailbox -= 1;
      }
      this.#addHole(mailbox, this.#position);
    } else {
      this.#addHole(start, this.#position);
    }
  }

  #readCode(start: number, length: number): void {
    this.#codeEnds ??= this.#findCodeEnds();
    const ends = this.#codeEnds.get(length) ?? [];
    while ((ends.at(-1) ?? Infinity) <= start) {
      ends.pop();
    }
    const end = ends.at(-1);
    if (end !== undefined) {
      this.#addHole(start, end + length);
    }
  }

  /** Number of backticks → where as many stand, the first last. */
  #findCodeEnds(): Map<number, number[]> {
    const ends = new Map<number, number[]>();
    for (const { 0: ticks, index } of this.#text.matchAll(/`+/g)) {
      const known = ends.get(ticks.length) ?? [];
      known.push(index);
      ends.set(ticks.length, known);
    }
    for (const known of ends.values()) {
      known.reverse();
    }
    return ends;
  }

  #readMarkup(start: number): void {
    if (this.#match(AUTOLINK, start)) {
      this.#addHole(start, AUTOLINK.lastIndex);
      return;
    }
    if (this.#match(TAG, start)) {
      const end = TAG.lastIndex;
      this.#addHole(start, end);
      for (const segment of scanMarkup(this.#text.slice(start, end))) {
        this.#addSegment(segment.start + start, segment.end + start, segment);
      }
      return;
    }
    for (const [opening, closing] of OPAQUE) {
      const end = this.#match(opening, start) ? this.#find(closing, start + 2) : -1;
      if (end >= 0) {
        this.#addHole(start, end + closing.length);
        return;
      }
    }
  }

  #openBracket(start: number, length: number): void {
    const bracket = start + length - 1;
    if (this.#match(FOOTNOTE, bracket)) {
      this.#addHole(bracket, FOOTNOTE.lastIndex);
      return;
    }
    const outer = this.#openers.at(-1);
    if (outer) {
      outer.holdsBrackets = true;
    }
    this.#openers.push({ start, end: start + length, holdsBrackets: false });
  }

  #closeBracket(start: number): void {
    const opener = this.#openers.pop();
    if (!opener) {
      return;
    }
    const targetEnd = this.#endOfTarget(start + 1);
    if (targetEnd !== undefined) {
      this.#addLink(opener, start, targetEnd);
      return;
    }
    const reference = this.#match(REFERENCE, start + 1)?.[1];
    if (reference !== undefined && this.#definitions.has(normaliseLabel(reference))) {
      this.#addLink(opener, start, REFERENCE.lastIndex);
    } else if (!opener.holdsBrackets && start - opener.end <= 999) {
      const label = normaliseLabel(this.#text.slice(opener.end, start));
      if (label !== '' && this.#definitions.has(label)) {
        this.#addLink(opener, start, reference === '' ? start + 3 : start + 1);
        this.#names.push({ start: opener.end, end: start });
      }
    }
  }

  #addLink(opener: Span, start: number, end: number): void {
    this.#holes.push({ start: opener.start, end: opener.end });
    this.#addHole(start, end);
  }

  /** The end of `(address "title")`, if it stands there. */
  #endOfTarget(start: number): number | undefined {
    if (this.#text.charAt(start) !== '(') {
      return undefined;
    }
    let position = this.#skipBlanks(start + 1);
    const address = this.#endOfAddress(position);
    if (address === undefined) {
      return undefined;
    }
    position = this.#match(TITLE, address) ? TITLE.lastIndex : address;
    position = this.#skipBlanks(position);
    return this.#text.charAt(position) === ')' ? position + 1 : undefined;
  }

  #endOfAddress(start: number): number | undefined {
    if (this.#text.charAt(start) === '<') {
      const address = /<(?:[^<>\n\\]|\\[\s\S])*>/y;
      return this.#match(address, start) ? address.lastIndex : undefined;
    }
    let depth = 0;
    let position = start;
    for (; position < this.#text.length; position += 1) {
      const character = this.#text.charAt(position);
      if (/\s/.test(character) || (character === ')' && depth === 0)) {
        break;
      }
      if (character === '\\') {
        position += 1;
      } else if (character === '(') {
        depth += 1;
        if (depth > MAXIMUM_BRACKETS) {
          return undefined;
        }
      } else if (character === ')') {
        depth -= 1;
      }
    }
    return depth === 0 ? position : undefined;
  }

  #skipBlanks(position: number): number {
    this.#match(BLANKS, position);
    return BLANKS.lastIndex;
  }

  #match(sticky: RegExp, position: number): RegExpExecArray | undefined {
    sticky.lastIndex = position;
    return sticky.exec(this.#text) ?? undefined;
  }

  #find(text: string, from: number): number {
    const known = this.#found.get(text);
    if (known !== undefined && (known < 0 || known >= from)) {
      return known;
    }
    const found = this.#text.indexOf(text, from);
    this.#found.set(text, found);
    return found;
  }

  #addHole(start: number, end: number): void {
    this.#holes.push({ start, end });
    this.#position = end;
  }

  /** All that is no hole, line by line: no rule reaches over a line break. */
  #addProse(): void {
    this.#holes.sort((one, other) => one.start - other.start);
    let line = 0;
    let position = 0;
    const addUpTo = (end: number) => {
      while (position < end) {
        const lineEnd = (this.#lineStarts[line + 1] ?? this.#text.length + 1) - 1;
        const stop = Math.min(end, lineEnd);
        const isName = findOverlap(this.#names, position, stop) !== undefined;
        this.#addSegment(position, stop, { kind: 'text', encoding: isName ? referenceName : markdownText });
        position = stop;
        if (position === lineEnd) {
          line += 1;
          position += 1;
        }
      }
    };
    for (const hole of this.#holes) {
      addUpTo(hole.start);
      position = Math.max(position, hole.end);
      while ((this.#lineStarts[line + 1] ?? Infinity) <= position) {
        line += 1;
      }
    }
    addUpTo(this.#text.length);
  }

  #addSegment(start: number, end: number, { kind, encoding }: Pick<Segment, 'kind' | 'encoding'>): void {
    if (this.#text.slice(start, end).trim() === '') {
      return;
    }
    const shift = this.#shiftAt(start);
    this.#segments.push({ start: start + shift, end: end + shift, kind, encoding });
  }

  /** What an offset in the text of the paragraph lacks to one in the file. */
  #shiftAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return (this.#lines[low]?.start ?? 0) - (this.#lineStarts[low] ?? 0);
  }
}

/** Finds the prose in the lines of one paragraph, heading or table cell. */
export function scanInline(
  text: string,
  lines: readonly Span[],
  definitions: ReadonlySet<string>,
): Segment[] {
  return new InlineScanner(text, lines, definitions).scan();
}

/**
 * The text of raw HTML, and of its attributes those that people read. Others are addresses, classes and programs, which is why
 * markup that is cut off is left alone as a whole.
 */
export function scanMarkup(markup: string): Segment[] {
  const { segments, complete } = scanHtml(markup, { translationCalls: [] });
  return segments.filter(
    ({ kind, start }) =>
      complete &&
      (kind === 'text' ||
        (kind === 'attribute' &&
          /\s(?:alt|title)\s*=\s*["']$/i.test(markup.slice(Math.max(0, start - 64), start)))),
  );
}
