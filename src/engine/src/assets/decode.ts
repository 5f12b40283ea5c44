import { LiveryError } from '@livery/contracts';
import { PNG } from 'pngjs';
import { sniffAsset } from './check';
import { drawSvg } from './drawing/drawSvg';
import type { Picture } from './Picture';

/** The largest width or height that is decoded: the header is read before the picture, which may be a bomb. */
const MAXIMUM_PIXELS_PER_SIDE = 4096;

/** How large an SVG is drawn: what it is needed in is shrunk from that. */
const DRAWN_PIXELS_PER_SIDE = 1024;

/** A picture of a brand, with the name under which errors speak of it. */
export interface SourcePicture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One logo fills a dozen slots: it is decoded once for as long as its bytes are in use. */
const decoded = new WeakMap<Buffer, Map<number, Promise<Picture>>>();

/**
 * Gives the pixels of a PNG or an SVG. An SVG has at least `size` pixels on its longer side, a PNG those that it has.
 *
 * @throws LiveryError `asset-invalid`
 */
export function decodePicture(source: SourcePicture, size: number): Promise<Picture> {
  const isSvg = sniffAsset(source.bytes) === 'svg';
  const drawn = isSvg ? Math.max(size, DRAWN_PIXELS_PER_SIDE) : 0;
  const sizes = decoded.get(source.bytes) ?? new Map<number, Promise<Picture>>();
  decoded.set(source.bytes, sizes);
  const known = sizes.get(drawn);
  if (known) {
    return known;
  }
  const picture = isSvg
    ? drawSvg(source.name, source.bytes, drawn)
    : Promise.resolve().then(() => decodePng(source));
  sizes.set(drawn, picture);
  // What failed once for want of time may go well the next time.
  picture.catch(() => sizes.delete(drawn));
  return picture;
}

function decodePng(source: SourcePicture): Picture {
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
    return PNG.sync.read(source.bytes);
  } catch (error) {
    return refuse('is a broken PNG', 'Export it again.', error);
  }
}
