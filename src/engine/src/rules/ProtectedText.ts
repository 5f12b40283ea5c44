import type { ProtectedSpan } from './replace';
import { mergeSpans } from './spans';

/** The longest line that is looked at as a whole, in characters. Minified scripts have lines of a megabyte. */
const LONG_LINE = 4000;

/** How much of a long line is looked at on either side of a token, in characters. */
const SURROUNDINGS = 500;

/**
 * Finds the protected spans of a text, line by line and only where somebody asks: most lines of a large file hold no match,
 * and need no look at a dozen patterns. So a protected pattern never reaches over a line break.
 */
export class ProtectedText {
  readonly #text: string;
  readonly #patterns: readonly RegExp[];
  readonly #lines = new Map<number, readonly ProtectedSpan[]>();

  constructor(text: string, patterns: readonly RegExp[]) {
    this.#text = text;
    this.#patterns = patterns;
  }

  /** The protected spans of the lines that a token lies on, sorted and without overlap. */
  near(start: number, end: number): ProtectedSpan[] {
    const spans: ProtectedSpan[] = [];
    let lineStart = this.#text.lastIndexOf('\n', start - 1) + 1;
    do {
      const found = this.#text.indexOf('\n', lineStart);
      const lineEnd = found < 0 ? this.#text.length : found;
      const isLong = lineEnd - lineStart > LONG_LINE;
      const part = isLong
        ? this.#find(Math.max(lineStart, start - SURROUNDINGS), Math.min(lineEnd, end + SURROUNDINGS))
        : this.#findInLine(lineStart, lineEnd);
      for (const span of part) {
        spans.push(span);
      }
      lineStart = lineEnd + 1;
    } while (lineStart < end);
    return spans;
  }

  #findInLine(start: number, end: number): readonly ProtectedSpan[] {
    const spans = this.#lines.get(start) ?? this.#find(start, end);
    this.#lines.set(start, spans);
    return spans;
  }

  #find(start: number, end: number): readonly ProtectedSpan[] {
    const part = this.#text.slice(start, end);
    return mergeSpans(
      this.#patterns.flatMap(pattern =>
        [...part.matchAll(pattern)].map(match => ({
          start: start + match.index,
          end: start + match.index + match[0].length,
          pattern: pattern.source,
        })),
      ),
    );
  }
}
