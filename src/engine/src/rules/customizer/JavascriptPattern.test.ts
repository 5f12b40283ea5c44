import fc from 'fast-check';
import { importForTest, replaceForTest } from './testing';

const importOne = (search: string, replace = '', regex = true) =>
  importForTest({ rules: [{ search, replace, regex, id: 1 }], timestamp: '2025-11-01T00:00:00.000Z' });

describe('An expression of the tool page', () => {
  it.each<[string, string, string, string]>([
    ['(\\w+)@(\\w+)', '$2 at $1', '(\\w+)@(\\w+)', '$2 at $1'],
    ['^a.$', '$&$$', '\\Aa[^\\n\\r\\x{2028}\\x{2029}]\\z', '$0$$'],
    ['\\s[^\\s]', '', '[\\t-\\r\\x{feff}\\p{Z}][^\\t-\\r\\x{feff}\\p{Z}]', ''],
    ['(?<n>a)\\u00e9', '$<n>', '(?<n>a)\\x{00e9}', '${n}'],
    ['[^]|[]', '', '(?s:.)|[^\\x{0}-\\x{10ffff}]', ''],
    ['(a)', '$10$2$0', '(a)', '$010$$2$$0'],
    ['[\\w-a]\\q\\Z', '', '[\\w\\-a]qZ', ''],
  ])('%s is written for RE2', (search, replace, pattern, replacement) => {
    expect(importOne(search, replace).rules).toMatchObject([{ pattern, replacement, use_regex: true }]);
  });

  it.each([
    ['a look-ahead', 'a(?!b)', '', /a look-ahead at column 2/],
    ['a look-behind', '(?<=b)a', '', /a look-behind at column 1/],
    ['a back-reference', '(a)\\1', '', /a back-reference at column 4/],
    ['a back-reference by name', '(?<n>a)\\k<n>', '', /a back-reference at column 8/],
    ['an octal code', '\\01', '', /an octal code at column 1/],
    ['half a character', '\\ud83d', '', /a half of a character at column 1/],
    ['a class with an emoji', 'a[😀]', '', /a half of "😀", as JavaScript reads it, at column 3/],
    ['a repeated emoji', '😀+', '', /a half of "😀"/],
    ['a control character without a letter', 'a\\c', '', /"\\c" without a letter at column 2/],
    ['a syntax error', '(a', '', /never was a valid expression: /],
    ['the text before the match', 'a', '$`', /takes the text around the match at column 1/],
    ['the text behind the match', 'a', "x$'", /takes the text around the match at column 2/],
  ])('is left out with %s', (_name, search, replace, message) => {
    const { rules, notes } = importOne(search, replace);
    expect(rules).toEqual([]);
    expect(notes).toEqual([{ rule: 1, severity: 'dropped', message: expect.stringMatching(message) }]);
  });

  it('is taken with a note when a repetition around a group makes a difference', () => {
    expect(importOne('(?:(a)|b)+', '$1').notes).toEqual([
      { rule: 1, severity: 'differs', message: expect.stringContaining('JavaScript forgets the group 1') },
    ]);
    expect(importOne('(?:(a)|b)+', 'x').notes).toEqual([]);
  });

  const atoms = [
    ...[
      'a',
      'b',
      ' ',
      'é',
      '.',
      '^',
      '$',
      '\\d',
      '\\w',
      '\\s',
      '\\S',
      '\\b',
      '\\B',
      '\\n',
      '\\.',
      '-',
      '_',
      '1',
      '\n',
    ],
    ...['[ab]', '[^a]', '[a-c]', '[\\w-a]', '[^]', '[]', '[\\s\\S]', '[\\W_]', '[[:a:]]', '[\\b]', '[a\\-c]'],
    ...[
      '{',
      '}',
      ']',
      '{2',
      'a{2}',
      'a{,2}',
      '\\x41',
      '\\u{2}',
      '\\cJ',
      '\\q',
      '\\z',
      '\\Q',
      '\u2028',
      '(?<n>b)',
    ],
  ];
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,1}?');
  const { expression } = fc.letrec<{ expression: string; part: string }>(tie => ({
    expression: fc
      .array(tie('part'), { minLength: 1, maxLength: 3, depthIdentifier: 'e' })
      .map(parts => parts.join('')),
    part: fc
      .tuple(
        fc.oneof(
          { depthIdentifier: 'e', maxDepth: 3 },
          fc.constantFrom(...atoms),
          tie('expression').map(inner => `(${inner})`),
          fc.tuple(tie('expression'), tie('expression')).map(branches => `(?:${branches.join('|')})`),
        ),
        quantifier,
      )
      .map(parts => parts.join('')),
  }));
  const text = fc.array(
    fc.constantFrom('a', 'b', 'c', 'A', '1', ' ', '-', '_', 'é', '\n', '\u00a0', '{2}', ']', ':'),
    {
      maxLength: 12,
    },
  );

  it('does what JavaScript does, whatever it is, as long as something is replaced', () => {
    let taken = 0;
    fc.assert(
      fc.property(expression, text, (search, parts) => {
        const imported = importOne(search, '<$&>');
        if (imported.rules.length === 0 || imported.notes.some(({ severity }) => severity === 'differs')) {
          return;
        }
        taken += 1;
        const words = parts.join('');
        expect(replaceForTest(imported, words)).toBe(words.replace(new RegExp(search, 'g'), '<$&>'));
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(taken).toBeGreaterThan(200);
  });
});

describe('A text of the tool page', () => {
  it('is looked for as it is, and its replacement can name it', () => {
    const imported = importOne('a.b', '$& $$1 $1', false);
    expect(imported.rules).toMatchObject([{ pattern: 'a.b', replacement: 'a.b $1 $1', use_regex: false }]);
    expect(imported.notes).toEqual([
      {
        rule: 1,
        severity: 'translated',
        message: 'It is written in another way: the replacement "$& $$1 $1" as "a.b $1 $1".',
      },
    ]);
    expect(replaceForTest(imported, 'a.b axb')).toBe('a.b $1 $1 axb');
  });
});
