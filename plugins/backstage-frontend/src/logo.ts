import type { BrandTemplate } from '@livery/backstage-plugin-livery-common';

// What a slot is called that shows the brand to a person, the best one first. Profiles name their slots themselves.
const logoWords = ['logo', 'icon'];

/** The path of the asset that is the logo of a brand by the name of its slot; any other picture where there is none. */
export function logoPathOf(template: BrandTemplate): string | undefined {
  const { assets } = template.brand;
  // The shortest name is the plain one: `icon` comes before `icon-dark`.
  const slots = Object.keys(assets)
    .filter(name => /\.(?:png|svg|ico)$/i.test(assets[name] ?? '')) // a slot can be kept, or hold a style sheet
    .sort((one, other) => one.length - other.length);
  const slot =
    logoWords.flatMap(word => slots.filter(name => name.split('-').includes(word))).at(0) ?? slots.at(0);
  return slot === undefined ? undefined : assets[slot];
}

/** A picture as a `data:` address for an `<img>`, where even an SVG runs no scripts. */
export async function toDataUrl(picture: Response): Promise<string> {
  const [mediaType] = (picture.headers.get('content-type') ?? '').split(';');
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return `data:${mediaType};base64,${toBase64(bytes)}`;
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}
