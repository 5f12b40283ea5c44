import fc from 'fast-check';
import { placeOf, placesIn } from './place';

describe('The place of an offset', () => {
  it('is its line and column, from 1', () => {
    expect(placeOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
    expect(placeOf('ab\r\n\ncd', 4)).toEqual({ line: 2, column: 1 });
    expect(placeOf('', 0)).toEqual({ line: 1, column: 1 });
  });

  it('is the same in whatever order the offsets of a text are asked for', () => {
    const texts = fc
      .array(fc.constantFrom('a', '\n', '\r\n', '😀'), { maxLength: 40 })
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(40)), (text, offsets) => {
        const placeIn = placesIn(text);
        for (const offset of offsets.filter(candidate => candidate <= text.length)) {
          const before = text.slice(0, offset).split('\n');
          expect(placeIn(offset)).toEqual({ line: before.length, column: (before.at(-1) ?? '').length + 1 });
        }
      }),
    );
  });
});
