import { type AssetResult, type Finding, LiveryError } from '@livery/contracts';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import type { Pacer } from '../Pacer';
import type { AssetSlot, Profile } from '../profile/schema';
import type { SourceTree } from '../tree/SourceTree';
import { sniffAsset } from './check';
import { canDerive, derivePicture } from './derive';

/** The pictures that go into a tree. */
export interface AssetPlan {
  readonly assets: AssetResult[];
  /** File of the tree → the bytes it gets. */
  readonly contents: ReadonlyMap<string, Buffer>;
  readonly findings: Finding[];
}

/**
 * Plans which picture of the brand goes to which places of the tree. Places that the release does not have are passed over;
 * a slot that it has and the brand cannot fill is a finding.
 *
 * @throws LiveryError `brand-invalid` for an asset slot that the profile does not know, `asset-invalid`
 */
export async function planAssets(
  tree: SourceTree,
  profile: Profile,
  loaded: LoadedBrand,
  pacer: Pacer,
): Promise<AssetPlan> {
  checkSlots(profile, loaded);
  const assets: AssetResult[] = [];
  const contents = new Map<string, Buffer>();
  const findings: Finding[] = [];
  const used = new Set<string>();
  for (const slot of profile.assets) {
    const targets = slot.targets.filter(target => tree.has(target));
    if (targets.length === 0) {
      continue;
    }
    const source = sourceOf(slot, loaded);
    if (!source) {
      findings.push({
        code: 'asset-slot-empty',
        message: `No asset of the brand fits the slot "${slot.slot}" (${slot.from.join(', ')}), so ${targets.join(', ')} keeps the upstream's picture.`,
      });
      continue;
    }
    used.add(source.key);
    await pacer.rest();
    const bytes = derivePicture(source.picture, slot.format, source.isOwn);
    for (const file of targets) {
      contents.set(file, bytes);
      assets.push({
        slot: slot.slot,
        file,
        source: source.picture.name,
        before: digestOf(tree.read(file)),
        after: digestOf(bytes),
        sizeBytes: bytes.length,
      });
    }
  }
  checkUse(loaded, used, profile);
  return { assets, contents, findings };
}

function sourceOf(slot: AssetSlot, { brand, assets }: LoadedBrand) {
  for (const [index, key] of slot.from.entries()) {
    const name = brand.assets[key];
    const bytes = name === undefined ? undefined : assets.get(name);
    if (name !== undefined && bytes && canDerive(sniffAsset(bytes), slot.format)) {
      return { key, picture: { name, bytes }, isOwn: index === 0 };
    }
  }
  return undefined;
}

function checkSlots(profile: Profile, { brand }: LoadedBrand): void {
  const known = new Set(profile.assets.flatMap(slot => slot.from));
  const unknown = Object.keys(brand.assets).filter(key => !known.has(key));
  if (unknown.length > 0) {
    throw new LiveryError('brand-invalid', {
      message: `The brand has assets for ${unknown.map(key => `"${key}"`).join(', ')}, which ${profile.title} has no slot for.`,
      hint: `Use these names: ${[...known].sort().join(', ')}.`,
    });
  }
}

/** An asset that could fill a slot of this release, and of which no picture could be made, is the wrong kind of file. */
function checkUse({ brand, assets }: LoadedBrand, used: ReadonlySet<string>, profile: Profile): void {
  for (const [key, name] of Object.entries(brand.assets)) {
    const type = sniffAsset(assets.get(name) ?? Buffer.alloc(0));
    const formats = profile.assets.filter(slot => slot.from.includes(key)).map(slot => slot.format);
    if (!used.has(key) && !formats.some(format => canDerive(type, format))) {
      throw new LiveryError('brand-invalid', {
        message: `The asset "${key}" of the brand (${name}) is ${type ?? 'nothing'}, of which none of its pictures can be made (${[...new Set(formats.map(format => format.type))].join(', ')}).`,
        hint: 'Export it as a PNG of 1024×1024.',
      });
    }
  }
}
