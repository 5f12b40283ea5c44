import { zlibSync } from 'fflate';

/** CRC-32 as PNG wants it: https://www.w3.org/TR/png-3/#D-CRCAppendix */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  let crc = 0xffffffff;
  for (let index = 4; index < bytes.length - 4; index += 1) {
    crc = (CRC_TABLE[(crc ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0, bytes.length - 4);
  return bytes;
}

/**
 * Writes a square picture as PNG.
 *
 * Compressed in JavaScript: Node's own zlib differs between versions and processors, and a brand has to give the same bytes
 * on every machine.
 *
 * @param pixels - red, green, blue and opacity of each pixel, row by row
 */
export function encodePng(pixels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, colours with opacity
  const stride = size * 4;
  const rows = Buffer.alloc(size * (stride + 1));
  for (let row = 0; row < size; row += 1) {
    const target = row * (stride + 1);
    // Filter "Sub" for all rows: trying all five on each takes ten times as long and saves little on a flat mark.
    rows[target] = 1;
    for (let column = 0; column < stride; column += 1) {
      const source = row * stride + column;
      const left = column < 4 ? 0 : (pixels[source - 4] ?? 0);
      rows[target + 1 + column] = (pixels[source] ?? 0) - left;
    }
  }
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
