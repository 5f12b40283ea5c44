import type { Segment } from '../segment';

/** What a scanner says of a place: the kind of its segment, or `none` where it has none. */
export type PlaceKind = Segment['kind'] | 'none';

/** A piece of a text, and the kinds of which a scanner should say one there. */
export interface OracleSpan {
  readonly start: number;
  readonly end: number;
  readonly kinds: readonly PlaceKind[];
}

/** Reads a text with somebody else's parser. Throws when that parser does not take it. */
export type Oracle = (text: string, translationCalls: readonly string[]) => OracleSpan[];

/** A place at which both are asked. */
export interface Place {
  readonly start: number;
  readonly phrase: string;
}

/** The places of a text: some spellings of a name, and every word, since a name could stand wherever one stands. */
export function findPlaces(text: string, spellings: readonly string[]): Place[] {
  const places = new Map<number, string>();
  for (const { 0: phrase, index } of text.matchAll(/\p{L}{3,}/gu)) {
    places.set(index, phrase);
  }
  for (const spelling of spellings) {
    for (let start = text.indexOf(spelling); start >= 0; start = text.indexOf(spelling, start + 1)) {
      places.set(start, spelling);
    }
  }
  return [...places]
    .map(([start, phrase]) => ({ start, phrase }))
    .sort((one, other) => one.start - other.start);
}

/** What the scanner and the oracle say of a place, when they do not agree. */
export interface Difference extends Place {
  readonly ours: PlaceKind;
  readonly theirs: readonly PlaceKind[];
}

/** The kinds that the smallest span around each place asks for. The spans of a syntax tree lie inside of each other. */
export function kindsAt(places: readonly Place[], spans: readonly OracleSpan[]): (readonly PlaceKind[])[] {
  const sorted = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
  const open: OracleSpan[] = [];
  let next = 0;
  return places.map(({ start }) => {
    for (let span = sorted[next]; span && span.start <= start; span = sorted[next]) {
      open.push(span);
      next += 1;
    }
    while ((open.at(-1)?.end ?? Infinity) <= start) {
      open.pop();
    }
    return open.at(-1)?.kinds ?? ['none'];
  });
}

/** Compares the segments of a scanner with what an oracle says of each place. */
export function findDifferences(
  places: readonly Place[],
  segments: readonly Segment[],
  expected: readonly (readonly PlaceKind[])[],
): Difference[] {
  const differences: Difference[] = [];
  let next = 0;
  for (const [index, place] of places.entries()) {
    while ((segments[next]?.end ?? Infinity) <= place.start) {
      next += 1;
    }
    const segment = segments[next];
    const ours = segment && segment.start <= place.start ? segment.kind : 'none';
    const theirs = expected[index] ?? ['none'];
    if (!theirs.includes(ours)) {
      differences.push({ ...place, ours, theirs });
    }
  }
  return differences;
}

/** Whether what is called is a function whose arguments are keys of translations. */
export function isTranslationCall(callee: string, translationCalls: readonly string[]): boolean {
  const name = callee
    .replace(/\s+/g, '')
    .replace(/\?\./g, '.')
    .replace(/!(?=\.|$)/g, '');
  return translationCalls.some(call => name === call || name.endsWith(`.${call}`));
}
