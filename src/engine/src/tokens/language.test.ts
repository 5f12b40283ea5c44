import fc from 'fast-check';
import { type Language, languageOf, scanners } from './language';

const options = { translationCalls: ['$i18n.t', 't'] };

/** What a scanner found, as `kind:raw text`. */
function read(language: Language, text: string): string[] {
  const { segments } = scanners[language](text, options);
  return segments.map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`);
}

describe('The scanners tell what people read from what programs read', () => {
  it.each<[string, Language, string, string[]]>([
    [
      'a string and a template',
      'javascript',
      "const a = 'x' + `y ${b} z`;",
      ['string:x', 'template:y ', 'template: z'],
    ],
    [
      'the argument of a translation call',
      'javascript',
      "$i18n\n.t('Open') + f('Open')",
      ['key:Open', 'string:Open'],
    ],
    ['an argument behind brackets and plus', 'javascript', "this.i18n.t(('a' + `b`), x)", ['key:a', 'key:b']],
    [
      'a nested call inside a template',
      'javascript',
      "`${i18n.t('k')} v`",
      ['template:', 'key:k', 'template: v'],
    ],
    [
      'object keys',
      'javascript',
      "({ 'k': 'v', get 'g'() {}, 'm'() {} })",
      ['key:k', 'string:v', 'key:g', 'key:m'],
    ],
    [
      'decorators',
      'javascript',
      "@A('b') class C { @d('e') f = 'g'; }",
      ['string:b', 'string:e', 'string:g'],
    ],
    ['a ternary', 'javascript', "a ? 'x' : 'y'", ['string:x', 'string:y']],
    ['module names', 'javascript', "import a from 'open-webui'; import 'b';", []],
    ['comments and expressions', 'javascript', "// 'c'\n/* 'd' */ /'e'/.test('f')", ['string:f']],
    [
      'what a translation fills in, and its default',
      'javascript',
      "$i18n.t('a' + (b, 'c'), { d: 'e', defaultValue: `f` }); t(['g', 'h'], 'i')",
      ['key:a', 'key:c', 'string:e', 'template:f', 'key:g', 'key:h', 'string:i'],
    ],
    [
      'addresses of modules',
      'javascript',
      "import('./a'); require('b'); require.resolve(`c`); new URL('./d', import.meta.url); declare module 'e' {}; f.parse('g')",
      ['key:a', 'key:b', 'key:c', 'key:d', 'key:e', 'string:g'].map(found =>
        found.replace(/:(a|d)$/, ':./$1'),
      ),
    ],
    [
      'members that are read',
      'javascript',
      "a['b'] + c()[`d`] + e?.['f'] + g[0]['h'] + i['j' + k]; return ['l']; const ['m'] = n; if (o) ['p'].map(q)",
      ['key:b', 'key:d', 'key:f', 'key:h', 'string:j', 'string:l', 'string:m', 'string:p'],
    ],
    [
      'names of members',
      'javascript',
      "enum A { 'b', 'c' = 'd', 'e' } class F { 'g' = 'h'; readonly 'i'?: J; ['k'] = 'l'; m: 'm' | 'n' = 'm' } f({ [`m`]: ['n'], ['o']() {} }, 'p')",
      [
        ...['key:b', 'key:c', 'string:d', 'key:e', 'key:g', 'string:h', 'key:i', 'key:k', 'string:l'],
        ...['string:m', 'string:n', 'string:m'],
        ...['key:m', 'string:n', 'key:o', 'string:p'],
      ],
    ],
    ['a tagged template', 'javascript', 'html`raw`; return `text`;', ['template:text']],
    [
      'a tagged template with parts',
      'javascript',
      'html`raw ${a} more`; f()`x ${b}`',
      ['key:raw ', 'key: more', 'key:x ', 'key:'],
    ],
    [
      'an optional translation call',
      'javascript',
      "a?.t?.('k'); get(i18n).t('l'); i18n!.t('m')",
      ['key:k', 'key:l', 'key:m'],
    ],
    [
      'code in attributes',
      'html',
      `<a onclick="f('x')" href="javascript:g('y')" title="z">`,
      ['attribute:z'],
    ],
    [
      'an unquoted Svelte value',
      'svelte',
      "<p class=a{x > 1 ? 'b' : 'c'} d={/ab/.test('e')}>f</p>",
      ['string:b', 'string:c', 'string:e', 'text:f'],
    ],
    ['XML names', 'xml', '<_a c="d"/><é e="f">g</é>', ['reference:d', 'reference:f', 'text:g']],
    [
      'formats of f-strings',
      'python',
      `x = f"a {b:#x} c {d:{e['f']}>{g}} h {i!r:%H'%M}"`,
      ['string:a ', 'string: c ', 'string:f', 'string: h ', 'string:'],
    ],
    ['escapes of f-strings', 'python', `x = f"a \\N{EM DASH} {b}"`, ['string:a \\N{EM DASH} ', 'string:']],
    [
      'TypeScript',
      'javascript',
      "type A = 'lit'; const b = <T>(x: T) => 'y' as const;",
      ['string:lit', 'string:y'],
    ],
    [
      'JSX text, attributes and expressions',
      'jsx',
      `<p title="a" b={'c'} {...d}>e {f ? 'g' : <i>h</i>} j<br/> {/* k */}</p>`,
      ['attribute:a', 'string:c', 'text:e ', 'string:g', 'text:h', 'text: j'],
    ],
    [
      'JSX in a template, and no tags where there are none',
      'jsx',
      '`a ${<b>c</b>}` + (d < e ? "f" : g > h)',
      ['template:a ', 'text:c', 'string:f'],
    ],
    [
      'JSX fragments and members',
      'jsx',
      "<><a.b c='d' />e</>; f('g')",
      ['attribute:d', 'text:e', 'string:g'],
    ],
    [
      'JSX text with quotes, slashes and a comment sign',
      'jsx',
      "<p>it's // a 'b' /* c</p>",
      ["text:it's // a 'b' /* c"],
    ],
    [
      'the argument of a translation call in JSX',
      'jsx',
      "<p a={i18n.t('b', { c: 'd' })}>{i18n.t(<b>e</b>)}f</p>",
      ['key:b', 'string:d', 'key:e', 'text:f'],
    ],
    [
      'TypeScript with type parameters and JSX',
      'jsx',
      "const a = <T,>(b: T[]) => 'c'; const d = <T extends E<F>>(g: T) => <H i='j' />; const k = <T = L>() => useState<string>('m');",
      ['string:c', 'attribute:j', 'string:m'],
    ],
    [
      'Svelte text, attributes and expressions',
      'svelte',
      `<p title="a {'b'} c">d {$i18n.t('e')} f</p>`,
      ['attribute:a ', 'string:b', 'attribute: c', 'text:d ', 'key:e', 'text: f'],
    ],
    [
      'Svelte blocks',
      'svelte',
      "{#if !a.includes('x')}y{:else if b}z{/if}{@html 'w'}",
      ['string:x', 'text:y', 'text:z', 'string:w'],
    ],
    ['a tag split over a line break', 'svelte', '<title>a</title\n>b', ['text:a', 'text:b']],
    [
      'an unquoted expression',
      'svelte',
      `<A b={'c'} {d} {...e} on:click={() => f('g')} />h`,
      ['string:c', 'string:g', 'text:h'],
    ],
    [
      'script and style',
      'svelte',
      "<script lang=\"ts\">let a = 'b';</script><style>.c { content: 'd' }</style>",
      ['reference:ts', 'string:b', 'string:d'],
    ],
    ['comments in markup', 'svelte', '<!-- a -->b', ['text:b']],
    [
      'HTML with data in a script',
      'html',
      '<title>a</title><script type="application/json">{"b": "c"}</script>',
      ['text:a', 'reference:application/json'],
    ],
    [
      'text that XML does not escape',
      'xml',
      '<a><![CDATA[b <c> &amp; ]]>d</a><![CDATA[]]>',
      ['text:b <c> &amp; ', 'text:d'],
    ],
    ['XML', 'xml', '<?xml version="1.0"?><a b="c">d</a>', ['reference:c', 'text:d']],
    ['JSON', 'json', '{"a": "b", "c": ["d"], "e" : 1}', ['key:a', 'value:b', 'key:c', 'value:d', 'key:e']],
    ['Python strings', 'python', `a = 'b' "c" # 'd'`, ['string:b', 'string:c']],
    [
      'Python docstrings',
      'python',
      `"""doc"""\ndef f():\n    'also'\n    return "no"\n`,
      ['docstring:doc', 'docstring:also', 'string:no'],
    ],
    ['a string that is alone on its line, but in brackets', 'python', 'f(\n    "a"\n)\n', ['string:a']],
    ['an f-string', 'python', `x = f'a {b["c"]} d'`, ['string:a ', 'string:c', 'string: d']],
    ['prefixes', 'python', `rb'a' + xf + U"b" + f"""c"""`, ['string:a', 'string:b', 'string:c']],
  ])('in %s', (_name, language, text, expected) => {
    expect(
      read(language, text).filter(found => !/^template:$/.test(found) || expected.includes('template:')),
    ).toEqual(expected);
  });

  it.each<[Language, string]>([
    ['javascript', "'open"],
    ['javascript', 'f(('],
    ['jsx', 'f(<a>)'],
    ['jsx', '<a>b'],
    ['jsx', '<a b="c'],
    ['jsx', '<a>{b</a>'],
    ['jsx', '<a>b }</a>'],
    ['jsx', '</a>'],
    ['svelte', '<a b="c'],
    ['svelte', '{a'],
    ['json', '{"a": "b}'],
    ['python', "'open\n"],
    ['python', 'f(['],
    ['xml', '<!-- a'],
  ])('and say of %s when something stays open: %s', (language, text) => {
    expect(scanners[language](text, options).complete).toBe(false);
  });

  it('never throw, never overlap and stay inside, whatever the text is', () => {
    const pieces = fc.constantFrom(
      ...`' " \` \${ { } ( ) < > </script <script> <!-- --> \\ \n # f' """ {{ : , / * = a é 😀 {#if {/if} content: [ ]( ) ~~~ > - | --- [a]: /* */ url( <style>`.split(
        ' ',
      ),
    );
    const text = fc.array(pieces, { maxLength: 60 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, fc.constantFrom(...(Object.keys(scanners) as Language[])), (source, language) => {
        let position = 0;
        for (const segment of scanners[language](source, options).segments) {
          expect(segment.start).toBeGreaterThanOrEqual(position);
          expect(segment.end).toBeGreaterThanOrEqual(segment.start);
          position = segment.end;
        }
        expect(position).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 2000 },
    );
  });

  const hostile: Record<string, string> = {
    'objects that open': '{"'.repeat(50_000),
    'fields that open': "f'{".repeat(20_000),
    'expressions that open': '`${'.repeat(50_000),
    'tags that open': '<a '.repeat(50_000),
    'blocks that open': '{#if '.repeat(20_000),
    'comments that share their ends': '/*/'.repeat(100_000),
    'comments in a statement': 'a/**/'.repeat(60_000),
    quotes: '"'.repeat(300_000),
    'quotes that are escaped': "'\\".repeat(150_000),
    'a string that never ends': `a{content:"${'x'.repeat(300_000)}`,
    'one variable, again and again': '--a:"b";'.repeat(40_000),
    'brackets that open': '['.repeat(100_000),
    'brackets that close again': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'links that open': '[a]('.repeat(75_000),
    references: `[a]: b\n\n${'[a]'.repeat(100_000)}`,
    backticks: '`'.repeat(100_000),
    'code of two kinds': '` `` '.repeat(60_000),
    'code of many kinds': Array.from({ length: 700 }, (_value, index) => '`'.repeat(index)).join(' '),
    'comments that open': '<!--'.repeat(75_000),
    quotations: '> '.repeat(150_000),
    'blank lines in deep lists': `${'- '.repeat(30)}${'\n'.repeat(300_000)}`,
    'cells of a table': '|'.repeat(300_000),
    accounts: 'a@'.repeat(150_000),
  };

  it.each(Object.keys(hostile))('take linear time for input that was made to be slow: %s', name => {
    for (const [language, scanner] of Object.entries(scanners)) {
      const started = performance.now();
      scanner(hostile[name]!, options);
      // A quadratic one would take minutes; this is far more than a machine under load takes for a linear one.
      expect([language, performance.now() - started < 5_000]).toEqual([language, true]);
    }
  });
});

describe('The language of a file', () => {
  it.each<[string, Language]>([
    ['src/a.svelte', 'svelte'],
    ['README.MD', 'markdown'],
    ['a.min.css', 'css'],
    ['a/b.SCSS', 'scss'],
    ['Makefile', 'plain'],
    ['a.constructor', 'plain'],
    ['__proto__', 'plain'],
  ])('of %s is %s', (file, language) => {
    expect(languageOf(file)).toBe(language);
  });
});
