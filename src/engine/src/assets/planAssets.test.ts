import path from 'node:path';
import { Brand, type BrandInput } from '@livery/contracts';
import { brandFromBundle, type LoadedBrand } from '../brand/loadBrand';
import { Pacer } from '../Pacer';
import { loadProfile } from '../profile/loadProfile';
import type { Profile } from '../profile/schema';
import type { SourceTree } from '../tree/SourceTree';
import { encodePng } from './encodePng';
import { planAssets } from './planAssets';

const { profile } = loadProfile(path.join(__dirname, '../../../../profiles/open-webui'));

/** A tree of these files, each with its own name as its content. */
function treeOf(...files: string[]): SourceTree {
  return { location: 'tree', files, has: file => files.includes(file), read: file => Buffer.from(file) };
}

const everyTarget = treeOf(...profile.assets.flatMap(slot => slot.targets));
const svg = (colour: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="${colour}"/></svg>`,
  );
const png = encodePng(new Uint8Array(1024 * 1024 * 4).fill(120), 1024);

function brandOf(assets: Record<string, Buffer | 'keep'>, more: Partial<BrandInput> = {}): LoadedBrand {
  const paths: Record<string, string> = {};
  const bytes: Record<string, string> = {};
  for (const [slot, content] of Object.entries(assets)) {
    const ending = content === 'keep' || slot === 'css' ? 'css' : content === png ? 'png' : 'svg';
    paths[slot] = content === 'keep' ? 'keep' : `assets/${slot}.${ending}`;
    if (content !== 'keep') {
      bytes[`assets/${slot}.${ending}`] = content.toString('base64');
    }
  }
  const brand = Brand.parse({
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: 'Acme AI',
    assets: paths,
    ...more,
  });
  return brandFromBundle({ brand, assets: bytes });
}

const planOf = (brand: LoadedBrand, tree = everyTarget, by: Profile = profile) =>
  planAssets(tree, by, brand, [by], new Pacer());

async function sourcesOf(brand: LoadedBrand): Promise<Record<string, string>> {
  const { assets } = await planOf(brand);
  return Object.fromEntries(assets.map(({ slot, source }) => [slot, source.replace('assets/', '')]));
}

describe('The pictures of a brand', () => {
  it('are all made from one SVG', async () => {
    const { assets, findings, kept, contents } = await planOf(brandOf({ 'icon-svg': svg('red') }));
    expect(findings).toEqual([]);
    expect(kept.size).toBe(0);
    expect(new Set(assets.map(asset => asset.file))).toEqual(new Set(everyTarget.files));
    expect(contents.get('static/static/favicon.svg')).toEqual(svg('red'));
    const again = await planOf(brandOf({ 'icon-svg': svg('red') }));
    expect(again.assets).toEqual(assets);
  });

  it('come from the asset with the name of the slot, then the dark one, then a PNG, then an SVG', async () => {
    const sources = await sourcesOf(
      brandOf({ icon: png, 'icon-svg': svg('red'), logo: svg('blue'), 'icon-dark-svg': svg('black') }),
    );
    expect(sources).toMatchObject({
      favicon: 'icon.png',
      'favicon-ico': 'icon.png',
      'favicon-svg': 'icon-svg.svg',
      logo: 'logo.svg',
      'favicon-dark': 'icon-dark-svg.svg',
      'splash-dark': 'icon-dark-svg.svg',
      splash: 'icon.png',
    });
    expect(
      await sourcesOf(brandOf({ icon: png, 'icon-dark': png, 'icon-dark-svg': svg('black') })),
    ).toMatchObject({
      'splash-dark': 'icon-dark.png',
    });
  });

  it('stand on the background of the brand where they have to be opaque', async () => {
    const touchIcon = 'static/static/apple-touch-icon.png';
    const made = async (colours: BrandInput['colours']) =>
      (await planOf(brandOf({ 'icon-svg': svg('red') }, { colours }))).contents.get(touchIcon);
    const [none, white, green] = [
      await made({}),
      await made({ background: '#fff' }),
      await made({ background: '#0f0' }),
    ];
    expect(none).toEqual(white);
    expect(none).not.toEqual(green);
  });

  it('may be missing altogether: then every slot is a finding', async () => {
    for (const brand of [brandOf({}), brandOf({ css: Buffer.from('.a {}') })]) {
      const { assets, findings, kept } = await planOf(brand);
      expect(assets).toEqual([]);
      expect(findings.map(finding => finding.code)).toEqual(profile.assets.map(() => 'asset-slot-empty'));
      expect(kept.size).toBe(everyTarget.files.length);
    }
  });

  it('have to fill what is required as soon as there are any, and the error names the slots and the way out', async () => {
    await expect(planOf(brandOf({ splash: png }))).rejects.toMatchObject({
      code: 'brand-invalid',
      message: expect.stringContaining('none for "favicon", "favicon-svg", "logo"'),
      hint: expect.stringMatching(/"icon".*"icon-svg".*"favicon: keep"/),
    });
    // A release that lacks the slots asks for nothing.
    await expect(planOf(brandOf({ splash: png }), treeOf('static/static/splash.png'))).resolves.toMatchObject(
      {
        findings: [],
      },
    );
  });

  it('leave a slot alone where the brand says keep, be it required or could it be made', async () => {
    const { assets, findings, kept } = await planOf(
      brandOf({ splash: png, favicon: 'keep', 'favicon-svg': 'keep', logo: 'keep' }),
    );
    expect(assets.map(asset => asset.slot)).toEqual(['splash', 'splash', 'splash', 'splash']);
    expect(findings.map(finding => finding.message).join()).not.toMatch(/"favicon"|"logo"/);
    expect(kept).toContain('static/static/logo.png');
    const sources = await sourcesOf(brandOf({ 'icon-svg': svg('red'), splash: 'keep' }));
    expect(sources).not.toHaveProperty('splash');
    expect(sources).toHaveProperty('logo');
  });

  it.each([
    ['an unknown slot', { banner: png }, /"banner", which Open WebUI has no slot for/],
    ['a name that is no slot, kept', { icon: 'keep' as const }, /says "keep" for "icon"/],
    ['a style sheet that is none', { css: 'keep' as const }, /says "keep" for "css"/],
  ])('are refused for %s', async (_name, assets, message) => {
    await expect(planOf(brandOf(assets))).rejects.toThrow(message);
  });

  it('are refused when a style sheet stands for a picture, or a picture for the style sheet', async () => {
    const brand = brandOf({ icon: png, css: Buffer.from('.a {}') });
    const swapped = { ...brand.brand, assets: { icon: 'assets/css.css', css: 'assets/icon.png' } };
    await expect(planOf({ ...brand, brand: swapped })).rejects.toThrow(
      /"icon" of the brand .* is a style sheet/,
    );
  });

  it('that are never drawn need no drawing', async () => {
    // Nothing but the SVG slots is made of it, so one that could not be drawn is taken as it is.
    const empty = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>');
    expect(await sourcesOf(brandOf({ icon: png, 'icon-svg': empty }))).toMatchObject({
      'favicon-svg': 'icon-svg.svg',
    });
    await expect(planOf(brandOf({ 'icon-svg': empty }))).rejects.toMatchObject({
      code: 'asset-invalid',
      message: expect.stringContaining('icon-svg.svg'),
    });
  });
});
