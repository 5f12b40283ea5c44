import { LiveryError } from '@livery/contracts';
import { PNG } from 'pngjs';
import type { AssetFormat } from '../profile/schema';
import { type AssetType, sniffAsset } from './check';
import { encodePng } from './encodePng';

/** The largest width or height that is decoded: the header is read before the picture, which may be a bomb. */
const MAXIMUM_PIXELS_PER_SIDE = 4096;

/** A picture of a brand, with the name under which errors speak of it. */
export interface SourcePicture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Whether a picture of this type can fill a slot of that format. */
export function canDerive(type: AssetType | undefined, format: AssetFormat): boolean {
  return type === format.type || (type === 'png' && format.type !== 'png');
}

/**
 * Makes the picture of a slot.
 *
 * A picture that was made for the slot is taken as it is. Otherwise a PNG is fitted into the square, centred on
 * transparency; an ICO holds PNGs; an SVG wraps one.
 *
 * @throws LiveryError `asset-invalid` for a picture that is broken or too small
 */
export function derivePicture(source: SourcePicture, format: AssetFormat, isOwn: boolean): Buffer {
  const type = sniffAsset(source.bytes);
  if (type === format.type && (isOwn || type === 'svg')) {
    return source.bytes;
  }
  switch (format.type) {
    case 'png':
      return encodeSquare(source, format.size);
    case 'ico':
      return encodeIco(format.sizes.map(size => ({ size, png: encodeSquare(source, size) })));
    case 'svg':
      return encodeSvg(encodeSquare(source, 512), 512);
  }
}

/** One logo fills a dozen slots: it is decoded once for as long as its bytes are in use. */
const decoded = new WeakMap<Buffer, PNG>();

function decode(source: SourcePicture): PNG {
  const known = decoded.get(source.bytes);
  if (known) {
    return known;
  }
  const refuse = (reason: string, hint: string, cause?: unknown): never => {
    throw new LiveryError('asset-invalid', { message: `The asset ${source.name} ${reason}.`, hint, cause });
  };
  // Width and height are the first fields of the first chunk: https://www.w3.org/TR/png-3/#11IHDR
  const width = source.bytes.length >= 24 ? source.bytes.readUInt32BE(16) : 0;
  const height = source.bytes.length >= 24 ? source.bytes.readUInt32BE(20) : 0;
  if (width > MAXIMUM_PIXELS_PER_SIDE || height > MAXIMUM_PIXELS_PER_SIDE) {
    return refuse(
      `has ${width}×${height} pixels; at most ${MAXIMUM_PIXELS_PER_SIDE} on a side are taken`,
      'Export it at 1024×1024.',
    );
  }
  try {
    const picture = PNG.sync.read(source.bytes);
    decoded.set(source.bytes, picture);
    return picture;
  } catch (error) {
    return refuse('is a broken PNG', 'Export it again.', error);
  }
}

function encodeSquare(source: SourcePicture, size: number): Buffer {
  const picture = decode(source);
  const longest = Math.max(picture.width, picture.height);
  if (longest < size) {
    throw new LiveryError('asset-invalid', {
      message: `The asset ${source.name} has ${picture.width}×${picture.height} pixels, but a picture of ${size}×${size} is made from it.`,
      hint: 'Export it at 1024×1024; enlarging it would blur it.',
    });
  }
  if (picture.width === size && picture.height === size) {
    return source.bytes;
  }
  return encodePng(shrink(picture, longest, size), size);
}

const { ceil, floor, max, min, round } = Math;

/**
 * Shrinks a picture into a square by averaging the area behind each pixel.
 * Colours are weighted with their opacity, so that transparent pixels do not darken the rim.
 */
function shrink(picture: PNG, longest: number, size: number): Buffer {
  const { width, height, data } = picture;
  const scale = longest / size;
  const left = (longest - width) / 2;
  const top = (longest - height) / 2;
  const result = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    const [yStart, yEnd] = [max(y * scale - top, 0), min((y + 1) * scale - top, height)];
    for (let x = 0; x < size; x += 1) {
      const [xStart, xEnd] = [max(x * scale - left, 0), min((x + 1) * scale - left, width)];
      let red = 0;
      let green = 0;
      let blue = 0;
      let opacity = 0;
      for (let row = floor(yStart); row < ceil(yEnd); row += 1) {
        const rowShare = min(row + 1, yEnd) - max(row, yStart);
        for (let column = floor(xStart); column < ceil(xEnd); column += 1) {
          const source = (row * width + column) * 4;
          const share = rowShare * (min(column + 1, xEnd) - max(column, xStart));
          const weight = share * (data[source + 3] ?? 0);
          red += weight * (data[source] ?? 0);
          green += weight * (data[source + 1] ?? 0);
          blue += weight * (data[source + 2] ?? 0);
          opacity += weight;
        }
      }
      if (opacity > 0) {
        const target = (y * size + x) * 4;
        result[target] = round(red / opacity);
        result[target + 1] = round(green / opacity);
        result[target + 2] = round(blue / opacity);
        result[target + 3] = round(opacity / (scale * scale));
      }
    }
  }
  return result;
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
