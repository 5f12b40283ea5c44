import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import { LiveryError, messageOf } from '@livery/contracts';
import { extract, type Header } from 'tar-stream';
import type { Compression } from '../image/mediaTypes';
import { type EntryType, type LayerEntry, normalPath } from './entry';

/** Gets every entry of a layer in its order; `read` gives the bytes of a file, and what is not read is passed over. */
export type VisitEntry = (entry: LayerEntry, read: () => Promise<Buffer>) => Promise<void> | void;

/** A file that is read into memory may not be larger, in bytes. */
const MAXIMUM_FILE_BYTES = 64 * 1024 * 1024;

/** What is unpacked at a time. With the 16 KB that Node takes, most of the time goes into handing them over. */
const UNPACKED_CHUNK_BYTES = 256 * 1024;

/**
 * Reads a layer from a stream, in one pass and with bounded memory.
 *
 * @param what - what errors call it: `The layer sha256:… of ghcr.io/acme/app`
 * @throws LiveryError `image-invalid` for what is no layer or leads out of the image, and what the source throws
 */
export async function readLayer(
  what: string,
  source: AsyncIterable<Buffer>,
  compression: Compression,
  visit: VisitEntry,
): Promise<void> {
  const tar = extract();
  const read = async () => {
    for await (const stream of tar) {
      const entry = entryOf(what, stream.header);
      let isRead = false;
      await visit(entry, async () => {
        isRead = true;
        if (entry.sizeBytes > MAXIMUM_FILE_BYTES) {
          throw invalid(
            what,
            `${entry.path} has ${entry.sizeBytes} bytes, too many for a file that is branded`,
          );
        }
        const chunks: Buffer[] = [];
        for await (const chunk of stream) {
          chunks.push(chunk as Buffer);
        }
        return Buffer.concat(chunks);
      });
      if (!isRead) {
        stream.resume();
      }
    }
  };
  const unpack = decompressor(what, compression);
  try {
    const writing = unpack
      ? pipeline(Readable.from(source), unpack, tar)
      : pipeline(Readable.from(source), tar);
    await Promise.all([writing, read()]);
  } catch (error) {
    if (error instanceof LiveryError) {
      throw error;
    }
    throw invalid(what, messageOf(error), error);
  }
}

function decompressor(what: string, compression: Compression): Transform | undefined {
  if (compression === 'none') {
    return undefined;
  }
  if (compression === 'gzip') {
    return zlib.createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  }
  // Since Node 22.15: https://nodejs.org/api/zlib.html#zlibcreatezstddecompressoptions
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };
  if (!createZstdDecompress) {
    throw new LiveryError('image-invalid', {
      message: `${what} is packed with zstd, which Node ${process.versions.node} cannot read.`,
      hint: 'Use Node 22.15 or newer, or a base image whose layers are packed with gzip.',
    });
  }
  return createZstdDecompress();
}

const TYPES: Readonly<Record<string, EntryType>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'directory',
  symlink: 'symlink',
  link: 'link',
};

function entryOf(what: string, header: Header): LayerEntry {
  const path = normalPath(header.name);
  const type = TYPES[header.type ?? 'file'] ?? 'other';
  const target = type === 'link' ? normalPath(header.linkname ?? '') : (header.linkname ?? undefined);
  if (path === undefined || (type === 'link' && target === undefined)) {
    throw invalid(what, `${JSON.stringify(header.name)} leads out of the image`);
  }
  const records = (header.pax ?? {}) as Readonly<Record<string, string>>;
  const attributes = Object.entries(records).filter(
    // What is bytes and no text, as lists of access are, has lost its bytes here, and half of one cannot be unpacked.
    ([name, value]) => name.startsWith('SCHILY.xattr.') && !value.includes('\uFFFD'),
  );
  return {
    path,
    type,
    mode: (header.mode ?? 0) & 0o7777,
    uid: ownerOf(records.uid, header.uid),
    gid: ownerOf(records.gid, header.gid),
    mtime: Math.floor((header.mtime?.getTime() ?? 0) / 1000),
    sizeBytes: header.size ?? 0,
    ...(target !== undefined && { target }),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

/** An owner whose number is too long for its field has it in a record of PAX, which tar-stream leaves to us. */
function ownerOf(record: string | undefined, field: number | undefined): number {
  return record !== undefined && /^\d{1,10}$/.test(record) ? Number(record) : (field ?? 0);
}

function invalid(what: string, why: string, cause?: unknown): LiveryError {
  return new LiveryError('image-invalid', {
    message: `${what} cannot be read: ${why}.`,
    hint: 'Check the image with another tool, such as skopeo, and use one that is whole.',
    cause,
  });
}
