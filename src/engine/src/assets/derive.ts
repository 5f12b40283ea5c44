import { LiveryError } from '@livery/contracts';
import type { AssetFormat } from '../profile/schema';
import { type AssetType, sniffAsset } from './check';
import { type Rgb } from './colour';
import { decodePicture, type SourcePicture } from './decode';
import { encodePng } from './encodePng';
import { frame, shrink } from './shrink';

export type { SourcePicture } from './decode';

type PngFormat = Extract<AssetFormat, { type: 'png' }>;

/** Whether a picture of this type can fill a slot of that format. */
export function canDerive(type: AssetType | undefined, format: AssetFormat): boolean {
  return type === format.type || type === 'png' || type === 'svg';
}

/**
 * Makes the picture of a slot.
 *
 * A picture of the slot's own format that was made for the slot is taken as it is. Otherwise the picture is fitted into
 * the square; an ICO holds PNGs; an SVG is taken as it is, or wraps a PNG.
 *
 * @param background - what an opaque picture stands on
 * @throws LiveryError `asset-invalid` for a picture that is broken, too small or cannot be drawn
 */
export async function derivePicture(
  source: SourcePicture,
  format: AssetFormat,
  isOwn: boolean,
  background: Rgb,
): Promise<Buffer> {
  const type = sniffAsset(source.bytes);
  if (type === format.type && (isOwn || type === 'svg')) {
    return source.bytes;
  }
  switch (format.type) {
    case 'png':
      return encodeSquare(source, format, background);
    case 'ico': {
      const entries = [];
      for (const size of format.sizes) {
        const png = await encodeSquare(source, { type: 'png', size, padding: 0 }, background);
        entries.push({ size, png });
      }
      return encodeIco(entries);
    }
    case 'svg':
      return encodeSvg(await encodeSquare(source, { type: 'png', size: 512, padding: 0 }, background), 512);
  }
}

async function encodeSquare(source: SourcePicture, format: PngFormat, background: Rgb): Promise<Buffer> {
  const { size, padding } = format;
  const inner = Math.max(1, Math.round(size * (1 - 2 * padding)));
  const picture = await decodePicture(source, inner);
  const { width, height } = picture;
  if (Math.max(width, height) < inner) {
    throw new LiveryError('asset-invalid', {
      message: `The asset ${source.name} has ${width}×${height} pixels, but a picture of ${inner}×${inner} is made from it.`,
      hint: 'Export it at 1024×1024; enlarging it would blur it.',
    });
  }
  const isFramed = inner !== size || format.background !== undefined;
  if (!isFramed && width === size && height === size && sniffAsset(source.bytes) === 'png') {
    return source.bytes;
  }
  const square = shrink(picture, inner);
  return encodePng((isFramed ? frame(square, size, format.background && background) : square).data, size);
}

/** An icon file whose entries are PNGs: https://learn.microsoft.com/windows/win32/uxguide/vis-icons */
function encodeIco(entries: readonly { size: number; png: Buffer }[]): Buffer {
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2); // an icon, not a cursor
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of entries.entries()) {
    const entry = 6 + 16 * index;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits per pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...entries.map(entry => entry.png)]);
}

function encodeSvg(png: Buffer, size: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><image width="${size}" height="${size}" href="data:image/png;base64,${png.toString('base64')}"/></svg>\n`,
  );
}
