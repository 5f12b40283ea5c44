import { type AssetResult, type Finding, KEEP, LiveryError } from '@livery/contracts';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import type { Pacer } from '../Pacer';
import { tooLargeFinding } from '../plan/findings';
import type { AssetSlot, Profile } from '../profile/schema';
import { readSmall } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import { isStyleSheet, sniffAsset } from './check';
import { parseColour } from './colour';
import { canDerive, derivePicture } from './derive';
import { type PictureCache, pictureKey } from './PictureCache';
import { CSS_ASSET } from './theme';

/** The pictures that go into a tree. */
export interface AssetPlan {
  readonly assets: AssetResult[];
  /** File of the tree → the bytes it gets. */
  readonly contents: ReadonlyMap<string, Buffer>;
  /** Files that keep the upstream's picture: on purpose, or since nothing fits, which is a finding. */
  readonly kept: ReadonlySet<string>;
  readonly findings: Finding[];
}

/**
 * Plans which picture of the brand goes to which places of the tree. Places that the release does not have are passed over.
 *
 * A slot that the release has and the brand cannot fill is a finding; where the profile requires the slot and the brand has
 * pictures at all, it is an error, unless the brand says `keep`. A brand of a name alone is a brand too.
 *
 * @throws LiveryError `brand-invalid` for an asset slot that the profile does not know, or a required one that is empty;
 * `asset-invalid`
 */
export async function planAssets(
  tree: SourceTree,
  profile: Profile,
  loaded: LoadedBrand,
  profiles: readonly Profile[],
  pacer: Pacer,
  cache?: PictureCache,
): Promise<AssetPlan> {
  checkSlots(profiles, loaded);
  checkUse(profile, loaded);
  const slots = profile.assets
    .map(slot => ({ slot, targets: slot.targets.filter(target => tree.has(target)) }))
    .filter(({ targets }) => targets.length > 0);
  checkRequired(
    slots.map(({ slot }) => slot),
    profile,
    loaded,
  );
  const background = parseColour(loaded.brand.colours.background ?? '#ffffff');
  const made = new Map<string, Buffer>();
  const assets: AssetResult[] = [];
  const contents = new Map<string, Buffer>();
  const kept = new Set<string>();
  const findings: Finding[] = [];
  for (const { slot, targets } of slots) {
    const source = sourceOf(slot, loaded);
    if (!source || source === KEEP) {
      targets.forEach(target => kept.add(target));
      if (!source) {
        findings.push({
          code: 'asset-slot-empty',
          message: `No asset of the brand fits the slot "${slot.slot}" (${slot.from.join(', ')}), so ${targets.join(', ')} keeps the upstream's picture.`,
        });
      }
      continue;
    }
    await pacer.rest();
    // Several slots ask for the same picture in the same format.
    const key = pictureKey(source.picture, slot.format, source.isOwn, background);
    const bytes =
      made.get(key) ??
      cache?.get(key) ??
      (await derivePicture(source.picture, slot.format, source.isOwn, background));
    if (!made.has(key)) {
      made.set(key, bytes);
      cache?.set(key, bytes);
    }
    for (const file of targets) {
      const original = readSmall(tree, file);
      if (!original) {
        kept.add(file);
        findings.push(tooLargeFinding(file));
        continue;
      }
      contents.set(file, bytes);
      assets.push({
        slot: slot.slot,
        file,
        source: source.picture.name,
        before: digestOf(original),
        after: digestOf(bytes),
        sizeBytes: bytes.length,
      });
    }
  }
  return { assets, contents, kept, findings };
}

function sourceOf(slot: AssetSlot, { brand, assets }: LoadedBrand) {
  if (brand.assets[slot.slot] === KEEP) {
    return KEEP;
  }
  for (const key of slot.from) {
    const name = brand.assets[key];
    const bytes = name === undefined ? undefined : assets.get(name);
    if (name !== undefined && bytes && canDerive(sniffAsset(bytes), slot.format)) {
      return { picture: { name, bytes }, isOwn: key === slot.slot };
    }
  }
  return undefined;
}

/** The names of assets that an app has a use for. */
function assetNamesOf(profile: Profile): string[] {
  const slots = profile.assets.flatMap(slot => [slot.slot, ...slot.from]);
  return profile.theme ? [...slots, CSS_ASSET] : slots;
}

/**
 * Checks that every asset of a brand has a use: in this app, or in another one that the brand may be for as well.
 *
 * @throws LiveryError `brand-invalid`
 */
export function checkSlots(profiles: readonly Profile[], { brand }: LoadedBrand): void {
  const known = new Set(profiles.flatMap(assetNamesOf));
  const unknown = Object.keys(brand.assets).filter(key => !known.has(key));
  if (unknown.length > 0) {
    const titles = profiles.map(({ title }) => title).join(' and ');
    throw new LiveryError('brand-invalid', {
      message: `The brand has assets for ${quote(unknown)}, which ${titles} ${profiles.length === 1 ? 'has' : 'have'} no slot for.`,
      hint: `Use these names: ${[...known].sort().join(', ')}.`,
    });
  }
  const slots = new Set(profiles.flatMap(profile => profile.assets.map(slot => slot.slot)));
  const notKept = Object.keys(brand.assets).filter(key => brand.assets[key] === KEEP && !slots.has(key));
  if (notKept.length > 0) {
    throw new LiveryError('brand-invalid', {
      message: `The brand says "${KEEP}" for ${quote(notKept)}, of which there is no picture to keep.`,
      hint: `These can be kept: ${[...slots].sort().join(', ')}.`,
    });
  }
}

/** An asset of which no slot could be made is the wrong kind of file. */
function checkUse(profile: Profile, { brand, assets }: LoadedBrand): void {
  for (const [key, name] of Object.entries(brand.assets)) {
    if (name === KEEP) {
      continue;
    }
    if (isStyleSheet(name) !== (key === CSS_ASSET)) {
      throw new LiveryError('brand-invalid', {
        message: `The asset "${key}" of the brand (${name}) is ${key === CSS_ASSET ? 'no style sheet' : 'a style sheet'}.`,
        hint: `Name a CSS file as "${CSS_ASSET}", and a PNG or SVG for a picture.`,
      });
    }
    const type = sniffAsset(assets.get(name) ?? Buffer.alloc(0));
    const formats = profile.assets.filter(slot => slot.from.includes(key)).map(slot => slot.format);
    const isForAnotherApp = formats.length === 0;
    if (key !== CSS_ASSET && !isForAnotherApp && !formats.some(format => canDerive(type, format))) {
      throw new LiveryError('brand-invalid', {
        message: `The asset "${key}" of the brand (${name}) is ${type ?? 'nothing'}, of which none of its pictures can be made (${[...new Set(formats.map(format => format.type))].join(', ')}).`,
        hint: 'Export it as an SVG, or as a PNG of 1024×1024.',
      });
    }
  }
}

function checkRequired(slots: readonly AssetSlot[], profile: Profile, loaded: LoadedBrand): void {
  const { assets } = loaded.brand;
  if (!Object.keys(assets).some(key => key !== CSS_ASSET && assets[key] !== KEEP)) {
    return;
  }
  const empty = slots.filter(slot => slot.required && !sourceOf(slot, loaded)).map(slot => slot.slot);
  if (empty.length > 0) {
    throw new LiveryError('brand-invalid', {
      message: `The brand has pictures, but none for ${quote(empty)}: ${profile.title} would show its own there.`,
      hint: `Add "icon" (a PNG of 1024×1024) or "icon-svg" to the assets of the brand, from which they are made, or say "${empty[0]}: ${KEEP}" for a picture that may stay.`,
    });
  }
}

function quote(names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ');
}
