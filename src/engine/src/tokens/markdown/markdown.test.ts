import { markdownText } from '../encodings/markdown';
import { scanMarkdown } from './markdown';

/** What the scanner found, as raw text. */
function read(text: string): string[] {
  return scanMarkdown(text).segments.map(({ start, end }) => text.slice(start, end).trim());
}

describe('A Markdown document shows', () => {
  it.each<[string, string, string[]]>([
    ['headings', '# a\n\nb\n===\n\n## c ##\n', ['a', 'b', 'c ##']],
    ['paragraphs, line by line', 'a\nb  \r\nc\r\rd', ['a', 'b', 'c', 'd']],
    ['lists and tasks', '- a\n* b\n  1. c\n     d\n- [x] e\n', ['a', 'b', 'c', 'd', '[x] e']],
    ['quotations, also when a line leaves its mark out', '> a\nb\n> > c\n', ['a', 'b', 'c']],
    ['labels of links and descriptions of pictures', 'a [b](c "d") ![e](<f g> (h)) i', ['a', 'b', 'e', 'i']],
    ['pictures in links', '[![a](b)](c)', ['a']],
    ['brackets that are no link', '[a] (b) [c][d] e](f)', ['[a] (b) [c][d] e](f)']],
    ['tables', '| a | b\\|c |\n|:--|--:|\n| `d|e` | f |\n', ['a', 'b\\|c', '`d', 'e`', 'f']],
    ['footnotes, but not their names', 'a[^b]\n\n[^b]: c\n', ['a', 'c']],
    ['a byte-order mark before a heading', '\uFEFF# a', ['a']],
    [
      'text and titles of HTML, but no other attribute',
      '<p align="a" title="b">c <img alt="d" src="e">\n</p>\nf\n\ng',
      ['b', 'c', 'd', 'f', 'g'],
    ],
    ['emphasis with its marks', '**a** _b_', ['**a** _b_']],
  ])('%s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    ['fenced code', '```js\na\n````\nb\n~~~\n```\nc\n~~~~\nd', ['b', 'd']],
    ['fenced code that never ends', 'a\n```\nb\n\nc', ['a']],
    ['fenced code in a list and a quotation, which end it', '- ```\n  a\n\n> ```\n> b\nc', ['c']],
    ['indented code behind a blank line', 'a\n    b\n\n    c\n\td\n\n\te\n', ['a', 'b']],
    [
      'indented code in a list, unlike its paragraphs',
      '- a\n\n  b\n\n      c\n\n1. d\n\n   e\n',
      ['a', 'b', 'd', 'e'],
    ],
    ['code between backticks', 'a `b` ``c`d`` e `` f\n` g \\`h`', ['a', 'e `` f', 'h`']],
    ['backticks that a backslash escapes', '\\`a` b`', ['\\`a']],
    ['addresses', '<https://a.b> <c@d.e> https://f.g/h, www.i.j k@l.m @n o', ['o']],
    [
      'definitions of references and their names',
      '[a]: https://b "c"\n[D e]:\n  <f>\n  "g"\nh [i][a] [j][d  E]',
      ['h', 'i', 'j'],
    ],
    ['comments, also over blank lines', 'a <!-- b\nc --> d\n\n<!-- e\n\nf -->\ng', ['a', 'd', 'g']],
    ['HTML that holds code', '<pre>\na\n\nb</pre>\n<script>\nc\n</script>\n\n<style>d</style>\ne', ['e']],
    ['markup that is cut off', '<div title="a\n\n<div\nb', []],
    ['front matter', '---\ntitle: a\n---\nb\n', ['b']],
    ['lines and underlines', 'a\n---\n***\n- - -\nb', ['a', 'b']],
  ])('but not %s', (_name, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('a link whose text is its name, which nobody can change without losing the link', () => {
    const text = '[Open App] and [Open App][] and [Open *App*][open app]\n\n[Open App]: https://a';
    const { segments } = scanMarkdown(text);
    expect(segments.map(({ encoding }) => encoding.encode('b') !== undefined)).toEqual([
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it('HTML as HTML, where a backslash escapes nothing', () => {
    const { segments } = scanMarkdown('<p>a</p>\n\nb');
    expect(segments.map(({ encoding }) => encoding.encode('<c>*'))).toEqual(['&lt;c&gt;*', '\\<c\\>\\*']);
  });

  it('nothing when it is nested beyond reason', () => {
    expect(scanMarkdown('> '.repeat(20)).complete).toBe(true);
    expect(scanMarkdown('> '.repeat(200)).complete).toBe(false);
  });
});

describe('Text in Markdown', () => {
  it.each([
    ['*a* _b_', '\\*a\\* \\_b\\_'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['2 a - b', '2 a - b'],
    ['a & b', 'a & b'],
    ['&amp; AT&', '\\&amp; AT\\&'],
    ['http://a.b', 'http\\://a.b'],
    [' a\nb', '&#32;a&#10;b'],
  ])('%j is written %j', (plain, raw) => {
    expect(markdownText.encode(plain)).toBe(raw);
    expect(markdownText.decode(raw)).toBe(plain);
  });

  it.each([
    ['AT&amp;T &#65;&#x42; &nbsp; &toString;', 'AT&T AB &nbsp; &toString;'],
    ['a\\&amp;\\b\\\\', 'a&amp;\\b\\'],
  ])('%j reads as %j', (raw, plain) => {
    expect(markdownText.decode(raw)).toBe(plain);
  });
});
