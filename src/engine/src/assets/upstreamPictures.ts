import { createHash } from 'node:crypto';
import type { Finding } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import { readSmall } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import { MAXIMUM_ASSET_BYTES } from './check';

/** What can be a picture, whatever it is called before the dot. */
const PICTURE = /\.(?:png|ico|svg|jpe?g|webp|gif|avif)$/i;

/** Whether a file can be a picture, by its name. */
export function isPictureName(file: string): boolean {
  return PICTURE.test(file);
}

/** A picture that is carried along inside of an SVG. */
const EMBEDDED = /data:image\/[\w.+-]+;base64,([\w+/=\s]+)/g;

/**
 * Whether a picture, or one that is embedded in it, is one that shows the upstream's brand.
 *
 * @param hashes - SHA-256 of the upstream's pictures, in hexadecimal
 */
export function isUpstreamPicture(bytes: Buffer, hashes: ReadonlySet<string>): boolean {
  if (hashes.has(hashOf(bytes))) {
    return true;
  }
  // An SVG says what it is in its first characters; looking for it in every byte of every photograph would cost more.
  if (!bytes.subarray(0, 4096).includes('<svg')) {
    return false;
  }
  return [...bytes.toString('utf8').matchAll(EMBEDDED)].some(([, base64 = '']) =>
    hashes.has(hashOf(Buffer.from(base64.replace(/\s/g, ''), 'base64'))),
  );
}

/**
 * Finds the pictures of a tree that still show the upstream's brand, wherever they are.
 *
 * @param changed - file → what the branding makes of it
 * @param known - files whose pictures stay and are accounted for elsewhere: slots that are kept, or that nothing fits
 */
export function findUpstreamPictures(
  tree: SourceTree,
  profile: Profile,
  changed: ReadonlyMap<string, Buffer>,
  known: ReadonlySet<string> = new Set(),
): Finding[] {
  const hashes = new Set(profile.upstreamPictures);
  if (hashes.size === 0) {
    return [];
  }
  const findings: Finding[] = [];
  for (const file of tree.files) {
    if (!PICTURE.test(file) || known.has(file)) {
      continue;
    }
    const bytes = changed.get(file) ?? readSmall(tree, file);
    if (bytes && bytes.length <= MAXIMUM_ASSET_BYTES && isUpstreamPicture(bytes, hashes)) {
      findings.push({
        code: 'upstream-picture',
        message: `${file} still shows the brand of ${profile.title}.`,
        place: { file, line: 1, column: 1 },
      });
    }
  }
  return findings;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
