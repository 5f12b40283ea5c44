import fc from 'fast-check';
import picomatch from 'picomatch';
import { linearMatcherOf } from './glob';

const matches = (glob: string, file: string) => linearMatcherOf([glob])(file);

describe('A glob of a brand', () => {
  it.each([
    ['src/**/*.svelte', ['src/a.svelte', 'src/lib/b/c.svelte'], ['src/a.ts', 'lib/a.svelte']],
    ['**/*.{json,md}', ['a.json', 'docs/.hidden/b.md'], ['a.jsonc', 'md']],
    ['docs/**', ['docs/a', 'docs/a/b.c'], ['doc/a']],
    ['[!ab]?.txt', ['cd.txt', '.d.txt'], ['ad.txt', '/d.txt', 'c.txt']],
    ['{src,lib/{a,b}}/*.ts', ['src/x.ts', 'lib/b/x.ts'], ['lib/x.ts', 'src/a/x.ts']],
    ['a+(b).$^|\\*', ['a+(b).$^|*'], ['aab', 'a+(b).$^|x']],
    ['{open/*', ['{open/x'], ['open/x']],
    ['./a**b', ['ab', 'axxb'], ['a/b']],
  ])('reads %s as people do', (glob, good, bad) => {
    expect(good.filter(file => !matches(glob, file))).toEqual([]);
    expect(bad.filter(file => matches(glob, file))).toEqual([]);
  });

  it('says when it cannot be read', () => {
    expect(() => linearMatcherOf(['src/[z-a].ts'])).toThrow(/src\/\[z-a\]\.ts, which cannot be read/);
    expect(matches('[a', '[a')).toBe(true);
  });

  it('means what it means to picomatch', () => {
    const part = fc.constantFrom(
      '*',
      '*.ts',
      'a',
      'b?',
      '?',
      '[ab]',
      '[^a]b',
      '{a,b}',
      '{a,b?}.ts',
      '*a*',
      '.a',
    );
    const folders = fc.array(fc.oneof(part, fc.constant('**')), { maxLength: 3 });
    const globs = fc.tuple(folders, part).map(([before, last]) => [...before, last].join('/'));
    const names = fc.array(fc.constantFrom('a', 'b', 'ab', 'a.ts', 'b.ts', '.a', 'bb'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        globs,
        names.map(parts => parts.join('/')),
        (glob, file) => {
          expect(matches(glob, file)).toBe(picomatch(glob, { dot: true })(file));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes no time to speak of, whatever it is and however long the path', () => {
    const hostile = [
      '{a,{b,a*}}{a,{b,a*}}.*',
      '*a*a*a*a*a*a*b',
      `${'**/a*/'.repeat(20)}b`,
      `${'{a*,'.repeat(30)}${'}'.repeat(30)}x`,
    ];
    for (const glob of hostile) {
      for (const file of ['a'.repeat(255), `${'a/'.repeat(2000)}x`]) {
        expect(matches(glob, file)).toBe(false);
      }
    }
  });
});
