/** A file in an archive. */
export interface TarFile {
  /** In ASCII, at most 100 characters. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Called once, when it is its turn. */
  open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
/** The largest number that eleven octal digits can say. */
const LARGEST_OCTAL = 0o77777777777;

/** https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 */
function headerOf({ name, sizeBytes }: TarFile): Buffer {
  if (!/^[\x20-\x7e]+$/.test(name) || name.length > NAME_BYTES) {
    throw new Error(`${JSON.stringify(name)} is no name for a file in this archive`);
  }
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0, 'latin1');
  header.write('0000644\0', 100, 'latin1'); // mode
  header.write('0000000\0', 108, 'latin1'); // user
  header.write('0000000\0', 116, 'latin1'); // group
  if (sizeBytes <= LARGEST_OCTAL) {
    header.write(`${sizeBytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  } else {
    // 8 GiB and more, as GNU tar writes it: https://www.gnu.org/software/tar/manual/html_node/Extensions.html
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
  header.write('00000000000\0', 136, 'latin1'); // time: the same each time
  header.fill(' ', 148, 156); // as if, for the sum
  header.write('0', 156, 'latin1'); // a file
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/**
 * The bytes of an archive of files, the same each time. It is pulled by whoever writes it, so a disk that is full or a source
 * that breaks ends it at once, which a chain of streams that are pushed into would have to be told.
 */
export async function* tarOf(files: Iterable<TarFile>): AsyncGenerator<Uint8Array, void, undefined> {
  for (const file of files) {
    yield headerOf(file);
    let sizeBytes = 0;
    for await (const chunk of file.open()) {
      sizeBytes += chunk.length;
      yield chunk;
    }
    if (sizeBytes !== file.sizeBytes) {
      throw new Error(`${file.name} has ${sizeBytes} bytes in place of ${file.sizeBytes}`);
    }
    const rest = sizeBytes % BLOCK_BYTES;
    if (rest > 0) {
      yield Buffer.alloc(BLOCK_BYTES - rest);
    }
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

/** How long the archive of some files is, in bytes. */
export function sizeOfTar(files: readonly TarFile[]): number {
  const blocks = files.map(({ sizeBytes }) => 1 + Math.ceil(sizeBytes / BLOCK_BYTES));
  return BLOCK_BYTES * blocks.reduce((sum, count) => sum + count, 2);
}
