import type { Brand } from '@livery/contracts';
import { isUpstreamPicture } from '../assets/upstreamPictures';
import type { LoadedProfile } from '../profile/loadProfile';
import { matcherOf } from '../rules/rule';
import { FileRules } from './FileRules';

/**
 * Tells which files a plan looks into, for those who have to fetch each of them: the others may read as empty.
 *
 * @returns whether the bytes of a file matter, by its path from the root of the tree
 */
export function interestOf(
  profiles: readonly LoadedProfile[],
  brand: Brand,
): (file: string, bytes: Buffer) => boolean {
  const judges = profiles.map(({ profile }) => {
    const rules = new FileRules(profile, brand);
    const spellings = profile.residue.map(spelling => Buffer.from(spelling));
    const hashes = new Set(profile.upstreamPictures);
    const fixed = new Set([
      profile.detect.file,
      profile.licence.file,
      ...profile.assets.flatMap(({ targets }) => targets),
      ...(profile.theme?.css.files ?? []),
    ]);
    const isMap = matcherOf(profile.sourceMaps?.files ?? []);
    const rewritesMaps = (brand.sourceMaps ?? profile.sourceMaps?.policy) === 'rewrite';
    const isIndex = matcherOf(profile.translations?.compiled?.files ?? []);
    const indexNeedle = Buffer.from(profile.translations?.compiled?.holds ?? '\0');
    return (file: string, bytes: Buffer): boolean =>
      fixed.has(file) ||
      spellings.some(spelling => bytes.includes(spelling)) ||
      (isMap(file) && rewritesMaps) ||
      (isIndex(file) && bytes.includes(indexNeedle)) ||
      rules.mayChange(file, bytes) ||
      isUpstreamPicture(bytes, hashes);
  });
  return (file, bytes) => judges.some(isOfInterest => isOfInterest(file, bytes));
}
