const PAGE_BYTES = 64 * 1024;

/** The section of a module that says how much memory it has: https://webassembly.github.io/spec/core/binary/modules.html */
const MEMORY_SECTION = 5;

/**
 * Gives a WebAssembly module that sets no limit to its memory one. What then does not fit makes the module stop,
 * instead of the machine slow.
 *
 * @throws Error for a module whose memory is declared in another way than as one without a limit
 */
export function limitMemory(module: Uint8Array, maximumBytes: number): Uint8Array {
  let offset = 8; // after the magic number and the version
  const readNumber = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[offset] ?? 0;
      offset += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value >>> 0;
      }
    }
  };
  while (offset < module.length) {
    const start = offset;
    const section = module[offset];
    offset += 1;
    const length = readNumber();
    const end = offset + length;
    if (section === MEMORY_SECTION) {
      const [count, limits] = [readNumber(), readNumber()];
      if (count !== 1 || limits !== 0) {
        break;
      }
      const content = [1, 1, ...encodeNumber(readNumber()), ...encodeNumber(maximumBytes / PAGE_BYTES)];
      return Buffer.concat([
        module.subarray(0, start),
        Uint8Array.of(MEMORY_SECTION, ...encodeNumber(content.length), ...content),
        module.subarray(end),
      ]);
    }
    offset = end;
  }
  throw new Error('The drawing module does not declare one memory without a limit.');
}

/** An unsigned number as the format writes it: seven bits in a byte, the lowest first. */
function encodeNumber(value: number): number[] {
  const bytes: number[] = [];
  let rest = Math.floor(value);
  for (; rest > 0x7f; rest >>>= 7) {
    bytes.push((rest & 0x7f) | 0x80);
  }
  return [...bytes, rest];
}
