import type { Picture } from './Picture';

const { ceil, floor, max, min, round } = Math;

/**
 * Shrinks a picture into a square by averaging the area behind each pixel, centred on transparency.
 * Colours are weighted with their opacity, so that transparent pixels do not darken the rim.
 */
export function shrink(picture: Picture, size: number): Picture {
  const { width, height, data } = picture;
  const longest = max(width, height);
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
