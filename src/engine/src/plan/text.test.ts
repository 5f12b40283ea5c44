import { Brand, type BrandInput } from '@livery/contracts';
import fc from 'fast-check';
import { Profile } from '../profile/schema';
import { compileRules } from '../rules/rule';
import { type Language, scanners } from '../tokens/language';
import { planText, type TextContext } from './text';

const profile = Profile.parse({
  apiVersion: 'livery/v1',
  kind: 'Profile',
  id: 'test',
  title: 'Test',
  detect: { file: 'package.json', name: 'test' },
  versions: '*',
  names: [
    { id: 'name', match: ['Open WebUI'], replacement: '{name}' },
    { id: 'short', match: ['WebUI'], replacement: '{shortName}' },
  ],
  residue: ['Open WebUI'],
  protect: { text: [], files: [] },
  text: [{ files: ['**'], language: 'plain' }],
  licence: {
    file: 'LICENSE',
    texts: [{ id: 'a', sha256: '0'.repeat(64), spdx: 'MIT', rebrand: 'allowed', notice: 'n' }],
  },
});

function context(
  language: Language,
  brand: Partial<BrandInput>,
  more: Partial<TextContext> = {},
): TextContext {
  const parsed = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme', ...brand });
  return {
    file: 'file',
    language,
    rules: compileRules(profile, parsed),
    protectedPatterns: [
      /open_webui/gu,
      /https?:\/\/[^\s"'<>]*openwebui\.com[^\s"'<>]*/gu,
      /Open WebUI License/gu,
    ],
    translationCalls: ['$i18n.t'],
    placeholder: undefined,
    ...more,
  };
}

function brandText(
  language: Language,
  text: string,
  brand: Partial<BrandInput> = {},
  more: Partial<TextContext> = {},
) {
  return planText(text, context(language, brand, more)).result;
}

describe('A text is branded', () => {
  it.each<[string, Language, string, string]>([
    [
      'in what people read, not in keys',
      'svelte',
      `<p title="Open WebUI">Open WebUI {$i18n.t('Open WebUI')}</p>`,
      `<p title="Acme">Acme {$i18n.t('Open WebUI')}</p>`,
    ],
    [
      'in templates, not in code',
      'javascript',
      'new Notification(`${open_webui} / Open WebUI`) // Open WebUI',
      'new Notification(`${open_webui} / Acme`) // Open WebUI',
    ],
    [
      'in Python strings, not in docstrings',
      'python',
      `"""Open WebUI"""\nimport open_webui\nNAME = 'Open WebUI'\n`,
      `"""Open WebUI"""\nimport open_webui\nNAME = 'Acme'\n`,
    ],
    ['in JSON values', 'json', '{"Open WebUI": "Open WebUI"}', '{"Open WebUI": "Acme"}'],
    [
      'but not in URLs',
      'javascript',
      `f('Open WebUI at https://openwebui.com/Open')`,
      `f('Acme at https://openwebui.com/Open')`,
    ],
    [
      'but not where the licence speaks',
      'svelte',
      '<p>Open WebUI License, Open WebUI</p>',
      '<p>Open WebUI License, Acme</p>',
    ],
    ['longest match first', 'json', '["Open WebUI and WebUI"]', '["Acme and Acme"]'],
    ['behind an emoji', 'javascript', `f('😀 Open WebUI')`, `f('😀 Acme')`],
    ['beside an escape', 'javascript', `f('\\nOpen WebUI\\u0041')`, `f('\\nAcme\\u0041')`],
  ])('%s', (_name, language, text, expected) => {
    expect(brandText(language, text)).toBe(expected);
  });

  it('with what the place can hold, and it reads as the brand', () => {
    expect(brandText('svelte', '<p title="Open WebUI">Open WebUI</p>', { name: 'A "{<&' })).toBe(
      '<p title="A &quot;&#123;&lt;&amp;">A "&#123;&lt;&amp;</p>',
    );
    expect(brandText('python', `a = f'Open WebUI {b}'`, { name: "O'Neil {AI}" })).toBe(
      `a = f'O\\'Neil {{AI}} {b}'`,
    );
  });

  it('or left and reported, when the place cannot hold the brand', () => {
    const text = `a = b'Open WebUI'`;
    const plan = planText(text, context('python', { name: 'Größe' }));
    expect(plan).toMatchObject({
      result: text,
      edits: [],
      unwritable: [{ start: 6, plain: 'Größe', kind: 'string' }],
    });
    expect(plan.isLeftOnShow(6, 16)).toBe(true);
  });

  it('but not in addresses, classes and ids, unless a rule says so or is about an address', () => {
    const text =
      '<a href="/static/q?name=Open WebUI" class="static chat" id="chat" title="static chat: Open WebUI">chat</a>';
    const talk = { pattern: 'chat', replacement: 'talk' };
    expect(brandText('html', text, { rules: [talk] })).toBe(
      '<a href="/static/q?name=Open WebUI" class="static chat" id="chat" title="static talk: Acme">talk</a>',
    );
    expect(brandText('html', text, { rules: [{ ...talk, kinds: ['reference'] }] })).toBe(
      '<a href="/static/q?name=Open WebUI" class="static talk" id="talk" title="static chat: Acme">chat</a>',
    );
    const help = { pattern: 'https://docs.example', replacement: 'https://help.example' };
    expect(brandText('html', '<a href="https://docs.example/a">b</a>', { rules: [help] })).toBe(
      '<a href="https://help.example/a">b</a>',
    );
    const icon = { pattern: 'static', replacement: 'fixed', expect: { optional: true } as const };
    expect(brandText('json', '{"src": "/static/a.png", "name": "static"}', { rules: [icon] })).toBe(
      '{"src": "/static/a.png", "name": "fixed"}',
    );
    // Nobody reads it, most likely; somebody should know.
    expect(planText(text, context('html', {})).isLeftOnShow(23, 33)).toBe(true);
  });

  it('in CDATA, unless it would end there', () => {
    expect(brandText('xml', '<a><![CDATA[<b>Open WebUI]]></a>')).toBe('<a><![CDATA[<b>Acme]]></a>');
    expect(
      planText('<a><![CDATA[Open WebUI]]></a>', context('xml', { name: 'A]]>' })).unwritable,
    ).toHaveLength(1);
  });

  it('in what a translation fills in', () => {
    expect(brandText('svelte', "{$i18n.t('Hello Open WebUI {{name}}', { name: 'Open WebUI' })}")).toBe(
      "{$i18n.t('Hello Open WebUI {{name}}', { name: 'Acme' })}",
    );
  });

  it('in one pass: what was put in is not looked at again', () => {
    expect(brandText('json', '["Open WebUI"]', { name: 'Open WebUI Plus', shortName: 'WebUI' })).toBe(
      '["Open WebUI Plus"]',
    );
    const rules = [
      { pattern: 'one', replacement: 'two' },
      { pattern: 'two', replacement: 'one' },
    ];
    expect(brandText('json', '["one two"]', { rules })).toBe('["two one"]');
  });

  it('by the rules of the brand before those of the profile', () => {
    const rules = [{ pattern: 'Open WebUI', replacement: 'Mine' }];
    expect(brandText('json', '["Open WebUI"]', { rules })).toBe('["Mine"]');
  });

  it('by regular expressions with groups, which never touch half an escape', () => {
    const rules = [
      { pattern: '(\\w+)@example\\.(?P<end>com|org)', replacement: '${end}:$1$$', use_regex: true },
    ];
    expect(brandText('json', '["me@example.org, n@example.net"]', { rules })).toBe(
      '["org:me$, n@example.net"]',
    );
    expect(
      brandText('javascript', `f('a\\nb')`, {
        rules: [{ pattern: 'n', replacement: 'm', kinds: ['string'] }],
      }),
    ).toBe(`f('a\\nb')`);
  });

  it('by regular expressions whose anchors mean the token, not where the last match ended', () => {
    const rules = [
      { pattern: '^q', replacement: 'Z', use_regex: true },
      { pattern: '\\bx', replacement: 'Y', use_regex: true, expect: { optional: true } as const },
    ];
    expect(brandText('json', '["qqqq", "qx xx"]', { rules })).toBe('["Zqqq", "Zx Yx"]');
  });

  it('unless its regular expression would take too long, or make a book of every letter', () => {
    const costly = [{ pattern: '(?:.{0,30}){0,30}x', replacement: '', use_regex: true }];
    expect(() => brandText('json', '["a"]', { rules: costly })).toThrow(/is too costly/);
    const long = [{ pattern: '\\w{1,60}@', replacement: '', use_regex: true }];
    expect(() => brandText('json', `["${'a'.repeat(100_000)}"]`, { rules: long })).toThrow(/takes too long/);
    const many = [{ pattern: 'x.*y|c', replacement: 'd', use_regex: true }];
    expect(() => brandText('json', `["${'xc'.repeat(30_000)}"]`, { rules: many })).toThrow(/takes too long/);
    const book = [{ pattern: 'a', replacement: 'b'.repeat(4000) }];
    expect(() => brandText('json', `["${'a'.repeat(1000)}"]`, { rules: book })).toThrow(
      /would put 4000000 characters/,
    );
  });

  it.each(['(?=a)b', '(a', '(a)\\1'])('unless its regular expression is not one: %s', pattern => {
    expect(() => brandText('json', '[]', { rules: [{ pattern, replacement: '', use_regex: true }] })).toThrow(
      /rule 1 of the brand has the regular expression/,
    );
  });

  it('not at all when the file is not what its language says', () => {
    const plan = planText('{"a": "Open WebUI', context('json', {}));
    expect(plan).toMatchObject({ scannable: false, edits: [] });
  });
});

describe('A text that was made to be slow', () => {
  it.each<[Language, string]>([
    ['json', `["${'Open WebUI\\n'.repeat(20_000)}"]`],
    ['json', `["${'\\"'.repeat(100_000)}`],
    ['svelte', `<p>${'Open WebUI &amp; '.repeat(20_000)}</p>`],
    ['html', `<script x${'=type'.repeat(50_000)}>Open WebUI</script>`],
    ['python', `a = '${'Open WebUI\\n'.repeat(20_000)}'\n`],
    ['javascript', `a = '${'Open WebUI\\n'.repeat(20_000)}'; // https://openwebui.com`],
  ])('takes time in proportion to its length: %s', (language, text) => {
    const started = performance.now();
    planText(text, context(language, {}));
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});

describe('A text that was made to be too much', () => {
  it.each<[string, Language, string]>([
    ['a text', 'svelte', `<p>${'Open WebUI '.repeat(130_000)}</p>`],
    ['a template', 'javascript', `a = \`${'Open WebUI '.repeat(200_000)}\`;`],
    ['strings of an attribute', 'svelte', `<p a={[${"'Open WebUI',".repeat(130_000)}]}></p>`],
    ['JSON in a script', 'javascript', `a = JSON.parse('[${'"Open WebUI",'.repeat(130_000)}0]');`],
    ['escapes of JSON', 'json', `["Open WebUI${'\\n'.repeat(7_000_000)}"]`],
    ['escapes of Python', 'python', `a = "Open WebUI${'\\n'.repeat(1_000_000)}"\n`],
    ['addresses', 'json', `["Open WebUI${' https://openwebui.com/a'.repeat(130_000)}"]`],
  ])('is branded all the same: %s', (_name, language, text) => {
    const plan = planText(text, context(language, {}));
    expect(plan.scannable).toBe(true);
    expect(plan.result.includes('Acme')).toBe(true);
    expect(plan.result.includes('Open WebUI')).toBe(false);
  });

  it('is left alone when not even its tokens can be told', () => {
    const text = `f("Open WebUI${'\\n'.repeat(8_000_000)}")`;
    expect(planText(text, context('javascript', {}))).toMatchObject({ scannable: false, edits: [] });
  });
});

describe('A file of translations', () => {
  const more = { placeholder: /\{\{[^{}]*\}\}/gu };

  it('gets the branded English sentence where a translation is empty', () => {
    const text = '{\n\t"About Open WebUI (v{{OPEN_WEBUI}})": "",\n\t"Other": ""\n}\n';
    expect(brandText('json', text, {}, more)).toBe(
      '{\n\t"About Open WebUI (v{{OPEN_WEBUI}})": "About Acme (v{{OPEN_WEBUI}})",\n\t"Other": ""\n}\n',
    );
  });

  it('keeps its placeholders and glued endings, and reports a translation that does not name the app', () => {
    const text = '{"Open WebUI": "x-Open WebUIes {{Open WebUI}}", "Use Open WebUI": "OWUI"}';
    const plan = planText(text, context('json', {}, more));
    expect(plan.result).toBe('{"Open WebUI": "x-Acmees {{Open WebUI}}", "Use Open WebUI": "OWUI"}');
    expect(plan.unnamedTranslations).toEqual([text.indexOf('OWUI')]);
  });
});

describe('For every text and every brand', () => {
  const brandName = fc
    .array(fc.constantFrom(...`abc XY'"\`\\<>&$#{}()[]é智😀`), { minLength: 1, maxLength: 10 })
    .map(parts => `N${parts.join('')}N`)
    .filter(name => !/\{\{|\}\}|\$t\(/.test(name));
  const snippets: [Language, fc.Arbitrary<string>][] = [
    [
      'svelte',
      fc.constantFrom(
        '<p>Open WebUI</p>',
        '<a title="Open WebUI" b="Open WebUI" {c}/>',
        "{$i18n.t('Open WebUI')}",
        '{`Open WebUI ${a}`}',
        'open_webui',
        '{#if a}x{/if}',
        '\n',
      ),
    ],
    [
      'javascript',
      fc.constantFrom(
        "f('Open WebUI');",
        'g(`Open WebUI ${a}`);',
        "$i18n.t('Open WebUI');",
        'open_webui();',
        '/* Open WebUI */',
        '\n',
      ),
    ],
    [
      'python',
      fc.constantFrom(
        "f('Open WebUI')\n",
        'f(f"Open WebUI {a}")\n',
        'import open_webui\n',
        '# Open WebUI\n',
        'f("""Open WebUI\n""")\n',
      ),
    ],
  ];

  it.each(snippets)(
    '%s stays the same program: its keys and its code are untouched, and a second run finds nothing',
    (language, snippet) => {
      fc.assert(
        fc.property(fc.array(snippet, { maxLength: 12 }), brandName, (parts, name) => {
          const text = parts.join('');
          const { result, edits } = planText(text, context(language, { name }));
          const options = { translationCalls: ['$i18n.t'] };
          const before = scanners[language](text, options).segments;
          const after = scanners[language](result, options).segments;
          expect(after.map(segment => segment.kind)).toEqual(before.map(segment => segment.kind));
          // Everything outside the edits is the same, byte for byte.
          let rest = text;
          for (const edit of [...edits].reverse()) {
            expect(rest.slice(edit.start, edit.end)).toBe('Open WebUI');
            rest = rest.slice(0, edit.start) + edit.raw + rest.slice(edit.end);
          }
          expect(result).toBe(rest);
          expect(planText(result, context(language, { name })).edits).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
  );
});
