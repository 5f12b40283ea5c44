import { cssString } from './encodings/css';
import { scanCss, scanScss } from './css';
import { scanners } from './language';

/** What a scanner found, as `kind:raw text`. */
function read(scan: typeof scanCss, text: string): string[] {
  return scan(text).segments.map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);
}

describe('A style sheet shows only the strings that are drawn', () => {
  it.each<[string, string, string[]]>([
    [
      'content and its like',
      `a::before { content: "b" } q { quotes: '«' '»' }`,
      ['string:b', 'string:«', 'string:»'],
    ],
    [
      'but no fonts, areas, imports and addresses',
      `@import "a"; b { font-family: 'c'; grid-template-areas: "d"; background: url("e") }`,
      ['key:a', 'key:c', 'key:d', 'key:e'],
    ],
    [
      'nor what a selector compares with, in brackets or functions',
      `a[title="b"]:not([c='d'])::after { content: 'e' }`,
      ['key:b', 'key:d', 'string:e'],
    ],
    [
      'the alternative text of a picture, but not its address',
      `a { content: url("b") / "c"; content: image-set("d" 1x) }`,
      ['key:b', 'string:c', 'key:d'],
    ],
    [
      'what stands in for an attribute or a variable',
      `a { content: "b" attr(title, "c") var(--d, "e") counters(f, ".") counter(g) }`,
      ['string:b', 'string:c', 'string:e', 'string:.'],
    ],
    [
      'a variable that something drawn reads',
      `:root { --a: "b"; --c: "d" } e::after { content: var( --a) } f { font-family: var(--c) }`,
      ['string:b', 'key:d'],
    ],
    [
      'nothing in comments and addresses without quotes',
      `/* "a" */ b { background: url( c.png ) } e /* ' */ { content: /* f */ "g" }`,
      ['string:g'],
    ],
    ['in nested rules and whatever the case', `@media (a) { b { &:hover { CONTENT : "c" } } }`, ['string:c']],
    [
      'behind a comment, a declaration without end and escapes',
      `a { /* b */ content: "c\\"d" }`,
      ['string:c\\"d'],
    ],
    ['the signs of a list', `@counter-style a { prefix: "b"; symbols: "c" }`, ['string:b', 'key:c']],
  ])('%s', (_name, text, expected) => {
    expect(read(scanCss, text)).toEqual(expected);
  });

  it('in SCSS too, with its comments, variables and expressions', () => {
    expect(
      read(
        scanScss,
        `// it's a comment
         $a: "b" !default; $c: 'd';
         e { &::after { content: $a; // "f"
           content: "g#{h("i") + '}'}j" } background: url(http://k/l) }
         @include m($n: "o");
         .p-#{$q} { r: s }`,
      ),
    ).toEqual(['string:b', 'key:d', 'string:g', 'key:i', 'key:}', 'string:j', 'key:o']);
  });

  it('in pages and components as well, and a style in another language does not hide the rest', () => {
    const texts = (language: 'html' | 'svelte', text: string) =>
      scanners[language](text, { translationCalls: [] }).segments.map(({ start, end, kind }) =>
        kind === 'string' ? text.slice(start, end) : kind,
      );
    expect(texts('html', '<style>a { content: "b" }</style><p>c</p>')).toEqual(['b', 'text']);
    expect(texts('svelte', `<style lang="scss">// it's\na { content: "b" }</style>`)).toEqual([
      'reference',
      'b',
    ]);
    expect(texts('svelte', `<style lang="less">@a: ~"b"; // it's</style>c`)).toEqual(['reference', 'text']);
    expect(texts('html', `<style>a { b: "c</style><p>d</p>`)).toEqual(['text']);
  });

  it.each([
    'a { content: "b',
    'a { content: "b\n" }',
    'a { b: c',
    'a }',
    '/* a',
    'a { b: (c }',
    `a { content: 'b\\`,
  ])('and says when something stays open: %s', text => {
    expect(scanCss(text).complete).toBe(false);
  });
});

describe('A CSS string', () => {
  const encoding = cssString('"');

  it.each([
    ['\\41 cme', 'Acme'],
    ['\\000041cme', 'Acme'],
    ['a\\\nb\\\r\nc', 'abc'],
    ['\\"\\\\\\z', '"\\z'],
    ['\\0 \\d800 \\110000 ', '\ufffd\ufffd\ufffd'],
    ['\\1F600', '😀'],
  ])('%j reads as %j', (raw, plain) => {
    expect(encoding.decode(raw)).toBe(plain);
  });

  it('never ends the page around it, whatever it holds', () => {
    expect(encoding.encode('</style><script>')).toBe('<\\/style><script>');
    expect(encoding.encode('a\nb"\\#{c}')).toBe('a\\a b\\"\\\\\\#{c}');
    expect(encoding.decode('a\\')).toBeUndefined();
  });

  it('keeps a text behind an escape of few digits as it is, since its letters could be digits', () => {
    const escapes = (raw: string) => [...raw.matchAll(encoding.escapes!)].map(([span]) => span);
    expect(escapes('\\41Name \\41 Name \\000041Name \\nName')).toEqual(['\\41N', '\\41 ', '\\000041', '\\n']);
  });
});
