/** A part of a text, by offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One of the spans, which are sorted and do not overlap, that shares a character with `start` to `end`. */
export function findOverlap<T extends Span>(sorted: readonly T[], start: number, end: number): T | undefined {
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
  return candidate !== undefined && candidate.start < end ? candidate : undefined;
}

/** Sorts spans, and makes one of those that overlap, which keeps what else the first of them says. */
export function mergeSpans<T extends Span>(spans: readonly T[]): T[] {
  const merged: T[] = [];
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) {
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}
