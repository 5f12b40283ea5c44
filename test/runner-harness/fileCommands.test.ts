import { parsePairs } from './fileCommands';

const parsed = (content: string) => Object.fromEntries(parsePairs(content));

describe('a file of pairs', () => {
  it.each<[string, string, Record<string, string>]>([
    ['splits at the first equals sign', 'url=https://a/?b=c\n', { url: 'https://a/?b=c' }],
    ['takes an empty value', 'empty=\n', { empty: '' }],
    ['takes a last line without a line end', 'a=1\nb=2', { a: '1', b: '2' }],
    ['skips blank lines', '\n\na=1\n\n', { a: '1' }],
    ['keeps a CR, for only LF ends a line', 'a=1\r\n', { a: '1\r' }],
    ['reads << after an equals sign as a value', 'a=1<<EOF\n', { a: '1<<EOF' }],
    ['lets the last of two equal names win', 'a=1\na=2\n', { a: '2' }],
    [
      'keeps inner line ends of a heredoc, and not the last',
      'a<<EOF\none\n\ntwo\nEOF\n',
      { a: 'one\n\ntwo' },
    ],
    ['takes an empty heredoc', 'a<<EOF\nEOF\n', { a: '' }],
    ['takes a heredoc of one blank line as empty', 'a<<EOF\n\nEOF\n', { a: '' }],
    ['ends a heredoc only at exactly the delimiter', 'a<<E\n E\nEE\nE\n', { a: ' E\nEE' }],
    ['takes an equals sign in a delimiter', 'a<<x=y\n1\nx=y\n', { a: '1' }],
    ['takes a delimiter as the very last text', 'a<<EOF\n1\nEOF', { a: '1' }],
    ['goes on after a heredoc', 'a<<EOF\n1\nEOF\nb=2\n', { a: '1', b: '2' }],
  ])('%s', (_, content, expected) => {
    expect(parsed(content)).toEqual(expected);
  });

  it.each([
    ['a line without any sign', 'novalue\n', "Invalid format 'novalue'"],
    ['an empty name', '=1\n', "Invalid format '=1'"],
    ['an empty heredoc name', '<<EOF\n1\nEOF\n', "Invalid format '<<EOF'"],
    ['an empty delimiter', 'a<<\n1\n', "Invalid format 'a<<'"],
    ['a missing delimiter', 'a<<EOF\n1\n', "Invalid value. Matching delimiter not found 'EOF'"],
    ['a cut last line', 'a<<EOF\n1', 'Invalid value. EOF marker missing new line.'],
  ])('refuses %s', (_, content, message) => {
    expect(() => parsePairs(content)).toThrow(message);
  });
});
