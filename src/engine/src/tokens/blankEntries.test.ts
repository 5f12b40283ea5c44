import fc from 'fast-check';
import jsTokens, { type Token } from 'js-tokens';
import { blankEntries } from './blankEntries';

const BLANKS = new Set(['WhiteSpace', 'LineTerminatorSequence', 'MultiLineComment']);

/** The tokens with their offsets, without what is blank. */
function tokensOf(text: string): (Token & { start: number })[] {
  let position = 0;
  return [...jsTokens(text)]
    .map(token => ({ ...token, start: (position += token.value.length) - token.value.length }))
    .filter(({ type }) => !BLANKS.has(type));
}

const entries = fc.constantFrom(
  '"a":"b",',
  "a:'b',",
  'a="b",',
  'a=b,',
  '"a\\"b":`c$d\n`,',
  "'\\\\':é,",
  '"a":1,',
  '"a"+"b":"c",',
);
const pieces = fc.constantFrom(
  ...'{ } ( ) [ ] , ; : . ?. ... => ++ -- = == ? ! / /= # @ \\ a é 1 1.5 .5 12a "x" "open `t` `a${ }b` `open'.split(
    ' ',
  ),
  ...[' ', '\n', '/* "a":"b", */', '// "a":"b",\n', '/,"a":"b",/', "',", '",', 'return', '\u2028'],
);
const scripts = fc.array(fc.oneof(entries, pieces), { maxLength: 25 }).map(parts => parts.join(''));

describe('A script without the entries that nobody asked for', () => {
  it('has the tokens that it had, but for those', () => {
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(80)), (text, offsets) => {
        const near = offsets.sort((one, other) => one - other);
        const blanked = blankEntries(text, near);
        expect(blanked).toHaveLength(text.length);
        const left = tokensOf(blanked);
        const before = tokensOf(text);
        const starts = new Set(left.map(({ start }) => start));
        expect(left).toEqual(before.filter(({ start }) => starts.has(start)));
        expect(near.filter(offset => blanked[offset] !== text[offset])).toEqual([]);
      }),
      { numRuns: 5000 },
    );
  });

  it('is empty where an object has thousands of them', () => {
    const text = `const a={first:"1",${'"key":"value",'.repeat(1000)}"Acme":"Acme",last:"2"};x=/"a",b:"c",/`;
    const near = [text.indexOf('Acme')];
    expect(blankEntries(text, near).replace(/ +/g, '')).toBe(
      'consta={first:"1",/**/"Acme":"Acme",last:"2"};x=/"a",b:"c",/',
    );
  });
});
