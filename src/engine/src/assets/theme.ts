import { type AssetResult, type Brand, type Finding, type RuleResult } from '@livery/contracts';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { tooLargeFinding } from '../plan/findings';
import type { Patch, Profile, Theme, themeColours } from '../profile/schema';
import { readSmall } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import { formatColour, parseColour, readableOn, type Rgb, textColourOn } from './colour';

/** The asset of a brand that is its style sheet. */
export const CSS_ASSET = 'css';

type ThemeColour = keyof typeof themeColours;
type BrandColour = keyof Brand['colours'];

/** Of each colour that a theme can name, the one of the brand that it comes from. */
const ORIGIN: Readonly<Record<ThemeColour, BrandColour>> = {
  primary: 'primary',
  onPrimary: 'primary',
  primaryOnLight: 'primary',
  primaryOnDark: 'primary',
  background: 'background',
  backgroundDark: 'backgroundDark',
};

/** The style sheets that go into a tree. */
export interface ThemePlan {
  readonly assets: AssetResult[];
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly findings: Finding[];
}

/**
 * The changes of code that write the colours of a brand. Colours are hexadecimal digits and nothing else, so they mean
 * the same in CSS, HTML, JavaScript, JSON and Python.
 */
export function themePatches(profile: Profile, brand: Brand): Patch[] {
  const { theme } = profile;
  if (!theme) {
    return [];
  }
  return theme.patches.flatMap(patch => {
    const replacement = fill(patch.replacement, theme, brand);
    return replacement === undefined ? [] : [{ ...patch, replacement }];
  });
}

/**
 * Plans the style sheets that the app leaves to whoever runs it: the colours of the brand, then its own style sheet. What
 * already stands there stays.
 *
 * @param rules - what came of {@link themePatches}
 */
export function planTheme(
  tree: SourceTree,
  profile: Profile,
  { brand, assets: files }: LoadedBrand,
  rules: readonly RuleResult[],
): ThemePlan {
  const theme = profile.theme;
  const cssAsset = brand.assets[CSS_ASSET];
  const own = cssAsset === undefined ? undefined : files.get(cssAsset);
  const parts = (theme?.css.parts ?? []).map(text => ({ text, filled: theme && fill(text, theme, brand) }));
  const css = [
    ...parts.flatMap(({ filled }) => (filled === undefined ? [] : [filled])),
    ...(own ? [own.toString('utf8').replace(/^\ufeff/, '')] : []),
  ];
  const targets = (theme?.css.files ?? []).filter(file => tree.has(file));
  const contents = new Map<string, Buffer>();
  const assets: AssetResult[] = [];
  const tooLarge: Finding[] = [];
  for (const file of css.length > 0 ? targets : []) {
    const original = readSmall(tree, file);
    if (!original) {
      tooLarge.push(tooLargeFinding(file));
      continue;
    }
    const pieces = css.map(piece => `${piece.trimEnd()}\n`);
    const bytes = Buffer.concat([
      original,
      Buffer.from([...(original.length > 0 ? ['\n'] : []), pieces.join('\n')].join('')),
    ]);
    contents.set(file, bytes);
    assets.push({
      slot: CSS_ASSET,
      file,
      source: own && cssAsset !== undefined ? cssAsset : 'brand.yaml',
      before: digestOf(original),
      after: digestOf(bytes),
      sizeBytes: bytes.length,
    });
  }
  const matched = new Set(rules.filter(rule => rule.matches > 0).map(rule => rule.id));
  const written = new Set(
    [
      ...(targets.length > 0 ? parts.map(({ text }) => text) : []),
      ...(theme?.patches ?? []).filter(patch => matched.has(patch.id)).map(patch => patch.replacement),
    ].flatMap(coloursIn),
  );
  const findings = [...tooLarge, ...findingsOf(profile, brand, written, targets.length > 0)];
  return { assets, contents, findings };
}

function findingsOf(
  profile: Profile,
  brand: Brand,
  written: ReadonlySet<BrandColour>,
  hasHook: boolean,
): Finding[] {
  const place = profile.theme
    ? `has no ${profile.theme.css.files.join(' or ')}`
    : 'has no place for it that the profile knows';
  const findings: Finding[] = Object.keys(brand.colours)
    .filter(colour => !written.has(colour as BrandColour))
    .map(colour => ({
      code: 'colour-not-applied',
      message: `The colour "${colour}" of the brand is written nowhere: this release of ${profile.title} ${place}.`,
    }));
  if (brand.assets[CSS_ASSET] !== undefined && !hasHook) {
    findings.push({
      code: 'asset-slot-empty',
      message: `The style sheet ${brand.assets[CSS_ASSET]} is written nowhere: this release of ${profile.title} ${place}.`,
    });
  }
  return findings;
}

/** The colours of the brand that a text of the theme is made from. */
function coloursIn(text: string): BrandColour[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => ORIGIN[name as ThemeColour]);
}

/** @returns undefined when the brand lacks a colour that the text names */
function fill(text: string, theme: Theme, { colours }: Brand): string | undefined {
  if (coloursIn(text).some(name => colours[name] === undefined)) {
    return undefined;
  }
  const ground = (name: 'background' | 'backgroundDark'): Rgb =>
    parseColour(colours[name] ?? theme.defaults[name]);
  const primary = parseColour(colours.primary ?? '#000');
  const values: Record<ThemeColour, Rgb> = {
    primary,
    onPrimary: textColourOn(primary),
    primaryOnLight: readableOn(primary, ground('background')),
    primaryOnDark: readableOn(primary, ground('backgroundDark')),
    background: ground('background'),
    backgroundDark: ground('backgroundDark'),
  };
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => formatColour(values[name as ThemeColour]));
}
