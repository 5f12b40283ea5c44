import type { ProtectedSpan } from './replace';
import { mergeSpans } from './spans';

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

  /** The protected spans of the lines that `start` to `end` lies on, sorted and without overlap. */
  near(start: number, end: number): ProtectedSpan[] {
    const spans: ProtectedSpan[] = [];
    let lineStart = this.#text.lastIndexOf('\n', start - 1) + 1;
    do {
      const found = this.#text.indexOf('\n', lineStart);
      const lineEnd = found < 0 ? this.#text.length : found;
      spans.push(...this.#line(lineStart, lineEnd));
      lineStart = lineEnd + 1;
    } while (lineStart < end);
    return spans;
  }

  #line(start: number, end: number): readonly ProtectedSpan[] {
    const known = this.#lines.get(start);
    if (known) {
      return known;
    }
    const line = this.#text.slice(start, end);
    const spans = mergeSpans(
      this.#patterns.flatMap(pattern =>
        [...line.matchAll(pattern)].map(match => ({
          start: start + match.index,
          end: start + match.index + match[0].length,
          pattern: pattern.source,
        })),
      ),
    );
    this.#lines.set(start, spans);
    return spans;
  }
}
