import { importForTest, replaceForTest } from './testing';

const importOne = (pattern: string, replacement = '') =>
  importForTest([{ pattern, replacement, use_regex: true }]);

describe('An expression of Python', () => {
  // The last column is what re.sub of CPython 3.11 gives, with re.MULTILINE | re.DOTALL.
  it.each<[string, string, string, string]>([
    ['Open\\s+WebUI', 'Acme', 'Open WebUI, Open\u00a0WebUI, Open\u001cWebUI', 'Acme, Acme, Acme'],
    ['(\\w+)@(\\w+)', '\\2 at \\1', 'jürgen@größe x@y', 'größe at jürgen y at x'],
    ['\\d+', '#', 'a1 ١٢ ² Ⅷ', 'a# # ² Ⅷ'],
    ['[^\\W\\d_]+', 'L', 'aé_1 東京²', 'L_1 L'],
    [
      'Open[\\W_]+WebUI',
      'Acme',
      'Open WebUI Open-WebUI Open_WebUI Open – WebUI OpenWebUI',
      'Acme Acme Acme Acme OpenWebUI',
    ],
    ['[\\S]+', 'x', 'a b\u2003c', 'x x\u2003x'],
    ['[\\D]', '-', '1a٣b', '1-٣-'],
    ['[\\s\\S]b', 'x', 'a\nb', 'ax'],
    ['^a.b$', 'x', 'a\nb\na b', 'x\nx'],
    ['a\\Z', 'x', 'a\na', 'a\nx'],
    ['\\Aa', 'x', 'a\na', 'x\na'],
    ['x{,2}y', '-', 'y xy xxy xxxy', '- - - x-'],
    ['x{02}', '-', 'xxx', '-x'],
    ['{name}|{}|a{,}x', '-', '{name} {} x aax', '- - - -'],
    ['\\u00e9|\\x41|\\U0001F600|\\101|\\07', '-', 'éA😀A\u0007', '-----'],
    ['[]a]|[^]\\s]', '-', '] a b', '- - -'],
    ['[[:alpha:]]+', '-', ':alp:]] h]', ':alp- -'],
    ['[a\\-c]', 'x', 'a-bc', 'xxbx'],
    ['[\\b]', 'x', 'a\bb', 'axb'],
    ['(?i)OPEN webui', 'x', 'Open WebUI open WEBUI', 'x x'],
    ['(?i:open) WebUI', 'x', 'OPEN WebUI OPEN webui', 'x OPEN webui'],
    ['(?s:a.b)|(?-s:c.d)', 'x', 'a\nb c\nd c-d', 'x c\nd x'],
    ['(?a)\\w+\\s', 'x', 'é b\u00a0c d', 'é b\u00a0xd'],
    ['(?P<first>\\w) (?P<second>\\w)', '\\g<second>-\\g<first>', 'a b', 'b-a'],
    ['(a)(b)?', '[\\1\\2]', 'ab a', '[ab] [a]'],
    ['(a)', '\\g<1>0 \\g<0>\\n\\\\ \\. $1 ${x} \\101', 'a', 'a0 a\n\\ \\. $1 ${x} A'],
    ['(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)', '\\10\\1 \\g<10>1', 'abcdefghij', 'ja j1'],
    ['a(?# a comment)+', 'x', 'aaa', 'x'],
    ['a{(?#)2}', 'x', 'a{2} aa', 'x aa'],
    ['(?:a|ab)(?:c|bcd)', 'x', 'abcd', 'x'],
    ['a+?b??', 'x', 'aab', 'xxb'],
    ['<b>(.*?)</b>', '*\\1*', '<b>a\nb</b><b>c</b>', '*a\nb**c*'],
    ['(?:(a)|b)+', '[\\1]', 'ab', '[a]'],
    ['\\$\\{(\\w+)\\}', '{{\\1}}', '${a} $b', '{{a}} $b'],
    ['^\\s+', '', '  a\n\n  b', 'a\nb'],
  ])('%s does what it did in Python', (pattern, replacement, text, expected) => {
    const imported = importOne(pattern, replacement);
    expect(imported.rules).toMatchObject([{ use_regex: true, expect: { optional: true } }]);
    expect(replaceForTest(imported, text)).toBe(expected);
  });

  it.each<[string, string, string, string]>([
    ['Open WebUI', 'Acme', 'Open WebUI', 'Acme'],
    ['(\\w+) \\Z', '\\1$', '([\\p{L}\\p{N}_]+) \\z', '$1$$'],
    ['[\\w.-]{,3}', '', '[\\p{L}\\p{N}_.-]{0,3}', ''],
    ['(?P<n>a)\\u0041', '\\g<n>\\n', '(?P<n>a)\\x{0041}', '${n}\n'],
    ['(?u)\\é\\-', '', 'é\\-', ''],
  ])('%s is written for RE2', (pattern, replacement, newPattern, newReplacement) => {
    expect(importOne(pattern, replacement).rules).toMatchObject([
      { pattern: newPattern, replacement: newReplacement },
    ]);
  });

  it('that had to be written in another way has a note that says how', () => {
    expect(importOne('Open WebUI').notes).toEqual([]);
    expect(importOne('(\\d+)\\Z', '\\1').notes).toEqual([
      {
        rule: 1,
        severity: 'translated',
        message:
          'It is written in another way: "\\d" as "\\p{Nd}", "\\Z" as "\\z", the replacement "\\1" as "$1".',
      },
    ]);
  });

  it.each([
    ['knows words by ASCII only', '\\bOpen', /"\\b" knew the letters of every script/],
    ['knows case by Unicode only', '(?i)open', /Python took "ı" and "İ" for an "i"/],
    ['knows case beyond ASCII', '(?ai)open', /Python knew the case of ASCII only/],
    ['leaves alone where there is nothing', 'a*', /It can match where there is nothing/],
  ])('is taken with a note where RE2 %s', (_name, pattern, message) => {
    const { rules, notes } = importOne(pattern);
    expect(rules).toHaveLength(1);
    expect(notes).toContainEqual({ rule: 1, severity: 'differs', message: expect.stringMatching(message) });
  });

  it.each([
    ['a look-ahead', 'ab(?=c)', /^It has a look-ahead at column 3, which RE2 does not have\.$/],
    ['a negative look-ahead', '(?!c)a', /look-ahead at column 1/],
    ['a look-behind', '😀(?<=c)a', /look-behind at column 2/],
    ['a negative look-behind', '(?<!c)a', /look-behind at column 1/],
    ['a back-reference', '(a)\\1', /back-reference at column 4/],
    ['a back-reference by name', '(?P<n>a)(?P=n)', /back-reference at column 9/],
    ['a condition', '(a)?(?(1)b|c)', /a condition at column 5/],
    ['an atomic group', '(?>a)', /an atomic group at column 1/],
    ['a possessive repetition', 'a*+', /a possessive repetition at column 3/],
    ['a possessive count', 'a{1,2}+', /a possessive repetition at column 7/],
    ['the flag x', '(?x)a b', /the flag x at column 1/],
    ['the flag x of a group', 'a(?ix:b)', /the flag x at column 2/],
    ['the flag L', '(?L)a', /the flag L at column 1/],
    ['a character by its name', '\\N{DASH}', /a character by its name \(\\N\) at column 1/],
    ['the end of a text before its last line break', '(?-m:a$)', /a "\$" without the flag m at column 7/],
    ['a flag behind the start', 'a(?i)b', /sets a flag at column 2, behind its start/],
    ['a repetition of what can be nothing', '(a*)*', /repeats at column 1 what can match nothing/],
    ['a preference for nothing', '|a', /It can match nothing where there is something/],
    ['no text at all', '^', /It finds places and no text/],
    ['too many repetitions', 'a{2000}', /cannot be used: .*repeat count/],
    ['too much to do', '\\w{600}', /which is too costly/],
    ['too many letters', 'a'.repeat(1001), /does not fit into a brand: pattern: /],
    ['far too many letters', 'a'.repeat(4001), /It is longer than 4000 characters/],
    ['a name in another script', '(?P<größe>a)', /It names a group "größe" at column 1/],
    ['a group that is not closed', 'a(b', /never was a valid expression: "\(" without "\)" at column 2/],
    ['a group that is not opened', 'a)', /"\)" without "\(" at column 2/],
    ['brackets that are not closed', '[a', /"\[" without "\]" at column 1/],
    ['an escape that Python refuses', '\\q', /"\\q" at column 1/],
    ['an escape that only RE2 knows', '\\pL', /"\\p" at column 1/],
    ['a repetition of nothing', 'a|*', /a repetition of nothing at column 3/],
    ['a repetition of a repetition', 'a**', /a repetition of a repetition at column 3/],
    ['a range with a set', '[a-\\d]', /a range from or to a set at column 3/],
    ['half a code', '\\x4', /"\\x" without 2 hexadecimal digits at column 1/],
    ['an unknown kind of group', '(?<n>a)', /an unknown kind of group at column 1/],
    ['a group without a name', '(?P<>a)', /a group without a proper name at column 1/],
    ['a comment without an end', 'a(?#b', /a comment without "\)" at column 2/],
    ['nothing behind a backslash', 'a\\', /a backslash with nothing behind it at column 2/],
  ])('is left out with %s, and the note says what and where', (_name, pattern, message) => {
    const { rules, notes } = importOne(pattern);
    expect(rules).toEqual([]);
    expect(notes).toEqual([{ rule: 1, severity: 'dropped', message: expect.stringMatching(message) }]);
  });

  it.each([
    ['a group that is not there', '(a)', '\\2', /a group 2, which its pattern does not have, at column 1/],
    ['a name that is not there', 'a', 'x\\g<n>', /a group n, .* at column 2/],
    ['an escape that Python refuses', 'a', '\\d', /"\\d" at column 1/],
    ['a group without a name', 'a', '\\g', /"\\g" without a group at column 1/],
    ['nothing behind a backslash', 'a', 'a\\', /a backslash with nothing behind it at column 2/],
    ['a code that is no byte', 'a', '\\777', /an octal code above 377/],
    [
      'a group beyond the last that a rule can name',
      '()'.repeat(100) + 'a',
      '\\g<100>',
      /takes the group 100/,
    ],
  ])('is left out when its replacement has %s', (_name, pattern, replacement, message) => {
    const { rules, notes } = importOne(pattern, replacement);
    expect(rules).toEqual([]);
    expect(notes).toEqual([{ rule: 1, severity: 'dropped', message: expect.stringMatching(message) }]);
  });
});
