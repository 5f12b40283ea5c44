import type { BrandBundle } from '@livery/contracts';

const mediaTypes: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  ico: 'image/x-icon',
};

// The slots of a profile that show the brand to a person, the best one first.
const logoSlots = ['logo', 'icon-svg', 'icon', 'favicon', 'splash'];

/**
 * The logo of a brand as a `data:` address for an `<img>`, where even an SVG runs no scripts.
 *
 * The slot that is a logo by its name comes first, then any other picture.
 */
export function logoOf(bundle: BrandBundle): string | undefined {
  const slots = [...logoSlots, ...Object.keys(bundle.brand.assets)];
  const paths = slots.flatMap(slot => bundle.brand.assets[slot] ?? []);
  for (const path of [...paths, ...Object.keys(bundle.assets)]) {
    const mediaType = mediaTypes[path.split('.').pop()?.toLowerCase() ?? ''];
    const bytes = bundle.assets[path];
    if (mediaType && bytes) {
      return `data:${mediaType};base64,${bytes}`;
    }
  }
  return undefined;
}
