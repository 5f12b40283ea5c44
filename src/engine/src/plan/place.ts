/** A line and a column, both from 1, in UTF-16 units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset. */
export function placeOf(text: string, offset: number): TextPlace {
  return placesIn(text)(offset);
}

/** Tells the places of many offsets of one text, which is gone through once and not before somebody asks. */
export function placesIn(text: string): (offset: number) => TextPlace {
  const starts = [0];
  let read = 0;
  return offset => {
    for (; read >= 0 && read <= offset;) {
      const found = text.indexOf('\n', read);
      read = found < 0 ? -1 : found + 1;
      if (read > 0) {
        starts.push(read);
      }
    }
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      [low, high] = (starts[middle] ?? 0) <= offset ? [middle, high] : [low, middle - 1];
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
