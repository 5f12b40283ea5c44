import type { ProtectedSpan } from './replace';
import { mergeSpans } from './spans';

/** The longest line that is looked at as a whole, in characters. Minified scripts have lines of a megabyte. */
const LONG_LINE = 4000;

/** A longer line is looked at in pieces of so many characters, each with so much of what is around it. */
const PIECE = 4000;
const SURROUNDINGS = 500;

/**
 * Finds the protected spans of a text, line by line and only where somebody asks: most lines of a large file hold no match,
 * and need no look at a dozen patterns. So a protected pattern never reaches over a line break.
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
        spans.push(...this.#spansOf(lineStart, lineStart, lineEnd));
      } else {
        const last = Math.min(end, lineEnd);
        for (
          let piece = position - (position % PIECE);
          piece < Math.max(last, position + 1);
          piece += PIECE
        ) {
          const from = Math.max(lineStart, piece - SURROUNDINGS);
          const to = Math.min(lineEnd, piece + PIECE + SURROUNDINGS);
          spans.push(...this.#spansOf(Math.max(lineStart, piece), from, to));
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

  #spansOf(key: number, from: number, to: number): readonly ProtectedSpan[] {
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const part = this.#text.slice(from, to);
    const spans = mergeSpans(
      this.#patterns.flatMap(pattern =>
        [...part.matchAll(pattern)].map(match => ({
          start: from + match.index,
          end: from + match.index + match[0].length,
          pattern: pattern.source,
        })),
      ),
    );
    this.#known.set(key, spans);
    return spans;
  }
}
