import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type BrandRule } from '@livery/contracts';
import fc from 'fast-check';
import { applyPlan } from '../apply/apply';
import { revertTree } from '../apply/revert';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOfJson } from '../digest';
import { licenceHash } from '../licence/licence';
import { Profile } from '../profile/schema';
import { compileRules } from '../rules/rule';
import { type Language, languageOf, scanners } from '../tokens/language';
import { openUpstream, type Plan, plan } from './plan';
import { planText, type TextContext } from './text';

const LICENCE = 'Do what you like.\n';
const NAME = 'Open App';
const PROTECTED = [
  /open_app/gu,
  /https?:\/\/[^\s"'<>()`\\]*openapp\.org[^\s"'<>()`\\]*/gu,
  /Open App License/gu,
];

const profile = Profile.parse({
  apiVersion: 'livery/v1',
  kind: 'Profile',
  id: 'test',
  title: 'Test',
  detect: { file: 'package.json', name: 'open-app' },
  versions: '*',
  names: [
    { id: 'name', match: [NAME], replacement: '{name}', expect: { optional: true } },
    { id: 'short', match: ['OpenApp'], replacement: '{shortName}', expect: { optional: true } },
  ],
  residue: [NAME],
  protect: { text: PROTECTED.map(({ source }) => ({ pattern: source, reason: 'test' })), files: ['LICENSE'] },
  text: (['css', 'html', 'json', 'py', 'svelte', 'ts', 'tsx', 'md', 'xml'] as const).map(ending => ({
    files: [`src/**/*.${ending}`],
    language: languageOf(`a.${ending}`),
  })),
  translations: { files: ['src/*.json'], calls: ['t'], placeholder: '\\{\\{[^{}]*\\}\\}' },
  licence: {
    file: 'LICENSE',
    texts: [
      { id: 'a', sha256: licenceHash(Buffer.from(LICENCE)), spdx: 'MIT', rebrand: 'allowed', notice: 'n' },
    ],
  },
});
const profiles = [{ profile, digest: 'test', licences: new Map() }];

/** Texts that make a file of each kind, in any order and as often as you like. */
const PIECES = {
  css: [
    `a::after { content: "${NAME}"; }\n`,
    `/* ${NAME} */\n`,
    `b[c='${NAME}'] { d: url(https://openapp.org/${NAME}) }\r\n`,
  ],
  html: [
    `<p title="${NAME} &amp; more">${NAME}</p>\n`,
    `<script>f('${NAME}')</script>`,
    `<a href='https://openapp.org'>OpenApp</a>`,
    `<!-- ${NAME} -->`,
  ],
  py: [
    `a = '${NAME}'\n`,
    `b = f"${NAME} {open_app} {'${NAME}'}"\r\n`,
    `"""${NAME}"""\n`,
    `# ${NAME}\n`,
    `c = r'${NAME}' "\\u00e9 ${NAME}"\n`,
  ],
  svelte: [
    `<p title="${NAME} {a}">${NAME} {t('${NAME}')}</p>\n`,
    '{`OpenApp ${b}`}',
    `{#if c}${NAME} License{/if}\r\n`,
    `😀 ${NAME}`,
  ],
  ts: [
    `f('${NAME}');\n`,
    `t('${NAME}');`,
    'g(`${open_app} / Open App`);\r\n',
    `h = { '${NAME}': "${NAME}\\n" };\n`,
    `// ${NAME}\n`,
  ],
  tsx: [
    `const a = <b c="${NAME}">${NAME} {'OpenApp'}</b>;\n`,
    `t("${NAME}");\n`,
    `d(<>${NAME} &lt; {e}</>);\r\n`,
  ],
  md: [
    `# ${NAME}\n\n`,
    `${NAME} \`${NAME}\` [${NAME}](https://openapp.org)\r\n`,
    `    ${NAME}\n\n`,
    `\`\`\`\n${NAME}\n\`\`\`\n`,
    `- ${NAME} & more\n`,
  ],
  xml: [`<a b="${NAME}">${NAME}</a>`, `<!-- ${NAME} -->`, '<c/>\n'],
};
type Ending = keyof typeof PIECES;

const contentOf = (ending: Ending) =>
  fc.array(fc.constantFrom(...PIECES[ending]), { minLength: 1, maxLength: 6 }).map(pieces => {
    const text = pieces.join('');
    return ending === 'xml' ? `<root>${text}</root>` : text;
  });

const translationsOf = fc
  .array(
    fc.tuple(
      fc.constantFrom(NAME, `About ${NAME} {{VERSION}}`, 'Else'),
      fc.constantFrom('', NAME, `x-${NAME}es`, 'y'),
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map(pairs => `${JSON.stringify(Object.fromEntries(pairs), undefined, '\t')}\n`);

/** Path → content of a small app; now and then with a byte-order mark. */
const upstream = fc
  .tuple(
    fc.record(Object.fromEntries(Object.keys(PIECES).map(ending => [ending, contentOf(ending as Ending)])), {
      requiredKeys: [],
    }),
    translationsOf,
    fc.boolean(),
  )
  .map(([texts, translations, hasMark]) => ({
    ...Object.fromEntries(
      Object.entries(texts).map(([ending, text]) => [
        `src/deep/a.${ending}`,
        hasMark ? `\uFEFF${text}` : text,
      ]),
    ),
    'src/en.json': translations,
    'other/a.txt': NAME,
    'package.json': '{"name": "open-app", "version": "1.0.0"}',
    LICENSE: LICENCE,
  }));

/** Names that people have thought of, and names that nobody should. */
const brandName = fc
  .oneof(
    fc.constantFrom(
      'The "Bot"',
      "O'Neil AI",
      'AT&T <AI>',
      'Acme\\Bot',
      '${AI}',
      'Größe 智能',
      '`AI`',
      '*AI*',
      '[AI](x)',
      'Open App Pro',
    ),
    fc
      .array(fc.constantFrom(...`ab XY'"\`\\<>&$#{}()[]*_~|!-+=:;/.@é智😀`), { minLength: 1, maxLength: 10 })
      .map(parts => parts.join('')),
  )
  .map(name => name.trim())
  .filter(name => Brand.safeParse({ apiVersion: 'livery/v1', kind: 'Brand', name }).success);

function brandOf(name: string, rules: Partial<BrandRule>[] = []): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name, rules });
  return { brand, assets: new Map(), digest: digestOfJson(brand) };
}

const planOf = async (tree: string, brand: LoadedBrand): Promise<Plan> =>
  plan({ tree: openUpstream(tree), upstream: { source: 'test' }, profiles, brand, today: '2026-11-20' });

/** Path → mode and bytes of every file. */
function read(tree: string): Record<string, string> {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Object.fromEntries(
    files.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(tree, file), `${statSync(file).mode} ${readFileSync(file, 'latin1')}`];
    }),
  );
}

const withoutRecord = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).filter(([file]) => !file.startsWith('.livery/')));

describe('For every small app and every brand', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  let trees = 0;
  function write(files: Readonly<Record<string, string>>): string {
    trees += 1;
    const tree = path.join(folder, String(trees));
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
      writeFileSync(path.join(tree, file), content);
    }
    return tree;
  }

  it('a branding is the same twice, leaves what is protected, is refused a second time, and comes off without a trace', async () => {
    await fc.assert(
      fc.asyncProperty(upstream, brandName, async (files, name) => {
        const brand = brandOf(name);
        const [tree, other] = [write(files), write(files)];
        const pristine = read(tree);
        const branding = await planOf(tree, brand);
        applyPlan(branding);
        applyPlan(await planOf(other, brand));
        const branded = read(tree);
        expect(read(other)).toEqual(branded);
        expect(branding.report.totals.residue).toBe(
          branding.report.findings.filter(finding => finding.code === 'residue').length,
        );

        for (const [file, content] of Object.entries(files)) {
          const now = readFileSync(path.join(tree, file), 'utf8');
          for (const expression of PROTECTED) {
            expect([file, now.match(expression)]).toEqual([file, content.match(expression)]);
          }
        }

        await expect(planOf(tree, brand)).rejects.toMatchObject({ code: 'already-branded' });
        if (branding.changes.length > 0) {
          expect(() => applyPlan(branding)).toThrow(expect.objectContaining({ code: 'already-branded' }));
        }
        expect(withoutRecord(read(tree))).toEqual(withoutRecord(branded));

        revertTree(tree);
        expect(read(tree)).toEqual(pristine);
        expect(existsSync(path.join(tree, '.livery'))).toBe(false);
        applyPlan(await planOf(tree, brand));
        expect(read(tree)).toEqual(branded);
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

function contextOf(language: Language, brand: LoadedBrand): TextContext {
  return {
    file: 'file',
    language,
    rules: compileRules(profile, brand.brand),
    protectedPatterns: PROTECTED,
    translationCalls: ['t'],
    placeholder: undefined,
  };
}

const KINDS = ['text', 'attribute', 'string', 'template', 'value'] as const;

const anyText = fc
  .constantFrom(...(Object.keys(PIECES) as Ending[]))
  .chain(ending => fc.tuple(fc.constant(languageOf(`a.${ending}`)), contentOf(ending)));

describe('For every text', () => {
  it('what stands in an edited token reads as before, with the brand in place of the name', () => {
    const plainTexts = (language: Language, text: string) =>
      scanners[language](text, { translationCalls: ['t'] }).segments.map(
        ({ start, end, kind, encoding }) => ({
          kind,
          raw: text.slice(start, end),
          plain: encoding.decode(text.slice(start, end)),
        }),
      );
    fc.assert(
      fc.property(anyText, brandName, ([language, text], name) => {
        const { result, edits } = planText(text, contextOf(language, brandOf(name)));
        const before = plainTexts(language, text);
        const after = plainTexts(language, result);
        let edited = 0;
        for (const [index, { kind, raw, plain }] of before.entries()) {
          const now = after[index]!;
          if (now.raw === raw) {
            continue;
          }
          edited += 1;
          expect(['key', 'docstring']).not.toContain(kind);
          expect(now.plain).toBe(plain?.replace(/Open App(?! License)|OpenApp/g, () => name));
        }
        expect(after).toHaveLength(before.length);
        expect(edited > 0).toBe(edits.length > 0);
      }),
      { numRuns: 200 },
    );
  });

  it('the order of rules that do not overlap changes nothing', () => {
    const words = ['alpha', 'bravo', 'charlie', 'delta'];
    const rules = fc
      .record({ replacements: fc.array(brandName, { minLength: 4, maxLength: 4 }) })
      .chain(({ replacements }) => {
        const inOrder = words.map((pattern, index) => ({
          pattern,
          replacement: replacements[index] ?? '',
          kinds: [...KINDS],
          expect: { optional: true } as const,
        }));
        return fc.tuple(fc.constant(inOrder), fc.shuffledSubarray(inOrder, { minLength: inOrder.length }));
      });
    fc.assert(
      fc.property(
        anyText,
        fc.array(fc.constantFrom(...words), { minLength: 8, maxLength: 8 }),
        rules,
        ([language, text], fill, [inOrder, shuffled]) => {
          let index = 0;
          const worded = text.replaceAll(NAME, () => {
            index += 1;
            return `${fill[index % 8]} ${fill[(index * 3) % 8]}${fill[(index * 5) % 8]}`;
          });
          const results = [inOrder, shuffled].map(
            order => planText(worded, contextOf(language, brandOf('Acme', order))).result,
          );
          expect(results[0]).toBe(results[1]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
