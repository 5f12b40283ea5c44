import type { Span } from '../../rules/spans';
import { LineCursor } from './LineCursor';
import { scanInline, scanMarkup, TAG } from './inline';
import { splitParagraph } from './paragraph';
import type { Scan, Segment } from '../segment';

/** Quotations and list items inside of each other: nobody writes this many levels, an attacker might. */
const MAXIMUM_DEPTH = 32;

/** What is open around a line: a quotation, or an item of a list with the column its content starts at. */
type Container = { readonly type: 'quotation' } | { readonly type: 'item'; readonly indent: number };

/** What follows the start of the file between two lines of dashes is data, in YAML: https://jekyllrb.com/docs/front-matter/ */
const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?:[\s\S]*?\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

const FENCE = /^(?:(`{3,})[^`]*$|(~{3,}))/;
const HEADING = /^#{1,6}(?=[ \t]|$)/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const RULE = /^(?:\*{3,}|-{3,}|_{3,})$/;
/** What opens an item of a list, or a footnote, which is indented as one. */
const ITEM_MARKER = /^(?:(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)|\[\^[^\s[\]]+\]:)/;

/** Markup over whole lines, and what its last line holds: https://spec.commonmark.org/0.31.2/#html-blocks */
const OPAQUE_BLOCKS: readonly [start: RegExp, end: RegExp][] = [
  [/^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];

/** Elements that make markup of all lines up to the next blank one. */
const BLOCK_ELEMENT =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s>]|\/>|$)/i;

/**
 * Reads Markdown as CommonMark and GitHub do: headings, paragraphs, lists, tables, labels of links and descriptions of pictures are
 * text. Code of any form, addresses, comments and front matter are not; nor are titles of links, and names of references, which
 * a program looks up. Every text is valid Markdown, so the scan is complete unless it is nested beyond reason.
 */
class MarkdownScanner {
  readonly #text: string;
  readonly #containers: Container[] = [];
  /** The lines of the paragraph that is open. */
  #paragraph: Span[] = [];
  #fence: string | undefined;
  /** The end of the markup that is open, or undefined for the next blank line. */
  #markup: { readonly end: RegExp | undefined; readonly lines: Span[] } | undefined;
  /** The item that the last line opened, if nothing stands in it yet. */
  #emptyItem: Container | undefined;
  #complete = true;
  readonly #leaves: { readonly isMarkup: boolean; readonly lines: readonly Span[] }[] = [];
  readonly #definitions = new Set<string>();

  constructor(text: string) {
    this.#text = text;
  }

  scan(): Scan {
    const lineEnd = /\r\n|\r|\n|$/g;
    const text = this.#text;
    let start = FRONT_MATTER.exec(text)?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0);
    while (start < text.length) {
      lineEnd.lastIndex = start;
      const match = lineEnd.exec(text);
      const end = match?.index ?? text.length;
      this.#readLine({ start, end });
      start = end + (match?.[0].length ?? 0);
    }
    this.#endParagraph();
    this.#endMarkup();
    const segments: Segment[] = [];
    for (const { isMarkup, lines } of this.#leaves) {
      const found = isMarkup ? this.#scanMarkup(lines) : scanInline(this.#text, lines, this.#definitions);
      for (const segment of found) {
        segments.push(segment);
      }
    }
    return { segments, complete: this.#complete };
  }

  #readLine(line: Span): void {
    const cursor = new LineCursor(this.#text, line);
    const matched = this.#matchContainers(cursor);
    if (matched === this.#containers.length && this.#goesOn(cursor)) {
      return;
    }
    if (matched < this.#containers.length) {
      this.#fence = undefined;
      this.#endMarkup();
    }
    if (cursor.isBlank) {
      this.#endParagraph();
      // An item that starts with a blank line ends at the second one.
      const isEmptyItem = this.#emptyItem !== undefined && this.#containers.at(-1) === this.#emptyItem;
      this.#containers.length = isEmptyItem ? this.#containers.length - 1 : matched;
      return;
    }
    this.#emptyItem = undefined;
    const opened = this.#openContainers(cursor, matched);
    // A line of a paragraph may leave out the marks of what is around it.
    const isLazy = !opened && matched < this.#containers.length && this.#paragraph.length > 0;
    if (!opened && !isLazy) {
      this.#containers.length = matched;
    }
    if (cursor.indent < 4 && this.#readBlock(cursor, isLazy, matched)) {
      return;
    }
    if (cursor.indent >= 4 && this.#paragraph.length === 0) {
      return; // indented code, or the blank line of a new item
    }
    cursor.skipColumns(cursor.indent);
    if (cursor.position < cursor.end) {
      this.#paragraph.push({ start: cursor.position, end: cursor.end });
    }
  }

  /** How many of the containers go on in this line; the cursor is behind their marks then. */
  #matchContainers(cursor: LineCursor): number {
    for (const [index, container] of this.#containers.entries()) {
      const { indent } = cursor;
      if (container.type === 'item') {
        if (indent >= container.indent) {
          cursor.skipColumns(container.indent);
        } else if (!cursor.isBlank) {
          return index;
        }
      } else if (indent < 4 && cursor.rest.trimStart().startsWith('>')) {
        this.#enterQuotation(cursor);
      } else {
        return index;
      }
    }
    return this.#containers.length;
  }

  #enterQuotation(cursor: LineCursor): void {
    cursor.skipColumns(cursor.indent);
    cursor.skipText(1);
    cursor.skipColumns(Math.min(cursor.indent, 1));
  }

  /** Takes a line of fenced code or of markup. */
  #goesOn(cursor: LineCursor): boolean {
    if (this.#fence !== undefined) {
      const rest = cursor.rest.trim();
      if (cursor.indent < 4 && rest.startsWith(this.#fence) && new Set(rest).size === 1) {
        this.#fence = undefined;
      }
      return true;
    }
    if (!this.#markup) {
      return false;
    }
    const { end, lines } = this.#markup;
    if (end === undefined && cursor.isBlank) {
      this.#endMarkup();
      return false;
    }
    lines.push({ start: cursor.position, end: cursor.end });
    if (end?.test(cursor.rest)) {
      this.#endMarkup();
    }
    return true;
  }

  #openContainers(cursor: LineCursor, matched: number): boolean {
    let opened = false;
    while (cursor.indent < 4) {
      const rest = cursor.rest.trimStart();
      const goesOn = !opened && matched === this.#containers.length && this.#paragraph.length > 0;
      const isQuotation = rest.startsWith('>');
      const marker = isQuotation ? undefined : itemMarker(rest, goesOn);
      if (!isQuotation && marker === undefined) {
        break;
      }
      if (!opened) {
        this.#endParagraph();
        this.#containers.length = matched;
        opened = true;
      }
      if (this.#containers.length >= MAXIMUM_DEPTH) {
        this.#complete = false;
        break;
      }
      if (marker === undefined) {
        this.#enterQuotation(cursor);
        this.#containers.push({ type: 'quotation' });
      } else {
        this.#enterItem(cursor, marker);
      }
    }
    return opened;
  }

  #enterItem(cursor: LineCursor, marker: string): void {
    const before = cursor.indent;
    cursor.skipColumns(before);
    cursor.skipText(marker.length);
    const blanks = cursor.indent;
    // More than four blanks are one, and code behind it.
    const after = cursor.isBlank || blanks > 4 ? 1 : blanks;
    cursor.skipColumns(Math.min(after, blanks));
    const isFootnote = marker.startsWith('[');
    const item: Container = { type: 'item', indent: isFootnote ? 4 : before + marker.length + after };
    this.#containers.push(item);
    this.#emptyItem = cursor.isBlank && !isFootnote ? item : undefined;
  }

  /** Takes a line that is more than text of a paragraph. */
  #readBlock(cursor: LineCursor, isLazy: boolean, matched: number): boolean {
    const rest = cursor.rest.trimStart();
    const start = cursor.end - rest.length;
    const fence = FENCE.exec(rest);
    const heading = HEADING.exec(rest);
    const markup = rest.startsWith('<') ? this.#markupStart(rest) : undefined;
    if (this.#paragraph.length > 0 && !isLazy && UNDERLINE.test(rest)) {
      this.#endParagraph();
      return true;
    }
    const isBlock = fence !== null || heading !== null || markup !== undefined || isRule(rest);
    if (!isBlock) {
      return false;
    }
    this.#endParagraph();
    if (isLazy) {
      this.#containers.length = matched;
    }
    if (fence) {
      this.#fence = fence[1] ?? fence[2];
    } else if (heading) {
      this.#leaves.push({ isMarkup: false, lines: [{ start: start + heading[0].length, end: cursor.end }] });
    } else if (markup) {
      this.#markup = { end: markup.end, lines: [{ start, end: cursor.end }] };
      if (markup.end?.test(rest)) {
        this.#endMarkup();
      }
    }
    return true;
  }

  #markupStart(rest: string): { end: RegExp | undefined } | undefined {
    for (const [start, end] of OPAQUE_BLOCKS) {
      if (start.test(rest)) {
        return { end };
      }
    }
    if (BLOCK_ELEMENT.test(rest)) {
      return { end: undefined };
    }
    TAG.lastIndex = 0;
    const isAlone = TAG.test(rest) && rest.slice(TAG.lastIndex).trim() === '';
    return isAlone && this.#paragraph.length === 0 ? { end: undefined } : undefined;
  }

  #endMarkup(): void {
    if (this.#markup && this.#markup.end === undefined) {
      this.#leaves.push({ isMarkup: true, lines: this.#markup.lines });
    }
    this.#markup = undefined;
  }

  /** Markup in a quotation is read line by line, since the marks of the quotation stand between its lines. */
  #scanMarkup(lines: readonly Span[]): Segment[] {
    const first = lines[0];
    const last = lines.at(-1);
    if (!first || !last) {
      return [];
    }
    const whole = this.#text.slice(first.start, last.end);
    const parts = /\n[ \t]*>/.test(whole) ? lines : [{ start: first.start, end: last.end }];
    return parts.flatMap(({ start, end }) =>
      scanMarkup(this.#text.slice(start, end)).map(segment => ({
        ...segment,
        start: segment.start + start,
        end: segment.end + start,
      })),
    );
  }

  #endParagraph(): void {
    const { leaves, definitions } = splitParagraph(this.#text, this.#paragraph);
    this.#paragraph = [];
    for (const lines of leaves) {
      this.#leaves.push({ isMarkup: false, lines });
    }
    for (const name of definitions) {
      this.#definitions.add(name);
    }
  }
}

/**
 * The mark of an item that a line opens.
 *
 * @param goesOn - whether the line would go on with a paragraph otherwise; not every item ends one
 */
function itemMarker(rest: string, goesOn: boolean): string | undefined {
  const match = ITEM_MARKER.exec(rest);
  if (!match || isRule(rest)) {
    return undefined;
  }
  const isEmpty = rest.slice(match[0].length).trim() === '';
  const number = match[1];
  return goesOn && (isEmpty || (number !== undefined && Number(number) !== 1)) ? undefined : match[0];
}

/** Whether a line is drawn as a rule: three or more of one sign. */
function isRule(rest: string): boolean {
  return RULE.test(rest.replace(/[ \t]/g, ''));
}

/** Reads a Markdown document. */
export function scanMarkdown(text: string): Scan {
  return new MarkdownScanner(text).scan();
}
