/**
 * Tells whether one of the offsets lies between two others, to be asked in the order of the text; always when there are none. Most
 * tokens of a large file hold no match, and need no look of every rule.
 *
 * @param offsets - sorted
 */
export function nearFinder(offsets: readonly number[] | undefined): (start: number, end: number) => boolean {
  if (!offsets) {
    return () => true;
  }
  let next = 0;
  return (start, end) => {
    while ((offsets[next] ?? Infinity) < start) {
      next += 1;
    }
    return (offsets[next] ?? Infinity) < end;
  };
}
