import type { Brand } from '@livery/contracts';
import { isPictureName, isUpstreamPicture } from '../assets/upstreamPictures';
import type { LoadedProfile } from '../profile/loadProfile';
import { Needles } from '../rules/Needles';
import { matcherOf } from '../rules/rule';
import { FileRules } from './FileRules';

/** Tells which files a plan looks into, for those who have to fetch each of them: the others may read as empty. */
export interface Interest {
  /** Whether the bytes of a file can matter at all, by its path from the root of the tree. */
  mayMatter(file: string): boolean;
  /** Whether they do. */
  matters(file: string, bytes: Buffer): boolean;
}

/** What plans of a brand look into, whichever of the profiles it turns out to be. */
export function interestOf(profiles: readonly LoadedProfile[], brand: Brand): Interest {
  const judges = profiles.map(loaded => createInterest(loaded, brand));
  return {
    mayMatter: file => judges.some(judge => judge.mayMatter(file)),
    matters: (file, bytes) => judges.some(judge => judge.matters(file, bytes)),
  };
}

function createInterest({ profile }: LoadedProfile, brand: Brand): Interest {
  const rules = new FileRules(profile, brand);
  const { sourceMaps, translations } = profile;
  const hashes = new Set(profile.upstreamPictures);
  const spellings = new Needles(profile.residue);
  const isMap = matcherOf(sourceMaps?.files ?? []);
  const rewritesMaps = (brand.sourceMaps ?? sourceMaps?.policy) === 'rewrite';
  const isIndex = matcherOf(translations?.compiled?.files ?? []);
  const indexNeedle = Buffer.from(translations?.compiled?.holds ?? '\0');
  const fixed = new Set([
    profile.detect.file,
    profile.licence.file,
    ...profile.assets.flatMap(({ targets }) => targets),
    ...(profile.theme?.css.files ?? []),
  ]);
  return {
    mayMatter: file => fixed.has(file) || isMap(file) || isPictureName(file) || rules.isOfInterest(file),
    matters: (file, bytes) =>
      fixed.has(file) ||
      (isMap(file) && (rewritesMaps || spellings.areIn(bytes))) ||
      (isIndex(file) && bytes.includes(indexNeedle)) ||
      rules.mayChange(file, bytes) ||
      (isPictureName(file) && isUpstreamPicture(bytes, hashes)),
  };
}
