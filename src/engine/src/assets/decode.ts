import { LiveryError } from '@livery/contracts';
import { PNG } from 'pngjs';
import { sniffAsset } from './check';
import { drawSvg } from './drawing/drawSvg';
import type { Picture } from './Picture';
import { readPngHeader } from './pngHeader';

/** The largest picture that is decoded, 2048×2048: the header is read before the picture, which may be a bomb. */
const MAXIMUM_PIXELS = 4_194_304;

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
  const header = readPngHeader(source.bytes);
  if (!header) {
    return refuse('is a broken PNG', 'Export it again.');
  }
  const { width, height } = header;
  if (width * height > MAXIMUM_PIXELS) {
    return refuse(
      `has ${width}×${height} pixels; at most ${MAXIMUM_PIXELS} are taken`,
      'Export it at 1024×1024.',
    );
  }
  try {
    return PNG.sync.read(source.bytes);
  } catch (error) {
    return refuse('is a broken PNG', 'Export it again.', error);
  }
}
