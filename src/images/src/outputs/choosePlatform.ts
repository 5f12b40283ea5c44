import { LiveryError } from '@livery/contracts';
import { formatPlatform } from '../overlay/resolveBase';
import type { CollectedImage, CollectedManifest } from './collectImage';

/** Without a variant, any will do. */
function matches({ platform }: CollectedManifest, wanted: string): boolean {
  return (
    platform !== undefined &&
    [formatPlatform(platform), `${platform.os}/${platform.architecture}`].includes(wanted)
  );
}

/**
 * The one image of those in an index that is for a platform, or the only one.
 *
 * @param name - what errors call it all
 * @param wanted - `linux/amd64`
 * @throws LiveryError `usage-invalid` if it has to be said which, or it is not there
 */
export function choosePlatform(
  { images }: CollectedImage,
  name: string,
  wanted: string | undefined,
): CollectedManifest {
  const candidates = images.filter(({ isAttestation }) => !isAttestation);
  const chosen =
    wanted === undefined || (candidates.length === 1 && candidates[0]?.platform === undefined)
      ? candidates
      : candidates.filter(image => matches(image, wanted));
  const [first] = chosen;
  if (first && chosen.length === 1) {
    return first;
  }
  const there = candidates.map(({ platform }) =>
    platform ? formatPlatform(platform) : 'one without a name',
  );
  const list = there.length === 0 ? 'none' : there.join(', ');
  throw new LiveryError('usage-invalid', {
    message:
      wanted === undefined
        ? `An archive for "docker load" has one platform, and ${name} has ${there.length}: ${list}.`
        : `${name} has ${chosen.length === 0 ? 'no' : 'more than one'} image for ${wanted}; it has ${list}.`,
    hint: 'Name one of its platforms, or write an OCI layout, which has all of them.',
  });
}
