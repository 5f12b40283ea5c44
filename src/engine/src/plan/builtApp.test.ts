import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { Brand, type BrandInput } from '@livery/contracts';
import { build } from 'esbuild';
import { applyPlan } from '../apply/apply';
import { revertTree } from '../apply/revert';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf, digestOfJson } from '../digest';
import { loadProfiles } from '../profile/loadProfile';
import { verifyTree } from '../verify/verify';
import { openUpstream, plan } from './plan';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const today = '2026-11-20';
const SCRIPTS = 'build/_app/immutable/chunks';

let folder: string;
let pristine: string;

/** What a bundler makes of an app that is translated: minified, split, with source maps. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  pristine = path.join(folder, 'pristine');
  for (const name of ['package.json', 'LICENSE', 'backend']) {
    cpSync(path.join(upstream, name), path.join(pristine, name), { recursive: true });
  }
  cpSync(path.join(upstream, 'static'), path.join(pristine, 'build'), { recursive: true });
  cpSync(path.join(upstream, 'src/app.html'), path.join(pristine, 'build/index.html'));
  const source = path.join(folder, 'src/lib');
  const locales = path.join(source, 'i18n/locales');
  mkdirSync(locales, { recursive: true });
  cpSync(path.join(upstream, 'src/lib/i18n/locales'), locales, { recursive: true });
  writeFileSync(
    path.join(source, 'index.ts'),
    [
      'const preload = (load: () => Promise<unknown>, names: string[]) => (names.length > 9 ? undefined : load());',
      'export const locales: Record<string, () => unknown> = {',
      ...readdirSync(locales)
        .filter(locale => !locale.includes('.'))
        .map(
          locale =>
            `  './locales/${locale}/translation.json': () => preload(() => import('./i18n/locales/${locale}/translation.json'), []),`,
        ),
      '};',
      'export const title = (page: string) => `${page} / Open WebUI`; export const behind = "behind the name";',
      "export const key = (i18n: { t: (sentence: string) => string }) => i18n.t('About Open WebUI');",
      'export const markup = (node: { innerHTML: string }) => ((node.innerHTML = \'<b title="Open WebUI">Open WebUI</b>\'), node);',
      'export const settings = JSON.parse(\'{"app":"Open WebUI","quoted":"\\\\"Open WebUI\\\\" it\\\'s"}\') as object;',
      "export const header = 'X-OpenWebUI-User-Id';",
      'export const has = (name: string) => name.includes("Open WebUI");',
    ].join('\n'),
  );
  await build({
    entryPoints: [path.join(source, 'index.ts')],
    outdir: path.join(pristine, SCRIPTS),
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: true,
    sourcemap: true,
    chunkNames: '[hash]',
    charset: 'utf8',
    logLevel: 'error',
    // Vite keeps the sentences in an object: https://vite.dev/config/shared-options#json-namedexports
    plugins: [
      {
        name: 'json',
        setup: builder =>
          builder.onLoad({ filter: /\.json$/ }, ({ path: file }) => ({
            contents: `export default ${readFileSync(file, 'utf8')}`,
          })),
      },
    ],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;
function copy(): string {
  copies += 1;
  const tree = path.join(folder, `tree-${copies}`);
  cpSync(pristine, tree, { recursive: true });
  return tree;
}

function brandOf(input: Partial<BrandInput> = {}): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', ...input });
  return { brand, assets: new Map(), digest: digestOfJson(brand) };
}

const planOf = (tree: string, brand: LoadedBrand) =>
  plan({ tree: openUpstream(tree), upstream: { source: 'demo' }, profiles, brand, today });

const snapshot = (tree: string) =>
  Object.fromEntries(
    readdirSync(tree, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .map(file => [path.relative(tree, file), digestOf(readFileSync(file))]),
  );

/** What the scripts of a built app say when they run. */
function run(tree: string) {
  const program = `
    const app = await import(${JSON.stringify(path.join(tree, SCRIPTS, 'index.js'))});
    const locales = {};
    for (const [name, load] of Object.entries(app.locales)) locales[name.split('/')[2]] = (await load()).default;
    console.log(JSON.stringify({
      locales,
      title: app.title('Chat'),
      key: app.key({ t: sentence => sentence }),
      markup: app.markup({}).innerHTML,
      settings: app.settings,
      header: app.header,
    }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  if (stderr !== '') {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as {
    locales: Record<string, Record<string, string>>;
    title: string;
    key: string;
    markup: string;
    settings: unknown;
    header: string;
  };
}

const decodeMarkup = (text: string) =>
  text
    .replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

describe('A built app', () => {
  it.each([
    'The "Bot"',
    "O'Neil AI",
    'AT&T <AI>',
    'Acme\\Bot',
    '${AI}',
    '`Acme`',
    'Größe 智能 😀',
    'Open WebUI Pro',
    '</script><!--',
  ])('says %s where it said its name, and runs as before', async name => {
    const tree = copy();
    const before = run(tree);
    const branding = await planOf(tree, brandOf({ name }));
    expect(branding.report.totals.residue).toBe(0);
    applyPlan(branding);
    const after = run(tree);
    expect(after.title).toBe(`Chat / ${name}`);
    expect(after.settings).toEqual({ app: name, quoted: `"${name}" it's` });
    expect(decodeMarkup(after.markup)).toBe(`<b title="${name}">${name}</b>`);
    expect([after.key, after.header]).toEqual([before.key, before.header]);

    const source = path.join(upstream, 'src/lib/i18n/locales');
    for (const [locale, translations] of Object.entries(after.locales)) {
      const original = JSON.parse(
        readFileSync(path.join(source, locale, 'translation.json'), 'utf8'),
      ) as Record<string, string>;
      expect(Object.keys(translations)).toEqual(Object.keys(original));
      for (const [sentence, text] of Object.entries(translations)) {
        const said = original[sentence] || (/Open ?WebUI/.test(sentence) ? sentence : '');
        expect(text).toBe(said.replaceAll(/Open[ -]?WebUI|Open WEBUI/g, () => name));
      }
    }
    await expect(
      verifyTree({ location: tree, profiles, brand: brandOf({ name }), today }),
    ).resolves.toMatchObject({ faults: [] });
    revertTree(tree);
    expect(snapshot(tree)).toEqual(snapshot(pristine));
  });

  it('gets the translations that the brand brings, by the locale of each script', async () => {
    const sentence = 'Built with Open WebUI';
    const tree = copy();
    const brand = brandOf({
      translations: { texts: { 'de-DE': { [sentence]: 'Über uns', 'No such sentence': 'Nichts' } } },
    });
    const { report, ...branding } = await planOf(tree, brand);
    applyPlan({ report, ...branding });
    const { locales } = run(tree);
    expect(locales['de-DE']?.[sentence]).toBe('Über uns');
    expect(locales['en-US']?.[sentence]).toBe('Built with Acme AI');
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        code: 'translation-unknown',
        message: expect.stringContaining('"No such sentence" for de-DE'),
      }),
    );
  });
});

describe('The source maps of a built app', () => {
  const script = `${SCRIPTS}/index.js`;

  it('go where they hold the name, with the comment that names them, and come back', async () => {
    const tree = copy();
    const branding = await planOf(tree, brandOf());
    applyPlan(branding);
    expect(existsSync(path.join(tree, `${script}.map`))).toBe(false);
    expect(readFileSync(path.join(tree, script), 'utf8')).not.toContain('sourceMappingURL');
    expect(branding.report.files.find(({ file }) => file === `${script}.map`)).not.toHaveProperty('after');
    writeFileSync(path.join(tree, `${script}.map`), '{}');
    const { faults } = await verifyTree({ location: tree, profiles, brand: brandOf(), today });
    expect(faults).toEqual([expect.objectContaining({ code: 'file-differs', file: `${script}.map` })]);
    rmSync(path.join(tree, `${script}.map`));
    revertTree(tree);
    expect(snapshot(tree)).toEqual(snapshot(pristine));
  });

  it('lead to the same places after they were rewritten, in sources that say the new name', async () => {
    const tree = copy();
    applyPlan(await planOf(tree, brandOf({ name: 'The Meridian "Chat" Company', sourceMaps: 'rewrite' })));
    const read = (file: string) => readFileSync(path.join(tree, file), 'utf8');
    const map = new TraceMap(read(`${script}.map`));
    const text = read(script);
    const index = map.sources.findIndex(source => source?.endsWith('lib/index.ts'));
    const source = map.sourcesContent?.[index] ?? '';
    expect(source).toContain('/ The Meridian "Chat" Company`');
    expect(source).toContain("i18n.t('About Open WebUI')");
    for (const words of ['"behind the name"', 'X-OpenWebUI-User-Id']) {
      const offset = text.indexOf(words) - (words.startsWith('"') ? 0 : 1);
      const line = text.slice(0, offset).split('\n').length;
      const column = offset - (text.lastIndexOf('\n', offset - 1) + 1);
      const place = originalPositionFor(map, { line, column });
      const sourceLine = source.split('\n')[(place.line ?? 0) - 1] ?? '';
      expect(sourceLine.slice(place.column ?? 0)).toMatch(new RegExp(`^['"]?${words.replaceAll('"', '')}`));
    }
  });

  it('stay when the brand wants them to, and the report says so', async () => {
    const tree = copy();
    const branding = await planOf(tree, brandOf({ sourceMaps: 'keep' }));
    applyPlan(branding);
    expect(readFileSync(path.join(tree, `${script}.map`))).toEqual(
      readFileSync(path.join(pristine, `${script}.map`)),
    );
    expect(branding.report.findings.map(({ code }) => code)).toContain('source-map-kept');
  });
});
