import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { AssetFormat } from '../profile/schema';
import { sniffAsset } from './check';
import { digestOf } from '../digest';
import { derivePicture } from './derive';

/** A PNG of one colour, with a hole of full transparency in its left half when asked for. */
function picture(width: number, height: number, half = false): Buffer {
  const png = new PNG({ width, height });
  for (let index = 0; index < width * height; index += 1) {
    const opaque = !half || index % width >= width / 2;
    png.data.set(opaque ? [200, 100, 50, 255] : [0, 0, 0, 0], index * 4);
  }
  return PNG.sync.write(png, { filterType: 1 });
}

const drawing = (content: string, box = '0 0 10 10') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${content}</svg>`);

const pixel = (bytes: Buffer, x: number, y: number) => {
  const png = PNG.sync.read(bytes);
  return [...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 4)];
};

const square = (size: number, more: { background?: 'brand'; padding?: number } = {}): AssetFormat => ({
  type: 'png',
  size,
  padding: 0,
  ...more,
});

const derive = (bytes: Buffer, format: AssetFormat, isOwn = false) =>
  derivePicture({ name: 'assets/icon', bytes }, format, isOwn, [10, 20, 30]);

/** The pictures of an icon file, checked against what its directory says of them. */
function entriesOf(ico: Buffer): PNG[] {
  expect(sniffAsset(ico)).toBe('ico');
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const bytes = ico.subarray(ico.readUInt32LE(entry + 12)).subarray(0, ico.readUInt32LE(entry + 8));
    const png = PNG.sync.read(Buffer.from(bytes));
    expect([ico.readUInt8(entry), ico.readUInt8(entry + 1)]).toEqual([png.width, png.height]);
    return png;
  });
}

describe('A picture for a slot', () => {
  it('is shrunk into the square without darkening its rim', async () => {
    const bytes = await derive(picture(100, 100, true), square(3));
    const { width, height } = PNG.sync.read(bytes);
    expect([width, height]).toEqual([3, 3]);
    expect(pixel(bytes, 0, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(bytes, 1, 1)).toEqual([200, 100, 50, 128]);
    expect(pixel(bytes, 2, 1)).toEqual([200, 100, 50, 255]);
  });

  it('is centred when it is not square', async () => {
    const bytes = await derive(picture(100, 50), square(4));
    expect([0, 1, 2, 3].map(y => pixel(bytes, 2, y)[3])).toEqual([0, 255, 255, 0]);
  });

  it('is taken as it is when it was made for the slot, or has its size', async () => {
    const bytes = picture(20, 20);
    expect(await derive(bytes, square(512), true)).toBe(bytes);
    expect(await derive(bytes, square(20))).toBe(bytes);
    expect(await derive(bytes, square(20, { background: 'brand', padding: 0.1 }), true)).toBe(bytes);
    const svg = drawing('<rect width="5" height="5"/>');
    expect(await derive(svg, { type: 'svg' })).toBe(svg);
  });

  it('gets room around it and an opaque ground where the slot asks for them', async () => {
    const bytes = await derive(picture(100, 100, true), square(20, { background: 'brand', padding: 0.1 }));
    expect(pixel(bytes, 1, 10)).toEqual([10, 20, 30, 255]);
    expect(pixel(bytes, 5, 10)).toEqual([10, 20, 30, 255]);
    expect(pixel(bytes, 15, 10)).toEqual([200, 100, 50, 255]);
    expect(pixel(bytes, 18, 10)).toEqual([10, 20, 30, 255]);
    const half = drawing('<rect width="10" height="10" fill="#fff" fill-opacity="0.5"/>');
    expect(pixel(await derive(half, square(20, { background: 'brand' })), 10, 10)).toEqual([
      133, 138, 143, 255,
    ]);
    // Without a ground the room is transparent, and a picture of just this size is not taken as it is.
    const clear = await derive(picture(20, 20), square(20, { padding: 0.25 }));
    expect([pixel(clear, 4, 10), pixel(clear, 5, 10)]).toEqual([
      [0, 0, 0, 0],
      [200, 100, 50, 255],
    ]);
  });

  it('becomes an icon file whose entries are where it says, from a PNG and from an SVG', async () => {
    for (const source of [picture(64, 64), drawing('<circle cx="5" cy="5" r="5" fill="red"/>')]) {
      const entries = entriesOf(await derive(source, { type: 'ico', sizes: [16, 48] }));
      expect(entries.map(entry => entry.width)).toEqual([16, 48]);
      expect(entries.every(entry => entry.data.some(value => value > 0))).toBe(true);
    }
  });

  it('is wrapped into an SVG, so that the upstream’s picture does not stay', async () => {
    const svg = await derive(picture(512, 512), { type: 'svg' });
    expect(sniffAsset(svg)).toBe('svg');
    expect(svg.toString()).toContain('data:image/png;base64,');
  });

  it('is drawn from an SVG with its shape, its colours and its opacity', async () => {
    const flag = drawing(
      '<rect width="10" height="5" fill="#c86432"/><rect x="10" width="10" height="5" fill="#c86432" opacity="0.5"/>',
      '0 0 20 5',
    );
    const bytes = await derive(flag, square(40));
    expect([4, 16, 20, 35].map(y => pixel(bytes, 10, y)[3])).toEqual([0, 255, 255, 0]);
    expect(pixel(bytes, 10, 20)).toEqual([200, 100, 50, 255]);
    // Half of the opacity, and still the same colour.
    const [red = 0, green = 0, blue = 0, opacity = 0] = pixel(bytes, 30, 20);
    expect(opacity).toBe(128);
    expect([red, green, blue].every((value, index) => Math.abs(value - [200, 100, 50][index]!) <= 1)).toBe(
      true,
    );
  });

  it('is drawn from an SVG that carries a picture along', async () => {
    const carried = `data:image/png;base64,${picture(16, 16).toString('base64')}`;
    const bytes = await derive(drawing(`<image width="10" height="10" href="${carried}"/>`), square(32));
    expect(pixel(bytes, 16, 16)).toEqual([200, 100, 50, 255]);
  });

  it('has the same bytes each time and on every machine', async () => {
    const make = (bytes: Buffer) => derive(Buffer.from(bytes), { type: 'ico', sizes: [16, 32] });
    const logo = readFileSync(path.join(__dirname, '../../../../portal/sample-brand/assets/icon.svg'));
    for (const source of [picture(300, 200, true), logo]) {
      expect((await make(source)).equals(await make(source))).toBe(true);
    }
    expect(digestOf(await make(logo))).toMatchInlineSnapshot(
      `"sha256:1bcd60c55975213ec26117b6de5ef16630a69d66c0c4c1fec72e66bde69a1b97"`,
    );
    expect(
      digestOf(await derive(logo, square(180, { background: 'brand', padding: 0.1 }))),
    ).toMatchInlineSnapshot(`"sha256:a9ba08296e886046f8bc8b44f8e805b960efa020880b998b995eeaad1275b0d5"`);
  });

  it.each([
    ['too small', picture(64, 64), /has 64×64 pixels, but a picture of 96×96/],
    ['broken', picture(200, 200).subarray(0, 60), /is a broken PNG/],
    [
      'a bomb',
      Buffer.concat([
        picture(1, 1).subarray(0, 16),
        Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]),
        picture(1, 1).subarray(24),
      ]),
      /has 65536×65536 pixels/,
    ],
  ])('is refused when it is %s', async (_name, bytes, message) => {
    await expect(derive(bytes, square(96))).rejects.toThrow(message);
  });
});
