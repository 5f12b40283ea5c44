import type { Span } from '../rules/spans';
import type { Segment } from './segment';

/**
 * Finds the escape sequence of a token that shares a character with `start` to `end`; to be asked in the order of the text.
 *
 * A token can have millions of them, and few are near a match: they are gone through as far as somebody asks, and not kept.
 */
export function escapeFinder(
  text: string,
  { start: from, end: to, encoding }: Segment,
): (start: number, end: number) => Span | undefined {
  const { escapes } = encoding;
  if (!escapes) {
    return () => undefined;
  }
  let part: string | undefined;
  let last: Span | undefined = { start: from, end: from };
  return (start, end) => {
    part ??= text.slice(from, to);
    while (last && last.end <= start) {
      escapes.lastIndex = last.end - from;
      const found = escapes.exec(part);
      last = found && found[0] !== '' ? spanOf(found, from) : undefined;
    }
    return last && last.start < end ? last : undefined;
  };
}

function spanOf({ index, 0: { length } }: RegExpExecArray, from: number): Span {
  return { start: from + index, end: from + index + length };
}
