import type { PatternReader } from './PatternReader';
import type { Quantifier } from './PatternShape';
import { Untranslatable } from './Untranslatable';

/** A quantifier as RE2 writes it, without the `?` of a lazy one. */
export interface WrittenQuantifier extends Quantifier {
  readonly text: string;
}

const SIGNS: Readonly<Record<string, Quantifier>> = {
  '*': { minimum: 0, maximum: Infinity },
  '+': { minimum: 1, maximum: Infinity },
  '?': { minimum: 0, maximum: 1 },
};

/**
 * Takes a quantifier if one comes next.
 *
 * @param lowestCountIsOptional - whether `{,3}` is one
 * @throws Untranslatable for one that counts downwards
 */
export function readQuantifier(
  reader: PatternReader,
  lowestCountIsOptional: boolean,
): WrittenQuantifier | undefined {
  const character = reader.peek() ?? '';
  const sign = SIGNS[character];
  if (sign) {
    reader.next();
    return { ...sign, text: character };
  }
  return character === '{' ? readCounts(reader, lowestCountIsOptional) : undefined;
}

/** `{2}`, `{2,}`, `{2,3}`; anything else in such brackets stands for itself. */
function readCounts(reader: PatternReader, lowestCountIsOptional: boolean): WrittenQuantifier | undefined {
  const { column } = reader;
  reader.next();
  const low = reader.takeWhile(/\d/);
  const isRange = reader.take(',');
  const high = isRange ? reader.takeWhile(/\d/) : low;
  const hasLow = low !== '' || (isRange && lowestCountIsOptional);
  if (!reader.take('}') || !hasLow) {
    reader.rewind(column);
    return undefined;
  }
  const minimum = Number(low);
  const maximum = high === '' ? Infinity : Number(high);
  if (maximum < minimum) {
    throw Untranslatable.invalid('a repetition from more to fewer', column);
  }
  const upTo = maximum === Infinity ? '' : maximum;
  return { minimum, maximum, text: isRange ? `{${minimum},${upTo}}` : `{${minimum}}` };
}
