/** A part of a text, by offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether one of the spans, which are sorted and do not overlap, shares a character with `start` to `end`. */
export function overlapsAny(sorted: readonly Span[], start: number, end: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.end ?? 0) > start) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const candidate = sorted[low];
  return candidate !== undefined && candidate.start < end;
}
