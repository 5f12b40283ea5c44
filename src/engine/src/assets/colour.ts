/** Red, green and blue, from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** How far apart text and its ground have to be: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const READABLE = 4.5;

/** Reads `#rgb`, `#rrggbb` and both with opacity, which lets white shine through. */
export function parseColour(text: string): Rgb {
  const digits = text.slice(1);
  const long = digits.length < 6 ? [...digits].map(digit => digit + digit).join('') : digits;
  const channel = (index: number) => Number.parseInt(long.slice(index * 2, index * 2 + 2), 16);
  const opacity = long.length === 8 ? channel(3) / 255 : 1;
  return mix(WHITE, [channel(0), channel(1), channel(2)], opacity);
}

/** Writes a colour as `#rrggbb`. */
export function formatColour(colour: Rgb): string {
  return `#${colour.map(channel => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever is easier to read on the colour. */
export function textColourOn(ground: Rgb): Rgb {
  return contrast(WHITE, ground) >= contrast(BLACK, ground) ? WHITE : BLACK;
}

/** The colour, moved towards black or white only as far as text in it needs to be readable on the ground. */
export function readableOn(colour: Rgb, ground: Rgb): Rgb {
  const goal = textColourOn(ground);
  for (let step = 0; step < 20; step += 1) {
    const moved = mix(colour, goal, step / 20);
    if (contrast(moved, ground) >= READABLE) {
      return moved;
    }
  }
  return goal;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] * (1 - share) + to[index] * share);
  return [channel(0), channel(1), channel(2)];
}

/** From 1 (the same) to 21 (black on white): https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((first, second) => second - first) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(channel => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
