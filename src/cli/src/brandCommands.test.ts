import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BrandBundle, ImportNote, Trial } from '@livery/contracts';
import { digestOf, loadBrand } from '@livery/engine';
import { type Answer, runLivery } from './testing';

const root = path.join(__dirname, '../../..');
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  cpSync(path.join(root, 'portal/sample-brand'), path.join(folder, 'brand'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);

/** Runs a command line; the arguments that start with `@` are paths in the test's own folder. */
function livery(args: readonly string[], input: string | Buffer = ''): Promise<Answer> {
  return runLivery(
    args.map(arg => arg.replace(/^@/, `${folder}/`)),
    input,
  );
}

function snapshot(): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Object.fromEntries(
    files.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), digestOf(readFileSync(file))];
    }),
  );
}

const writeJson = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));

const toolRules = {
  rules: [
    { search: 'Help us', replace: 'Tell us', regex: false, id: 1 },
    { search: '(?<=a)b', replace: '', regex: true, id: 2 },
    { search: 'v(\\d+)$', replace: 'release $1', regex: true, id: 3 },
  ],
  timestamp: '2025-11-01T00:00:00.000Z',
};

describe('livery brand', () => {
  it('import makes a folder of rules that plan can use, and says what became of each rule', async () => {
    writeJson('rules.json', toolRules);
    const made = await livery(['brand', 'import', '@rules.json', '@new', '--name', 'Acme']);
    expect(made).toMatchObject({ code: 0, out: '' });
    expect(made.messages.split('\n')).toEqual([
      expect.stringMatching(/^Made .*new of .*rules.json: Acme, 2 rules\.$/),
      '- rule 2 left out: It has a look-behind at column 1, which RE2 does not have.',
      '- rule 3 taken: It is written in another way: "$" as "\\z".',
      expect.stringMatching(/^Next: livery plan SOURCE --brand /),
      '',
    ]);
    expect(readFileSync(at('new/brand.yaml'), 'utf8'))
      .toBe(`# A brand: what people read and see where the app said its own name.
# Every field is described in docs/brand.md; "livery brand check" tells whether this file is right.
apiVersion: livery/v1
kind: Brand
name: Acme
rules:
  - pattern: Help us
    replacement: Tell us
    expect:
      optional: true
  - pattern: v(\\d+)\\z
    replacement: release $1
    use_regex: true
    expect:
      optional: true
`);
    expect(await livery(['plan', upstream, '--brand', '@new'])).toMatchObject({ code: 0 });
  });

  it('import makes a folder of a template, and says the same as JSON', async () => {
    writeJson('template.json', {
      template: {
        name: 'T',
        brand_name: 'Acme',
        replacement_rules: { 'Open WebUI': 'Acme', 'open-webui': 'acme' },
      },
      assets: [{ file_name: 'logo.png', file_type: 'logo', file_path: 'static/logo.png' }],
    });
    const { code, out, messages } = await livery(['brand', 'import', '@template.json', '@new', '--json']);
    expect({ code, messages }).toEqual({ code: 0, messages: '' });
    const document = JSON.parse(out);
    expect(document).toMatchObject({ brand: { name: 'Acme' }, importedRules: 1 });
    expect(document.digest).toBe((await loadBrand(at('new'))).digest);
    expect(ImportNote.array().parse(document.notes)).toMatchObject([
      { rule: 1, severity: 'dropped' },
      { severity: 'dropped', message: expect.stringContaining('"logo.png"') },
    ]);
  });

  it('export and import give the same brand and the same bytes', async () => {
    expect(await livery(['brand', 'export', '@brand', '--out', '@deep/brand.json'])).toMatchObject({
      code: 0,
      out: '',
      messages: expect.stringMatching(/^Wrote .*brand.json: Meridian Chat, \d+ assets/),
    });
    expect(await livery(['brand', 'import', '@deep/brand.json', '@copy'])).toMatchObject({ code: 0 });
    expect(await loadBrand(at('copy'))).toEqual(await loadBrand(at('brand')));
    const below = (name: string) =>
      Object.entries(snapshot()).flatMap(([file, digest]) =>
        file.startsWith(`${name}/assets/`) ? [[path.basename(file), digest]] : [],
      );
    expect(below('copy')).toEqual(below('brand'));
    await livery(['brand', 'export', '@copy', '--out', '@again.json', '--json']);
    expect(readFileSync(at('again.json'))).toEqual(readFileSync(at('deep/brand.json')));
    BrandBundle.parse(JSON.parse(readFileSync(at('again.json'), 'utf8')));
  });

  it('export gives the same bytes however the brand is written', async () => {
    const head = 'apiVersion: livery/v1\nkind: Brand\n';
    writeFileSync(at('brand/brand.yaml'), `${head}name: A\nassets: {logo: keep, favicon: keep}\n`);
    await livery(['brand', 'export', '@brand', '--out', '@one.json']);
    writeFileSync(
      at('brand/brand.yaml'),
      `rules: []\nassets:\n  favicon: keep\n  logo: keep\nname: 'A'\n${head}`,
    );
    await livery(['brand', 'export', '@brand', '--out', '@two.json']);
    expect(readFileSync(at('two.json'))).toEqual(readFileSync(at('one.json')));
  });

  const head = 'apiVersion: livery/v1\nkind: Brand\nname: Acme # the name\n';
  const items = (indent: string) =>
    ['- pattern: a', '  replacement: "#"', '  expect:', '    optional: true']
      .map(line => `${indent}${line}\n`)
      .join('');
  it.each([
    ['there are none', head, `${head}rules:\n${items('  ')}`],
    ['the file does not end its last line', head.trimEnd(), `${head}rules:\n${items('  ')}`],
    [
      'others stand one below the other',
      `${head}rules:\n  # those for x\n  - pattern: x\n    replacement: y\n\n# what follows\ncolours: {primary: '#fff'}\n`,
      `${head}rules:\n  # those for x\n  - pattern: x\n    replacement: y\n${items('  ')}\n# what follows\ncolours: {primary: '#fff'}\n`,
    ],
    [
      'others are not indented',
      `${head}rules:\n- {pattern: x, replacement: y}\n`,
      `${head}rules:\n- {pattern: x, replacement: y}\n${items('')}`,
    ],
    [
      'the list is empty',
      `${head}rules: [] # none yet\ndescription: D\n`,
      `${head}rules:
${items('  ')}description: D
`,
    ],
    [
      'they stand in brackets',
      `${head}rules: [{ pattern: x, replacement: y }]\n`,
      `${head}rules: [ { pattern: x, replacement: y }, { pattern: a, replacement: "#", expect: { optional: true } } ]
`,
    ],
    [
      'lines end as on Windows',
      `${head}rules:\n  - pattern: x\n    replacement: y\n`.replaceAll('\n', '\r\n'),
      `${head}rules:\n  - pattern: x\n    replacement: y\n${items('  ')}`.replaceAll('\n', '\r\n'),
    ],
  ])('import --add-rules adds rules where %s, and keeps the rest as it is', async (_name, before, after) => {
    writeFileSync(at('brand/brand.yaml'), before);
    const old = (await loadBrand(at('brand'))).brand;
    writeJson('rules.json', { a: '#' });
    const added = await livery(['brand', 'import', '@rules.json', '@brand', '--add-rules']);
    expect(added).toMatchObject({ code: 0, messages: expect.stringMatching(/^Added 1 rules to /) });
    expect(readFileSync(at('brand/brand.yaml'), 'utf8')).toEqual(after);
    expect((await loadBrand(at('brand'))).brand).toEqual({
      ...old,
      rules: [...old.rules, expect.objectContaining({ pattern: 'a', replacement: '#' })],
    });
    expect(readdirSync(at('brand')).sort()).toEqual(['assets', 'brand.yaml']);

    const written = snapshot();
    const again = await livery(['brand', 'import', '@rules.json', '@brand', '--add-rules']);
    expect(again.messages).toMatch(
      /^Added 0 rules .*\n- rule 1 left out: The brand has a rule that does the same/,
    );
    expect(snapshot()).toEqual(written);
  });

  it.each<[string, string[], unknown, RegExp]>([
    ['rules without a name', ['import', '@x.json', '@new'], { a: 'b' }, /Give the name of the brand as well/],
    ['no JSON', ['import', '@brand/brand.yaml', '@new'], {}, /brand.yaml is not valid JSON/],
    ['a file that is not there', ['import', '@none.json', '@new'], {}, /none.json could not be read/],
    ['neither rules nor a brand', ['import', '@x.json', '@new', '--name', 'A'], [1], /does not hold rules/],
    [
      'a name that nothing can hold',
      ['import', '@x.json', '@new', '--name', '{{a}}'],
      {},
      /name: must not contain/,
    ],
    [
      'an asset that is none',
      ['import', '@x.json', '@new'],
      {
        brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'A', assets: { icon: 'assets/a.png' } },
        assets: { 'assets/a.png': 'aGk=' },
      },
      /assets\/a.png is not a PNG/,
    ],
    [
      'an asset that no app has a use for',
      ['import', '@x.json', '@new'],
      {
        brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'A', assets: { nothing: 'keep' } },
        assets: {},
      },
      /"nothing"/,
    ],
    ['a brand that is there', ['import', '@x.json', '@brand', '--name', 'A'], {}, /with --add-rules/],
    [
      'a folder that is not empty',
      ['import', '@x.json', '@brand/assets', '--name', 'A'],
      {},
      /exists already/,
    ],
    [
      'a name for a brand that has one',
      ['import', '@x.json', '@brand', '--add-rules', '--name', 'A'],
      {},
      /Leave --name out/,
    ],
    ['rules for no brand', ['import', '@x.json', '@new', '--add-rules'], { a: 'b' }, /There is no brand at/],
    [
      'too many rules together',
      ['import', '@x.json', '@brand', '--add-rules'],
      Object.fromEntries([...Array(1000).keys()].map(key => [`a${key}`, 'b'])),
      /does not make a brand: rules: /,
    ],
    [
      'an export over a file',
      ['export', '@brand', '--out', '@x.json'],
      {},
      /The file .*x.json exists already/,
    ],
    ['an export of no brand', ['export', '@none', '--out', '@new'], {}, /There is no brand at/],
    ['a trial of no brand', ['try', '@none', '--text', 'a'], {}, /There is no brand at/],
    [
      'a trial by no profile',
      ['try', '@brand', '--text', 'a', '--profile', 'none'],
      {},
      /There is no profile at/,
    ],
    [
      'a trial in no language',
      ['try', '@brand', '--text', 'a', '--language', 'cobol'],
      {},
      /Allowed choices are/,
    ],
    [
      'a trial outside of a source',
      ['try', '@brand', '--text', 'a', '--file', '../a'],
      {},
      /no path inside of a source/,
    ],
  ])('refuses %s with one paragraph, and not a byte is written', async (_name, args, document, message) => {
    writeFileSync(
      at('brand/brand.yaml'),
      'apiVersion: livery/v1\nkind: Brand\nname: Acme\nrules:\n  - {pattern: x, replacement: y}\n',
    );
    writeJson('x.json', document);
    const before = snapshot();
    const result = await livery(['brand', ...args]);
    expect(result.messages.split('\n')).toEqual([expect.stringMatching(/^livery: /), '']);
    expect(result.messages).toMatch(message);
    expect(result.code).toBe(2);
    expect(snapshot()).toEqual(before);
    expect(existsSync(at('new'))).toBe(false);
    const json = await livery(['brand', ...args, '--json']);
    expect(JSON.parse(json.out)).toEqual({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
  });

  it('try says what comes out of a text, and why', async () => {
    writeFileSync(
      at('brand/brand.yaml'),
      `apiVersion: livery/v1\nkind: Brand\nname: Größe\nrules:\n  - {pattern: "Help us", replacement: "Tell us"}\n  - {pattern: open-webui, replacement: x}\n`,
    );
    const text = 'Help us with <b>Open WebUI</b>\nand open-webui';
    const { code, out, messages } = await livery(['brand', 'try', '@brand', '--text', text]);
    expect({ code, messages }).toEqual({ code: 0, messages: '' });
    expect(out).toBe(
      [
        'Tell us with <b>Größe</b>',
        'and open-webui',
        '',
        'line  column  rule    before      after',
        '   1       1  rule-1  Help us     Tell us',
        '   1      17  name    Open WebUI  Größe',
        '',
        'Look at',
        '- 1 left alone because of open-webui: package name, container, volume and index names, Redis prefix, token issuer',
        '',
      ].join('\n'),
    );
    const bytes = await livery([
      'brand',
      'try',
      '@brand',
      '--text',
      "a = b'Open WebUI'",
      '--language',
      'python',
    ]);
    expect(bytes.out).toContain('- line 1, column 7: "Größe" cannot be written into this string');
    const unnamed = ['brand', 'try', '@brand', '--text', 'x'];
    expect((await livery([...unnamed, '--profile', 'open-webui'])).out).toBe(
      'x\n\nNo rule changes anything in it.\n',
    );
    // Which app it is of decides what is protected.
    expect((await livery(unnamed)).messages).toContain('--profile librechat or --profile open-webui');
    const legal = await livery(['brand', 'try', '@brand', '--text', 'Open WebUI', '--file', './LICENSE']);
    expect(legal.out).toContain('Left alone as a whole: The profile open-webui protects LICENSE.');
  });

  it('try reads standard input, and prints one JSON document', async () => {
    const text = '<p>Open WebUI\u0085</p>\n\n';
    const { code, out, messages } = await livery(['brand', 'try', '@brand', '--json'], text);
    expect({ code, messages }).toEqual({ code: 0, messages: '' });
    expect(Trial.parse(JSON.parse(out))).toEqual({
      result: '<p>Meridian Chat\u0085</p>\n\n',
      matches: [
        { line: 1, column: 4, kind: 'text', rule: 'name', before: 'Open WebUI', after: 'Meridian Chat' },
      ],
      refused: [],
      unwritable: [],
    });
    const file = await livery(
      ['brand', 'try', '@brand', '--json', '--file', 'src/app.html'],
      readFileSync(path.join(upstream, 'src/app.html')),
    );
    const planned = await livery(['plan', upstream, '--brand', '@brand', '--json']);
    const { rules } = JSON.parse(planned.out);
    const name = rules.find((rule: { id: string }) => rule.id === 'name');
    expect(JSON.parse(file.out).matches).toHaveLength(name.files['src/app.html']);
  });

  it('try refuses input that is no text, or has no end', async () => {
    for (const [input, message] of [
      [Buffer.from([0xff, 0xfe]), /not UTF-8 text/],
      [Buffer.alloc(5 * 1024 * 1024), /more than 4194304 bytes/],
    ] as const) {
      const { code, messages } = await livery(['brand', 'try', '@brand'], input);
      expect({ code, messages }).toEqual({ code: 2, messages: expect.stringMatching(message) });
    }
  });

  it('explains each of its commands with an example', async () => {
    for (const command of ['import', 'export', 'try']) {
      expect(await livery(['brand', command, '--help'])).toMatchObject({ code: 0 });
    }
  });
});
