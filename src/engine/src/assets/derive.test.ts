import { PNG } from 'pngjs';
import { sniffAsset } from './check';
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

const pixel = (bytes: Buffer, x: number, y: number) => {
  const png = PNG.sync.read(bytes);
  return [...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 4)];
};

describe('A picture for a slot', () => {
  it('is shrunk into the square without darkening its rim', () => {
    const bytes = derivePicture(
      { name: 'icon', bytes: picture(100, 100, true) },
      { type: 'png', size: 3 },
      false,
    );
    const { width, height } = PNG.sync.read(bytes);
    expect([width, height]).toEqual([3, 3]);
    expect(pixel(bytes, 0, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(bytes, 1, 1)).toEqual([200, 100, 50, 127]);
    expect(pixel(bytes, 2, 1)).toEqual([200, 100, 50, 255]);
  });

  it('is centred when it is not square', () => {
    const bytes = derivePicture({ name: 'icon', bytes: picture(100, 50) }, { type: 'png', size: 4 }, false);
    expect([0, 1, 2, 3].map(y => pixel(bytes, 2, y)[3])).toEqual([0, 255, 255, 0]);
  });

  it('is taken as it is when it was made for the slot, or has its size', () => {
    const bytes = picture(20, 20);
    expect(derivePicture({ name: 'a', bytes }, { type: 'png', size: 512 }, true)).toBe(bytes);
    expect(derivePicture({ name: 'a', bytes }, { type: 'png', size: 20 }, false)).toBe(bytes);
  });

  it('becomes an icon file whose entries are where it says', () => {
    const ico = derivePicture({ name: 'a', bytes: picture(64, 64) }, { type: 'ico', sizes: [16, 48] }, false);
    expect(sniffAsset(ico)).toBe('ico');
    expect(ico.readUInt16LE(4)).toBe(2);
    for (const [index, size] of [16, 48].entries()) {
      const entry = 6 + 16 * index;
      const png = ico.subarray(ico.readUInt32LE(entry + 12)).subarray(0, ico.readUInt32LE(entry + 8));
      expect(ico.readUInt8(entry)).toBe(size);
      expect(PNG.sync.read(Buffer.from(png)).width).toBe(size);
    }
  });

  it('is wrapped into an SVG, so that the upstream’s picture does not stay', () => {
    const svg = derivePicture({ name: 'a', bytes: picture(512, 512) }, { type: 'svg' }, false);
    expect(sniffAsset(svg)).toBe('svg');
    expect(svg.toString()).toContain('data:image/png;base64,');
  });

  it('gives the same bytes each time', () => {
    const make = () =>
      derivePicture({ name: 'a', bytes: picture(300, 200, true) }, { type: 'ico', sizes: [16, 32] }, false);
    expect(make().equals(make())).toBe(true);
  });

  it.each([
    ['too small', picture(64, 64), /has 64×64 pixels, but a picture of 96×96/],
    ['broken', picture(200, 200).subarray(0, 60), /is a broken PNG/],
    [
      'a bomb',
      Buffer.concat([picture(1, 1).subarray(0, 16), Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]), Buffer.alloc(20)]),
      /has 65536×65536 pixels/,
    ],
  ])('is refused when it is %s', (_name, bytes, message) => {
    expect(() => derivePicture({ name: 'assets/icon.png', bytes }, { type: 'png', size: 96 }, false)).toThrow(
      message,
    );
  });
});
