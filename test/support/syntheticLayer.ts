import { createCipheriv, createHash, type Hash } from 'node:crypto';
import { PassThrough, Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { type Header, type Pack, pack } from 'tar-stream';
import type { BlobSource } from '@livery/images';

/** One entry of a layer, as tar knows it. */
export interface LayerEntry {
  /** Without a slash at its start; with one at its end if it is a directory. */
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content?: Buffer | Filler;
  /** Another entry of the layer that this is the same file as. */
  readonly hardLink?: string;
  readonly symbolicLink?: string;
  /** Records of PAX, such as extended attributes. */
  readonly pax?: Record<string, string>;
}

/** Bytes that nobody can compress, the same each time for a seed. */
export interface Filler {
  readonly seed: string;
  readonly sizeBytes: number;
}

export type LayerCompression = 'gzip' | 'zstd' | 'none';

/** A packed layer. Only a small one is kept in memory; a large one is made anew each time it is read. */
export interface Layer extends BlobSource {
  /** The SHA-256 of the tar itself. */
  readonly diffId: string;
}

/** All entries have this time, in seconds: that of a release long ago. */
const MODIFIED = new Date(1_700_000_000_000);
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;
const SLICE_BYTES = 1024 * 1024;

function* fillerOf({ seed, sizeBytes }: Filler): Generator<Buffer> {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16));
  const zeros = Buffer.alloc(SLICE_BYTES);
  for (let left = sizeBytes; left > 0; left -= SLICE_BYTES) {
    yield cipher.update(zeros.subarray(0, Math.min(left, SLICE_BYTES)));
  }
}

function sizeOf(content: LayerEntry['content']): number {
  return content === undefined ? 0 : Buffer.isBuffer(content) ? content.length : content.sizeBytes;
}

/** Writes one file into a tar, as fast as it is read. */
function writeFile(
  tar: Pack,
  header: Pick<Header, 'name'> & Partial<Header>,
  content: Buffer | Filler,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sink = tar.entry(header, error => (error ? reject(error) : resolve()));
    Readable.from(Buffer.isBuffer(content) ? [content] : fillerOf(content)).pipe(
      sink as unknown as NodeJS.WritableStream,
    );
  });
}

async function writeEntries(tar: Pack, entries: readonly LayerEntry[]): Promise<void> {
  for (const entry of entries) {
    const { path: name, mode, uid, gid, content = Buffer.alloc(0), pax } = entry;
    const header = { name, mode, uid, gid, mtime: MODIFIED, size: sizeOf(content), ...(pax && { pax }) };
    if (entry.hardLink !== undefined) {
      tar.entry({ ...header, type: 'link', linkname: entry.hardLink }, '');
    } else if (entry.symbolicLink !== undefined) {
      tar.entry({ ...header, type: 'symlink', linkname: entry.symbolicLink }, '');
    } else if (name.endsWith('/')) {
      tar.entry({ ...header, type: 'directory' }, '');
    } else {
      await writeFile(tar, header, content);
    }
  }
  tar.finalize();
}

/** The tar of some entries, in their order. */
function tarOf(entries: readonly LayerEntry[]): Readable {
  const tar = pack();
  const stream = tar as unknown as Readable; // which it is, but for its types
  writeEntries(tar, entries).catch((error: Error) => stream.destroy(error));
  return stream;
}

function compressor(compression: LayerCompression, isLarge: boolean): Transform {
  switch (compression) {
    case 'gzip':
      // What cannot be compressed is only wrapped: the point of a large layer is to be large, not to be slow.
      return zlib.createGzip({ level: isLarge ? 0 : 6 });
    case 'zstd':
      if (!hasZstd) {
        throw new Error('This Node has no zstd: it came with 22.15.');
      }
      return zlib.createZstdCompress();
    case 'none':
      return new PassThrough();
  }
}

/** Whether this Node can write zstd. https://nodejs.org/api/zlib.html#zlibcreatezstdcompressoptions */
export const hasZstd = typeof zlib.createZstdCompress === 'function';

async function* hashed(stream: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
}

function packed(entries: readonly LayerEntry[], compression: LayerCompression, diffId?: Hash): Readable {
  const isLarge = entries.reduce((sum, { content }) => sum + sizeOf(content), 0) > LARGEST_KEPT_BYTES;
  const stream = compressor(compression, isLarge);
  const tar = tarOf(entries);
  tar.on('data', (chunk: Buffer) => {
    diffId?.update(chunk);
    if (!stream.write(chunk)) {
      tar.pause();
      stream.once('drain', () => tar.resume());
    }
  });
  tar.on('end', () => stream.end());
  tar.on('error', error => stream.destroy(error));
  return stream;
}

/** Packs entries, once to know digests and size, and again whenever a large layer is read. */
export async function packLayer(
  entries: readonly LayerEntry[],
  compression: LayerCompression = 'gzip',
): Promise<Layer> {
  const diffId = createHash('sha256');
  const digest = createHash('sha256');
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of hashed(packed(entries, compression, diffId), digest)) {
    sizeBytes += chunk.length;
    if (sizeBytes <= LARGEST_KEPT_BYTES) {
      chunks.push(chunk);
    }
  }
  const kept = sizeBytes <= LARGEST_KEPT_BYTES ? Buffer.concat(chunks) : undefined;
  chunks.length = 0;
  return {
    diffId: `sha256:${diffId.digest('hex')}`,
    digest: `sha256:${digest.digest('hex')}`,
    sizeBytes,
    async *open(offsetBytes) {
      if (kept) {
        yield kept.subarray(offsetBytes);
        return;
      }
      let position = 0;
      for await (const chunk of packed(entries, compression) as AsyncIterable<Buffer>) {
        const start = Math.max(0, offsetBytes - position);
        position += chunk.length;
        if (start < chunk.length) {
          yield chunk.subarray(start);
        }
      }
    },
  };
}
