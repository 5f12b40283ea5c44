import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type BrandInput } from '@livery/contracts';
import { applyPlan } from '../apply/apply';
import { revertTree } from '../apply/revert';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf, digestOfJson } from '../digest';
import { assertNoDrift, findDrift } from '../drift/drift';
import { assertExpectations } from '../plan/expectation';
import { openUpstream, type Plan, plan } from '../plan/plan';
import { scanners } from '../tokens/language';
import { FolderTree } from '../tree/SourceTree';
import { assertVerified, verifyTree } from '../verify/verify';
import { detectSource } from './detect';
import { loadProfiles } from './loadProfile';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const upstream = path.join(root, 'profiles/librechat/fixture/upstream');
const today = '2026-11-20';

let folder: string;
let tree: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  tree = path.join(folder, 'tree');
  cpSync(upstream, tree, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function brandOf(input: Partial<BrandInput> = {}): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', ...input });
  const file = (name: string) => readFileSync(path.join(root, 'portal/sample-brand', name));
  const assets = new Map(Object.values(brand.assets).map(name => [name, file(name)]));
  return { brand, assets, digest: digestOfJson(brand) };
}

const planTree = async (brand: LoadedBrand): Promise<Plan> =>
  plan({ tree: openUpstream(tree), upstream: { source: 'demo' }, profiles, brand, today });

const read = (file: string, where = tree) => readFileSync(path.join(where, file), 'utf8');

function snapshot(): Record<string, string> {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .map(file => [path.relative(tree, file), `${digestOf(readFileSync(file))} ${statSync(file).mode}`]),
  );
}

const AWKWARD_NAMES = [
  'The "Bot"',
  "O'Neil AI",
  'AT&T <AI>',
  'Acme\\Bot',
  '${AI} {x}',
  '</title> -->',
  'Größe 智能 😀',
  'LibreChat Plus',
];

describe('The profiles that come with Livery', () => {
  it.each(['open-webui', 'librechat'])('recognise the demo upstream of %s, and no other', id => {
    const source = FolderTree.open(path.join(root, 'profiles', id, 'fixture/upstream'));
    expect(detectSource(source, profiles).loaded.profile.id).toBe(id);
    const others = profiles.filter(({ profile }) => profile.id !== id);
    expect(() => detectSource(source, others)).toThrow(
      expect.objectContaining({ code: 'source-unrecognised' }),
    );
  });

  it('take a release whose version has a "v" in front', () => {
    expect(read('package.json')).toContain('"version": "v0.8.7-demo"');
    expect(detectSource(FolderTree.open(tree), profiles).version).toBe('0.8.7-demo');
  });
});

describe('The second demo upstream', () => {
  it('is branded as planned, every rule met, nothing left on show, and verified', async () => {
    const brand = brandOf({ assets: { icon: 'assets/icon.png', 'icon-svg': 'assets/icon.svg' } });
    const branding = await planTree(brand);
    const { report } = branding;
    assertExpectations(report);
    expect(report.totals).toMatchObject({ residue: 0, filledTranslations: 0, assetsWritten: 6 });
    expect(report.licence).toMatchObject({ text: 'livery-demo', rebrand: 'allowed' });
    expect(report.findings).toEqual([]);
    expect(Object.fromEntries(report.rules.map(rule => [rule.id, rule.matches]))).toEqual({
      page: 2,
      'web-app-manifest': 2,
      'title-fallback': 3,
      translations: 11,
      name: 24,
      'example-title': 1,
    });
    // Each of these stands for a kind of text that is kept; without one of them its pattern has no test.
    expect(Object.keys(report.protectedHits)).toHaveLength(7);

    applyPlan(branding);
    assertVerified(await verifyTree({ location: tree, profiles, brand, today }), tree);
    expect(read('client/index.html')).toContain('<title>Acme AI</title>');
    expect(read('.env.example')).toContain('\nAPP_TITLE=\n');
    const sizeOf = (file: string) =>
      readFileSync(path.join(tree, 'client/public/assets', file)).readUInt32BE(16);
    expect(sizeOf('favicon-16x16.png')).toBe(16);
    expect(sizeOf('favicon-32x32.png')).toBe(32);
    expect(read('client/public/assets/logo.svg')).toBe(
      read('assets/icon.svg', path.join(root, 'portal/sample-brand')),
    );
    expect(read('client/public/assets/provider.svg')).toBe(
      read('client/public/assets/provider.svg', upstream),
    );
  });

  it('comes back byte by byte when the branding is taken back', async () => {
    const before = snapshot();
    applyPlan(await planTree(brandOf({ assets: { icon: 'assets/icon.png' } })));
    expect(snapshot()).not.toEqual(before);
    revertTree(tree);
    expect(snapshot()).toEqual(before);
  });

  it('keeps its keys, identifiers, addresses, headers, comments and licence', async () => {
    applyPlan(await planTree(brandOf()));
    const kept =
      /librechat|LIBRECHAT|X-LibreChat-[\w-]+|LibreChat[A-Z]\w+|mongodb:\S+|github\.com\/\S+|LibreChat\/1\.0|Title': 'LibreChat'|includes\('LibreChat'\)|(?:\/\*|<!--|^#).*$/gm;
    for (const file of FolderTree.open(upstream).files) {
      expect([file, read(file).match(kept)]).toEqual([file, read(file, upstream).match(kept)]);
      if (file.endsWith('translation.json')) {
        const [branded, original] = [read(file), read(file, upstream)].map(text =>
          Object.keys(JSON.parse(text)),
        );
        expect(branded).toEqual(original);
      }
    }
    for (const file of [
      'LICENSE',
      'README.md',
      'docker-compose.yml',
      'client/src/components/Chat/Footer.spec.tsx',
    ]) {
      expect(read(file)).toBe(read(file, upstream));
    }
  });

  it.each(AWKWARD_NAMES)('says %s wherever it said its own name, in the form of each place', async name => {
    const branding = await planTree(brandOf({ name }));
    expect(branding.report.totals.residue).toBe(0);
    expect(branding.report.totals.replacements).toBe(43);
    applyPlan(branding);
    const count = (text: string, part: string) => text.split(part).length - 1;
    for (const file of ['Auth/AuthLayout.tsx', 'Chat/Footer.tsx', 'Nav/About.tsx'].map(
      component => `client/src/components/${component}`,
    )) {
      const [branded, original] = [read(file), read(file, upstream)].map(text =>
        scanners
          .jsx(text, { translationCalls: [] })
          .segments.map(({ start, end, encoding }) => encoding.decode(text.slice(start, end)) ?? '')
          .join('\n'),
      );
      // Both hold what stays, such as an address; the rest of the old name is the new one.
      expect(branded).toBe(original?.replaceAll(/(?<!danny-avila\/)LibreChat/g, () => name));
    }
    const values = (where: string) =>
      Object.values(JSON.parse(read('client/src/locales/en/translation.json', where))).join('\n');
    expect(count(values(tree), name)).toBe(count(values(upstream), 'LibreChat'));
  });

  it('stops when a place that everybody sees has moved', async () => {
    writeFileSync(path.join(tree, 'client/index.html'), '<!doctype html><title>Chat</title>\n');
    const { report } = await planTree(brandOf());
    expect(() => assertExpectations(report)).toThrow(expect.objectContaining({ code: 'rule-unmatched' }));
    expect(report.rules.filter(rule => !rule.met).map(rule => rule.id)).toEqual(['page']);
  });

  it('has no drift, and has some as soon as the name stands in a file that the profile does not know', async () => {
    const look = () => findDrift({ tree: FolderTree.open(tree), upstream: { source: 'demo' }, profiles });
    const drift = await look();
    expect(drift.findings).toEqual([]);
    assertNoDrift(drift);
    writeFileSync(path.join(tree, 'client/src/new.vue'), '<p>LibreChat</p>\n');
    expect((await look()).findings).toMatchObject([
      { kind: 'uncovered-file', level: 'warn', place: { file: 'client/src/new.vue', line: 1 } },
    ]);
  });
});

describe('The code', () => {
  it('knows no app: what is special about one stands in its profile', () => {
    const sources = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /(?<!\.test|^testing)\.ts$/.test(entry.name))
      .map(entry => path.join(entry.parentPath, entry.name))
      .filter(file => !file.includes('node_modules'));
    expect(sources.length).toBeGreaterThan(50);
    const naming = sources.filter(file => /open[ -]?webui|libre[ -]?chat/i.test(readFileSync(file, 'utf8')));
    expect(naming.map(file => path.relative(root, file))).toEqual([]);
  });
});
