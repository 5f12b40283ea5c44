import type { Picture } from './Picture';

const { ceil, floor, max, min, round } = Math;

/** One logo is shrunk into a dozen sizes: what is half as large is the start of all that are smaller. */
const halves = new WeakMap<Picture, Picture>();

/** The picture in half its size, each pixel the average of four. */
function halve(picture: Picture): Picture {
  const known = halves.get(picture);
  if (known) {
    return known;
  }
  const { data } = picture;
  const [width, height] = [picture.width / 2, picture.height / 2];
  const result = new Uint8Array(width * height * 4);
  const below = picture.width * 4;
  for (let target = 0; target < result.length; target += 4) {
    const pixel = target / 4;
    const source = (floor(pixel / width) * 2 * picture.width + (pixel % width) * 2) * 4;
    const corners = [source, source + 4, source + below, source + below + 4] as const;
    const [a = 0, b = 0, c = 0, d = 0] = corners.map(corner => data[corner + 3]);
    const opacity = a + b + c + d;
    if (opacity > 0) {
      for (let channel = 0; channel < 3; channel += 1) {
        const sum =
          a * (data[corners[0] + channel] ?? 0) +
          b * (data[corners[1] + channel] ?? 0) +
          c * (data[corners[2] + channel] ?? 0) +
          d * (data[corners[3] + channel] ?? 0);
        result[target + channel] = round(sum / opacity);
      }
      result[target + 3] = round(opacity / 4);
    }
  }
  const half = { width, height, data: result };
  halves.set(picture, half);
  return half;
}

/**
 * Shrinks a picture into a square by averaging the area behind each pixel, centred on transparency.
 * Colours are weighted with their opacity, so that transparent pixels do not darken the rim.
 */
export function shrink(picture: Picture, size: number): Picture {
  const { width, height, data } = picture;
  const longest = max(width, height);
  if (longest >= 2 * size && width % 2 === 0 && height % 2 === 0) {
    return shrink(halve(picture), size);
  }
  const scale = longest / size;
  const left = (longest - width) / 2;
  const top = (longest - height) / 2;
  const result = new Uint8Array(size * size * 4);
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
  return { width: size, height: size, data: result };
}

/**
 * Lays a square picture into the middle of a larger square.
 *
 * @param background - red, green and blue of an opaque ground; transparent without it
 */
export function frame(picture: Picture, size: number, background?: readonly number[]): Picture {
  const data = new Uint8Array(size * size * 4);
  if (background) {
    for (let index = 0; index < data.length; index += 4) {
      data.set([...background, 255], index);
    }
  }
  const offset = floor((size - picture.width) / 2);
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const source = (y * picture.width + x) * 4;
      const target = ((y + offset) * size + x + offset) * 4;
      const opacity = background ? (picture.data[source + 3] ?? 0) / 255 : 1;
      for (let channel = 0; channel < 4; channel += 1) {
        const [above, below] = [picture.data[source + channel] ?? 0, data[target + channel] ?? 0];
        data[target + channel] =
          background && channel === 3 ? 255 : round(above * opacity + below * (1 - opacity));
      }
    }
  }
  return { width: size, height: size, data };
}
