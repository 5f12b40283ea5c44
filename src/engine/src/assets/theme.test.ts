import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Brand, type BrandInput, type RuleResult } from '@livery/contracts';
import { brandFromBundle, type LoadedBrand } from '../brand/loadBrand';
import { loadProfile, loadProfiles } from '../profile/loadProfile';
import { plan } from '../plan/plan';
import { Theme } from '../profile/schema';
import { FolderTree, type SourceTree } from '../tree/SourceTree';
import { planTheme, themePatches } from './theme';

const root = path.join(__dirname, '../../../..');
const { profile } = loadProfile(path.join(root, 'profiles/open-webui'));
const upstream = FolderTree.open(path.join(root, 'profiles/open-webui/fixture/upstream'));
const hook = 'static/static/custom.css';
const colours = { primary: '#0f7a75', background: '#fafafa', backgroundDark: '#0b1f22' };

function treeOf(files: Record<string, string>): SourceTree {
  const names = Object.keys(files);
  return {
    location: 'tree',
    files: names,
    has: file => names.includes(file),
    read: file => Buffer.from(files[file] ?? ''),
  };
}

function brandInput(input: Partial<BrandInput>): BrandInput {
  return { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', ...input };
}

function brandOf(input: Partial<BrandInput>, css?: string): LoadedBrand {
  const assets: Record<string, string> = css === undefined ? {} : { css: 'assets/own.css' };
  const brand = Brand.parse(brandInput({ assets, ...input }));
  return brandFromBundle({
    brand,
    assets: css === undefined ? {} : { 'assets/own.css': Buffer.from(css).toString('base64') },
  });
}

const themeOf = (
  brand: LoadedBrand,
  files: Record<string, string> = { [hook]: '' },
  rules: RuleResult[] = [],
) => planTheme(treeOf(files), profile, brand, rules);

const sheetOf = (brand: LoadedBrand, existing = '') =>
  themeOf(brand, { [hook]: existing })
    .contents.get(hook)
    ?.toString();

describe('The colours of a brand', () => {
  it('are written into the hook, and nothing but digits of a colour with them', () => {
    const sheet = sheetOf(brandOf({ colours })) ?? '';
    expect(sheet).toContain('--brand-primary: #0f7a75;');
    expect(sheet).toContain('--brand-on-primary: #ffffff;');
    expect(sheet).toContain('background: #fafafa;');
    expect(sheet).not.toMatch(/\{\w+\}/);
    expect(sheet.split('{')).toHaveLength(sheet.split('}').length);
    expect(sheetOf(brandOf({ colours: { primary: '#F0C' } }))).toContain('--brand-primary: #ff00cc;');
  });

  it('that the brand lacks are left to the upstream', () => {
    const sheet = sheetOf(brandOf({ colours: { background: '#fafafa' } }));
    expect(sheet).toContain('#splash-screen');
    expect(sheet).not.toMatch(/--brand|html\.dark/);
    expect(sheetOf(brandOf({}))).toBeUndefined();
  });

  it('stand behind what the upstream has there, and before the style sheet of the brand', () => {
    const sheet = sheetOf(brandOf({ colours }, '.own { color: red }'), '.theirs { color: blue }') ?? '';
    const order = ['.theirs', '--brand-primary', '#splash-screen', '.own'].map(text => sheet.indexOf(text));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBe(0);
    const { assets } = themeOf(brandOf({}, '\ufeff.own { color: red }'));
    expect(assets).toMatchObject([{ slot: 'css', file: hook, source: 'assets/own.css', sizeBytes: 20 }]);
  });

  it('are found missing where the release has no place for them, one by one', () => {
    const { assets, findings } = themeOf(brandOf({ colours }, '.own {}'), {});
    expect(assets).toEqual([]);
    expect(findings.map(({ code, message }) => `${code} ${message.split(':')[0]}`)).toEqual([
      'colour-not-applied The colour "primary" of the brand is written nowhere',
      'colour-not-applied The colour "background" of the brand is written nowhere',
      'colour-not-applied The colour "backgroundDark" of the brand is written nowhere',
      'asset-slot-empty The style sheet assets/own.css is written nowhere',
    ]);
    const met = [{ id: 'theme-colour-light', matches: 2 }] as RuleResult[];
    const left = themeOf(brandOf({ colours }), {}, met).findings.map(finding => finding.message);
    expect(left.join()).not.toContain('"background"');
    expect(left).toHaveLength(2);
    const { theme: _theme, ...without } = profile;
    expect(planTheme(treeOf({ [hook]: '' }), without, brandOf({ colours }), []).findings).toHaveLength(3);
  });

  it('go into page, manifest, script and back end, and only their digits change', async () => {
    const { changes, report } = await plan({
      tree: upstream,
      upstream: { source: 'demo' },
      profiles: loadProfiles(path.join(root, 'profiles')),
      brand: brandOf({ name: 'Open WebUI Demo', colours }),
      today: '2026-11-20',
    });
    const matches = Object.fromEntries(report.rules.map(rule => [rule.id, rule.matches]));
    expect(matches).toMatchObject({
      'theme-colour': 1,
      'theme-colour-dark': 1,
      'theme-colour-light': 1,
      'manifest-colours': 4,
      'manifest-route-background': 1,
    });
    const branded = (file: string) => changes.find(change => change.file === file)?.content?.toString() ?? '';
    expect(branded('src/app.html')).toContain('<meta name="theme-color" content="#0b1f22" />');
    expect(branded('src/app.html')).toContain("'content', dark ? '#0b1f22' : '#fafafa'");
    expect(branded('backend/open_webui/main.py')).toContain("'background_color': '#fafafa'");
    expect(JSON.parse(branded('static/static/site.webmanifest'))).toMatchObject({
      theme_color: '#fafafa',
      background_color: '#fafafa',
      display: 'standalone',
    });
    expect(branded(hook)).toBe(branded('backend/open_webui/static/custom.css'));
    expect(branded(hook)).toContain('--brand-primary');
    // What is no such place keeps its colour.
    const original = readFileSync(path.join(upstream.location, 'src/app.html'), 'utf8');
    const count = (text: string) => text.split('#171717').length - 1;
    expect(count(original) - count(branded('src/app.html'))).toBe(2);
    expect(report.findings.map(finding => finding.code)).not.toContain('colour-not-applied');
  });

  it('and the pictures win over a rule of the brand on the same file, which is changed once', async () => {
    const file = 'static/static/favicon.svg';
    const theirs = '<svg xmlns="http://www.w3.org/2000/svg"><title>Open WebUI</title></svg>';
    const tree: SourceTree = {
      location: upstream.location,
      files: upstream.files,
      has: name => upstream.has(name),
      read: name => (name === file ? Buffer.from(theirs) : upstream.read(name)),
    };
    const ours = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>';
    const brand = Brand.parse(
      brandInput({
        assets: { 'icon-svg': 'assets/icon.svg' },
        rules: [{ pattern: 'Open WebUI', replacement: 'Theirs', files: [file] }],
      }),
    );
    const { changes, report } = await plan({
      tree,
      upstream: { source: 'demo' },
      profiles: loadProfiles(path.join(root, 'profiles')),
      brand: brandFromBundle({ brand, assets: { 'assets/icon.svg': Buffer.from(ours).toString('base64') } }),
      today: '2026-11-20',
    });
    expect(report.rules.find(rule => rule.origin === 'brand')?.matches).toBe(1);
    const changed = changes.filter(change => change.file === file);
    expect(changed.map(change => change.content?.toString())).toEqual([ours]);
  });

  it('change no code for a brand without them', () => {
    expect(themePatches(profile, brandOf({}).brand)).toEqual([]);
    expect(
      themePatches(profile, brandOf({ colours: { background: '#fff' } }).brand).map(patch => patch.id),
    ).toEqual(['theme-colour-light', 'manifest-colours', 'manifest-route-background']);
  });

  it('are the only thing that a theme can name', () => {
    const theme = { ...profile.theme, css: { files: [hook], parts: ['.a { color: {accent} }'] } };
    expect(Theme.safeParse(theme).error?.issues[0]?.message).toMatch(/may name primary, onPrimary/);
  });
});
