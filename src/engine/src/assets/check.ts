import { LiveryError } from '@livery/contracts';

/** What the largest asset may weigh, in bytes. */
export const MAXIMUM_ASSET_BYTES = 10 * 1024 * 1024;

/** The picture formats a brand may bring. */
export type AssetType = 'png' | 'jpeg' | 'webp' | 'ico' | 'svg';

/** First bytes of each binary format. SVG is text and is told by its root element. */
const MAGIC: readonly { type: AssetType; test: (bytes: Buffer) => boolean }[] = [
  { type: 'png', test: bytes => bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n' },
  { type: 'jpeg', test: bytes => bytes.subarray(0, 3).toString('hex') === 'ffd8ff' },
  {
    type: 'webp',
    test: bytes =>
      bytes.subarray(0, 4).toString('latin1') === 'RIFF' &&
      bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  },
  { type: 'ico', test: bytes => bytes.subarray(0, 4).toString('hex') === '00000100' },
  {
    type: 'svg',
    test: bytes =>
      /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<svg[\s>]/.test(
        bytes.subarray(0, 4096).toString('utf8'),
      ),
  },
];

const ENDINGS: Readonly<Record<string, AssetType>> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  webp: 'webp',
  ico: 'ico',
  svg: 'svg',
};

/**
 * What an SVG must not hold, since the branded app serves it from its own origin.
 * https://www.w3.org/TR/SVG2/conform.html#secure-static-mode is what is left without these.
 */
const ACTIVE_SVG: readonly { what: string; pattern: RegExp }[] = [
  { what: 'a document type or an entity', pattern: /<!(?:doctype|entity)/i },
  {
    what: 'an active element',
    pattern:
      /<(?:[\w-]+:)?(?:script|foreignobject|iframe|object|embed|audio|video|handler|set|animate\w*)\b/i,
  },
  { what: 'an event handler', pattern: /[\s"'/]on[a-z]+\s*=/i },
  {
    what: 'a link to elsewhere',
    pattern: /href\s*=\s*(?:["']\s*)?(?!["']?\s*(?:#|data:image\/png;base64,))[^\s"'>]/i,
  },
  { what: 'a style that loads something', pattern: /@import|url\s*\(\s*(?:["']\s*)?(?!#)[^\s"')]/i },
  { what: 'a processing instruction', pattern: /<\?(?!xml\s)/i },
  { what: 'text, which needs a font that the reader may not have', pattern: /<(?:[\w-]+:)?text\b/i },
];

/** The format of a picture by its content, or undefined for anything else. */
export function sniffAsset(bytes: Buffer): AssetType | undefined {
  return MAGIC.find(({ test }) => test(bytes))?.type;
}

/**
 * Checks that an asset is what its name says, and harmless.
 *
 * @throws LiveryError `asset-invalid`
 */
export function checkAsset(name: string, bytes: Buffer): AssetType {
  const refuse = (reason: string, hint: string): never => {
    throw new LiveryError('asset-invalid', { message: `The asset ${name} ${reason}.`, hint });
  };
  if (bytes.length > MAXIMUM_ASSET_BYTES) {
    refuse(`has ${bytes.length} bytes; at most ${MAXIMUM_ASSET_BYTES} are taken`, 'Use a smaller picture.');
  }
  const declared = ENDINGS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
  const actual = sniffAsset(bytes);
  if (!actual) {
    return refuse('is not a PNG, JPEG, WebP, ICO or SVG picture', 'Export the logo as PNG or SVG.');
  }
  if (declared !== actual) {
    refuse(
      `holds ${actual.toUpperCase()} data, which its name does not say`,
      `Rename it to end in .${actual}, or export it again.`,
    );
  }
  if (actual === 'svg') {
    const text = bytes.toString('utf8');
    const found = ACTIVE_SVG.find(({ pattern }) => pattern.test(text));
    if (found) {
      refuse(`contains ${found.what}`, 'Export it as a plain SVG with all text turned into paths.');
    }
  }
  return actual;
}
