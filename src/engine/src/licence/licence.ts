import { createHash } from 'node:crypto';
import { type Brand, LiveryError, type LicenceVerdict } from '@livery/contracts';
import semver from 'semver';
import type { LicenceText, Profile } from '../profile/schema';
import type { SourceTree } from '../tree/SourceTree';

/**
 * The SHA-256 of a licence text, blind to byte-order mark, line ends, spaces at line ends and final line breaks.
 *
 * @returns undefined when the bytes are not UTF-8
 */
export function licenceHash(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map(line => line.replace(/(?<![ \t])[ \t]+$/, ''));
  const normal = `${lines.join('\n').replace(/(?<!\n)\n+$/, '')}\n`;
  return createHash('sha256').update(normal).digest('hex');
}

/** What {@link judgeLicence} decides from. */
export interface LicenceCase {
  tree: SourceTree;
  version: string;
  profile: Profile;
  brand: Brand;
  /** The day of the run, `YYYY-MM-DD`. */
  today: string;
}

/**
 * Decides whether a brand may replace the upstream's, from the licence text itself and never from what the user says of it.
 *
 * @throws LiveryError `licence-unknown`, `licence-ground-missing`, `licence-ground-expired`
 */
export function judgeLicence(given: LicenceCase): LicenceVerdict {
  const { profile, brand, version } = given;
  const text = findLicenceText(given);
  if (text.rebrand === 'unknown') {
    throw new LiveryError('licence-unknown', {
      message: `The licence of ${profile.title} ${version} is the text "${text.id}", and the profile does not say that it allows a rebrand.`,
      hint: 'Choose a release whose licence the profile knows.',
    });
  }
  const verdict = { text: text.id, spdx: text.spdx, rebrand: text.rebrand, notice: text.notice } as const;
  if (text.rebrand === 'allowed') {
    return verdict;
  }
  const ground = brand.licence;
  if (!ground) {
    throw new LiveryError('licence-ground-missing', {
      message: `The licence of ${profile.title} ${version} (${text.spdx}) forbids replacing its branding except on stated grounds, and the brand states none: ${text.notice}`,
      hint: 'State the ground under "licence" in brand.yaml (basis, reference, acknowledgedBy, date, reviewBy), or choose a release whose licence allows it. This is not legal advice.',
    });
  }
  if (ground.reviewBy < given.today) {
    throw new LiveryError('licence-ground-expired', {
      message: `The licence ground of this brand (${ground.basis}, ${ground.reference}) was to be reviewed by ${ground.reviewBy}, and today is ${given.today}.`,
      hint: 'Check that the ground still holds, then set a new date and reviewBy in brand.yaml.',
    });
  }
  return { ...verdict, ground };
}

/**
 * The text that the licence file of a source holds.
 *
 * @throws LiveryError `licence-unknown` when the profile does not know it, or not for this version
 */
export function findLicenceText({
  tree,
  version,
  profile,
}: Pick<LicenceCase, 'tree' | 'version' | 'profile'>): LicenceText {
  if (tree.isImage === true && !tree.has(profile.licence.file)) {
    return findTextOfRelease(version, profile);
  }
  if (!tree.has(profile.licence.file)) {
    throw new LiveryError('licence-unknown', {
      message: `${profile.title} ${version} has no file ${profile.licence.file}, so nobody can say whether it may be rebranded.`,
      hint: 'Use a complete checkout of the release.',
    });
  }
  const hash = licenceHash(tree.read(profile.licence.file));
  const text = profile.licence.texts.find(candidate => candidate.sha256 === hash);
  if (!text) {
    throw new LiveryError('licence-unknown', {
      message: `The licence changed since the profile was written: ${profile.licence.file} of ${profile.title} ${version} is not a text it knows (SHA-256 ${hash ?? 'of bytes that are not UTF-8'}).`,
      hint: 'Read the new text, and wait for a profile that knows it; forks with a licence of their own are not covered.',
    });
  }
  if (text.versions !== undefined && !semver.satisfies(version, text.versions, { includePrerelease: true })) {
    throw new LiveryError('licence-unknown', {
      message: `The licence text "${text.id}" belongs to ${profile.title} ${text.versions}, but this source says it is ${version}.`,
      hint: 'Use an unchanged checkout of the release.',
    });
  }
  return text;
}

/** An image has no licence file, so the release decides: one that the profile was tried on, and that carries one known text. */
function findTextOfRelease(version: string, profile: Profile): LicenceText {
  const isIn = (range: string) => semver.satisfies(version, range, { includePrerelease: true });
  const texts = profile.licence.texts.filter(
    ({ versions, files }) => versions !== undefined && files.length > 0 && isIn(versions),
  );
  const [text, ...others] = texts;
  if (!text || others.length > 0 || !isIn(profile.versions)) {
    throw new LiveryError('licence-unknown', {
      message: `The image holds no licence file, and the profile does not say which text ${profile.title} ${version} carries.`,
      hint: 'Brand the source of this release, which has its licence with it, or wait for a profile that knows it.',
    });
  }
  return text;
}
