import type { ProtectedSpan } from './replace';
import { mergeSpans } from './spans';

/** The longest line that is looked at as a whole, in characters. Minified scripts have lines of a megabyte. */
const LONG_LINE = 4000;

/** A longer line is looked at in pieces of so many characters, each with at least so much of what is around it. */
const PIECE = 4000;
const SURROUNDINGS = 500;

/** How far back the start of an address is looked for that a piece begins inside of. */
const LONGEST_ADDRESS = 16_000;

/** What no address holds. */
const DELIMITER = /[\s"'`<>]/;

/**
 * Finds the protected spans of a text, line by line and only where somebody asks: most lines of a large file hold no match,
 * and need no look at a dozen patterns. The lines before and after are looked at with it, since a formatter may have broken what
 * belongs together (`"X-Title":` and its value).
 */
export class ProtectedText {
  readonly #text: string;
  readonly #patterns: readonly RegExp[];
  /** Where a line or a piece of one starts → its spans. */
  readonly #known = new Map<number, readonly ProtectedSpan[]>();
  /** The line that was looked at last: the next question is about the same one, more often than not. */
  #lineStart = 0;
  #lineEnd = -1;

  constructor(text: string, patterns: readonly RegExp[]) {
    this.#text = text;
    this.#patterns = patterns;
  }

  /** The protected spans near a token, sorted and without overlap. */
  near(start: number, end: number): ProtectedSpan[] {
    const spans: ProtectedSpan[] = [];
    let position = start;
    do {
      this.#goToLine(position);
      const [lineStart, lineEnd] = [this.#lineStart, this.#lineEnd];
      if (lineEnd - lineStart <= LONG_LINE) {
        this.#spansOf(lineStart, lineEnd).forEach(span => spans.push(span));
      } else {
        const last = Math.min(end, lineEnd);
        for (
          let piece = position - (position % PIECE);
          piece < Math.max(last, position + 1);
          piece += PIECE
        ) {
          const [from, to] = [Math.max(lineStart, piece), Math.min(lineEnd, piece + PIECE)];
          this.#spansOf(from, to).forEach(span => spans.push(span));
        }
      }
      position = lineEnd + 1;
    } while (position < end);
    return mergeSpans(spans);
  }

  #goToLine(position: number): void {
    if (position < this.#lineStart || position > this.#lineEnd) {
      this.#lineStart = this.#text.lastIndexOf('\n', position - 1) + 1;
      const found = this.#text.indexOf('\n', position);
      this.#lineEnd = found < 0 ? this.#text.length : found;
    }
  }

  /** The spans of a line or a piece of the current one. */
  #spansOf(start: number, end: number): readonly ProtectedSpan[] {
    const known = this.#known.get(start);
    if (known) {
      return known;
    }
    const from = this.#lookBack(start);
    const part = this.#text.slice(from, this.#lookOn(end));
    const spans = mergeSpans(
      this.#patterns.flatMap(pattern =>
        Array.from(part.matchAll(pattern), match => ({
          start: from + match.index,
          end: from + match.index + match[0].length,
          pattern: pattern.source,
        })),
      ),
    );
    this.#known.set(start, spans);
    return spans;
  }

  /** Where to start looking for what may reach a place: at the line before, or inside of a long line where no address is cut. */
  #lookBack(start: number): number {
    const nearest = start - SURROUNDINGS;
    if (nearest <= this.#lineStart) {
      const text = this.#text.slice(Math.max(0, nearest), this.#lineStart);
      return this.#lineStart - text.length + text.trimEnd().lastIndexOf('\n') + 1;
    }
    const farthest = Math.max(this.#lineStart, nearest - LONGEST_ADDRESS);
    let from = nearest;
    while (from > farthest && !DELIMITER.test(this.#text.charAt(from - 1))) {
      from -= 1;
    }
    return from;
  }

  /** Where to stop looking: at the end of the line after, if it is near. */
  #lookOn(end: number): number {
    if (end + SURROUNDINGS <= this.#lineEnd) {
      return end + SURROUNDINGS;
    }
    const text = this.#text.slice(this.#lineEnd, this.#lineEnd + SURROUNDINGS);
    const found = text.indexOf('\n', text.length - text.trimStart().length);
    return this.#lineEnd + (found < 0 ? text.length : found);
  }
}
