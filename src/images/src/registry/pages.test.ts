import fc from 'fast-check';
import { nextLink } from './pages';

describe('The link to the next page', () => {
  it.each([
    ['</v2/acme/app/tags/list?last=1&n=1>; rel="next"', '/v2/acme/app/tags/list?last=1&n=1'],
    ['<https://r.example/v2/x?a=b,c;d>; rel=next', 'https://r.example/v2/x?a=b,c;d'],
    ['</1>; rel="prev", </2>; title="x"; rel="next"', '/2'],
    ['</1>; rel="prev"', undefined],
    ['/1; rel="next"', undefined],
    ['', undefined],
    [`</${'x'.repeat(9000)}>; rel="next"`, undefined],
  ])('of %s is read', (header, expected) => {
    expect(nextLink(header)).toBe(expected);
  });

  it('never makes the parser fail', () => {
    const noise = fc
      .array(fc.constantFrom('<', '>', ';', ',', ' ', 'rel=next', 'x'))
      .map(parts => parts.join(''));
    fc.assert(fc.property(fc.oneof(fc.string(), noise), text => void nextLink(text)));
  });
});
