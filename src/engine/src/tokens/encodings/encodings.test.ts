import fc from 'fast-check';
import { cssString } from './css';
import { type Encoding } from './encoding';
import { javascriptString, javascriptTemplate } from './javascript';
import { jsonString } from './json';
import { markdownText } from './markdown';
import {
  characterData,
  jsxText,
  markupAttribute,
  markupInside,
  markupText,
  svelteAttribute,
  svelteText,
} from './markup';
import { pythonString } from './python';
import { type Language, scanners } from '../language';

const options = { translationCalls: [] };

/** Every kind of token, with the text around it. */
const tokens: [string, Language, string, string, Encoding][] = [
  ["a '…' string", 'javascript', "f('", "')", javascriptString("'")],
  ['a "…" string', 'javascript', 'f("', '")', javascriptString('"')],
  ['a template', 'javascript', 'f(`', '`)', javascriptTemplate],
  ['a string in a page', 'html', '<script>f("', '")</script>', javascriptString('"')],
  ['HTML text', 'html', '<p>', '</p>', markupText],
  ['CDATA', 'xml', '<p><![CDATA[', ']]></p>', characterData],
  ['an attribute', 'html', '<p a="', '">', markupAttribute],
  ['JSX text', 'jsx', 'f(<p>', '</p>)', jsxText],
  ['a JSX attribute', 'jsx', "f(<p a='", "'/>)", markupAttribute],
  ['Svelte text', 'svelte', '<p>', '</p>', svelteText],
  ['a Svelte attribute', 'svelte', "<p a='", "'/>", svelteAttribute],
  ['JSON', 'json', '["', '"]', jsonString],
  ["a CSS '…' string", 'css', "a { content: '", "' }", cssString("'")],
  ['a CSS "…" string', 'css', 'a { content: "', '" }', cssString('"')],
  ['an SCSS string', 'scss', '$a: "', '"; b { content: $a }', cssString('"')],
  ['a style in a page', 'html', '<style>a { content: "', '" }</style>', cssString('"')],
  ['Markdown', 'markdown', '', '\n', markdownText],
  ['a Markdown link', 'markdown', '> * [', '](b)', markdownText],
  ['a Markdown table', 'markdown', '|', '|\n|-|', markdownText],
  [
    "Python '…'",
    'python',
    "f('",
    "')",
    pythonString({ delimiter: "'", raw: false, bytes: false, formatted: false }),
  ],
  [
    'Python f"…"',
    'python',
    'f(f"',
    '")',
    pythonString({ delimiter: '"', raw: false, bytes: false, formatted: true }),
  ],
  [
    'Python r"…"',
    'python',
    'f(r"',
    '")',
    pythonString({ delimiter: '"', raw: true, bytes: false, formatted: false }),
  ],
  [
    'Python b"…"',
    'python',
    'f(b"',
    '")',
    pythonString({ delimiter: '"', raw: false, bytes: true, formatted: false }),
  ],
  [
    'Python """…"""',
    'python',
    'f("""',
    '""")',
    pythonString({ delimiter: '"""', raw: false, bytes: false, formatted: false }),
  ],
];

const awkward = [
  'The "Bot"',
  "O'Neil AI",
  'AT&T <AI>',
  'Acme\\Bot',
  '${AI}',
  'Größe 智能',
  '`x`',
  '{x}',
  '</script>',
  '\\u12',
  '&amp;',
  'a\\',
  "a'+b+'c",
  'a"+b+"c',
  '{{x}}',
  '😀',
  'Acme `AI`',
  '*AI*',
  '[AI](x)',
  'Open WebUI Pro',
  '</style>',
  '- AI',
  '1. AI',
  '#{AI}',
  '&AI',
];

describe.each(tokens)('A text written into %s', (_name, language, before, after, encoding) => {
  const check = (plain: string) => {
    const raw = encoding.encode(plain);
    if (raw === undefined) {
      return false; // this token cannot hold it, and says so
    }
    expect(encoding.isWhole?.(raw) ?? true).toBe(true);
    const { segments, complete } = scanners[language](`${before}${raw}${after}`, options);
    expect(complete).toBe(true);
    const texts = segments.map(segment =>
      segment.encoding.decode(`${before}${raw}${after}`.slice(segment.start, segment.end)),
    );
    expect(texts.join('')).toBe(plain);
    expect(segments).toHaveLength(1);
    return true;
  };

  it('is one token that reads as that text, however awkward it is', () => {
    const held = awkward.filter(check);
    expect(held.length).toBeGreaterThanOrEqual(/ r"/.test(_name) || / b"/.test(_name) ? 6 : awkward.length);
  });

  it('is one token that reads as that text, whatever it is', () => {
    const characters = fc.constantFrom(...`"'\`\\{}<>&$#/!-;=+ abnrux0189é智😀`);
    const text = fc.array(characters, { minLength: 1, maxLength: 12 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, plain => {
        check(`x${plain}x`);
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(tokens.filter(([, , , , encoding]) => encoding.isWhole))(
  'What is said to be one token in %s',
  (_name, language, before, after, encoding) => {
    it('is one, whatever it is', () => {
      const pieces = fc.constantFrom(
        ...`' " \` \${ $ { } \\ \\\\ \n \r\n a u12 / </ <b> & &amp; 😀`.split(' '),
      );
      const text = fc.array(pieces, { minLength: 1, maxLength: 8 }).map(parts => parts.join(''));
      fc.assert(
        fc.property(text, raw => {
          fc.pre(encoding.isWhole?.(raw) === true);
          const { segments, complete } = scanners[language](`${before}${raw}${after}`, options);
          expect(complete).toBe(true);
          expect(segments.map(({ start, end }) => [start, end])).toEqual([
            [before.length, before.length + raw.length],
          ]);
        }),
        { numRuns: 500 },
      );
    });
  },
);

describe('A text beside half of a sign', () => {
  it.each<[Language, string, string, Encoding]>([
    ['html', '<script>f("<', '/script>")</script>', javascriptString('"')],
    ['html', "<script>f('<", "!-- ')</script>", javascriptString("'")],
    ['html', '<style>a { content: "<', '/style>" }</style>', cssString('"')],
    ['javascript', 'f(`$', '{a`)', javascriptTemplate],
    ['scss', '$a: "#', '{a"; b { content: $a }', cssString('"')],
  ])('does not make it a whole one, in %s: %s', (language, before, after, encoding) => {
    for (const plain of ['/script', '/style', '!--', '<', '$', '{', '#', '/', 'a<', '{a}', '<!']) {
      const text = `${before}${encoding.encode(plain)}${after}`;
      const { segments, complete } = scanners[language](text, options);
      expect([text, complete, segments.length]).toEqual([text, true, 1]);
      const [{ start, end } = { start: 0, end: 0 }] = segments;
      expect(encoding.decode(text.slice(start, end))).toContain(plain);
    }
  });
});

describe('A string that holds markup', () => {
  it('stays harmless as markup and as a string', () => {
    for (const plain of ['<img src=x onerror=alert(1)>', `"'&`, '{AI}']) {
      const encoding = markupInside(javascriptString("'"));
      const raw = encoding.encode(plain) ?? '';
      expect(raw).not.toMatch(/[<>"']/);
      expect(encoding.decode(raw)).toBe(plain);
    }
  });
});

describe('A string inside a field of an f-string', () => {
  it('is refused what Python before 3.12, or a parser that is not its own, cannot read there', () => {
    const { segments } = scanners.python(`x = f"{'a'}"`);
    const inner = segments.find(segment => segment.start === 8)!;
    expect(inner.encoding.encode("O'Brien")).toBeUndefined();
    expect(inner.encoding.encode('A\\B')).toBeUndefined();
    expect(inner.encoding.encode('{AI}')).toBeUndefined();
    expect(inner.encoding.encode('Acme')).toBe('Acme');
  });
});

describe('An escape that is broken', () => {
  it.each([
    ['JavaScript', javascriptString("'"), '\\u12'],
    ['JavaScript', javascriptString("'"), '\\xg0'],
    ['JSON', jsonString, '\\q'],
    ['Python', pythonString({ delimiter: "'", raw: false, bytes: false, formatted: false }), '\\u12'],
  ])('has no meaning in %s', (_language, encoding, raw) => {
    expect(encoding.decode(raw)).toBeUndefined();
  });
});
