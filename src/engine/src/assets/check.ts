import { LiveryError } from '@livery/contracts';
import { findCssFault } from './css';
import { readPngHeader } from './pngHeader';
import { findSvgFault } from './svg';

/** What the largest asset may weigh, in bytes. */
export const MAXIMUM_ASSET_BYTES = 10 * 1024 * 1024;

/** The picture formats a brand may bring. */
export type AssetType = 'png' | 'ico' | 'svg';

/** First bytes of each binary format. SVG is text and is told by its root element. */
const MAGIC: readonly { type: AssetType; test: (bytes: Buffer) => boolean }[] = [
  { type: 'png', test: bytes => bytes.subarray(0, 8).toString('latin1') === '\u0089PNG\r\n\u001a\n' },
  { type: 'ico', test: bytes => bytes.subarray(0, 4).toString('hex') === '00000100' },
  {
    type: 'svg',
    test: bytes => {
      const start = bytes.subarray(0, 4096).toString('utf8');
      return /^\s*</.test(start) && /<svg[\s>]/.test(start);
    },
  },
];

const ENDINGS: Readonly<Record<string, AssetType>> = {
  png: 'png',
  ico: 'ico',
  svg: 'svg',
};

/** The format of a picture by its content, or undefined for anything else. */
export function sniffAsset(bytes: Buffer): AssetType | undefined {
  return MAGIC.find(({ test }) => test(bytes))?.type;
}

/** Whether an asset is a style sheet. CSS has no mark of its own, so its name tells. */
export function isStyleSheet(name: string): boolean {
  return name.toLowerCase().endsWith('.css');
}

/**
 * Checks that an asset is what its name says, and harmless.
 *
 * @throws LiveryError `asset-invalid`
 */
export function checkAsset(name: string, bytes: Buffer): AssetType | 'css' {
  const refuse = (reason: string, hint: string): never => {
    throw new LiveryError('asset-invalid', { message: `The asset ${name} ${reason}.`, hint });
  };
  if (bytes.length > MAXIMUM_ASSET_BYTES) {
    refuse(`has ${bytes.length} bytes; at most ${MAXIMUM_ASSET_BYTES} are taken`, 'Use a smaller picture.');
  }
  if (isStyleSheet(name)) {
    const fault = findCssFault(bytes);
    return fault === undefined
      ? 'css'
      : refuse(fault, 'Leave that out; pictures and fonts can be embedded as data:…;base64,….');
  }
  const declared = ENDINGS[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
  const actual = sniffAsset(bytes);
  if (!actual) {
    return refuse('is not a PNG, ICO or SVG picture, nor a CSS file', 'Export the logo as PNG or SVG.');
  }
  if (declared !== actual) {
    refuse(
      `holds ${actual.toUpperCase()} data, which its name does not say`,
      `Rename it to end in .${actual}, or export it again.`,
    );
  }
  if (actual === 'png' && !readPngHeader(bytes)) {
    refuse('is a broken PNG', 'Export it again.');
  }
  if (actual === 'ico' && !isWholeIco(bytes)) {
    refuse('is a broken ICO', 'Export it again, or leave it out: it is made from the icon.');
  }
  if (actual === 'svg') {
    const fault = findSvgFault(bytes.toString('utf8'));
    if (fault !== undefined) {
      refuse(fault, 'Export it as a plain SVG with all text turned into paths.');
    }
  }
  return actual;
}

/** Whether every entry of an icon file lies inside of it and holds a PNG or a bitmap. */
function isWholeIco(bytes: Buffer): boolean {
  const count = bytes.length >= 6 ? bytes.readUInt16LE(4) : 0;
  if (count === 0 || count > 64 || bytes.length < 6 + 16 * count) {
    return false;
  }
  return Array.from({ length: count }, (_, index) => 6 + 16 * index).every(entry => {
    const length = bytes.readUInt32LE(entry + 8);
    const offset = bytes.readUInt32LE(entry + 12);
    const image = bytes.subarray(offset, offset + length);
    // A bitmap starts with the size of its header: https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
    return (
      image.length === length &&
      length >= 40 &&
      (readPngHeader(image) !== undefined || image.readUInt32LE(0) === 40)
    );
  });
}
