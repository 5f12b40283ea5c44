import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { contentDigestOf, type ContentDigest } from '../digest';
import type { LayerEntry } from '../layers/entry';

/** A name of a layer that is made, with its bytes if it is a file. */
export interface NewEntry {
  readonly entry: LayerEntry;
  readonly bytes?: Buffer;
}

/** A layer that was made. */
export interface PackedLayer {
  readonly bytes: Buffer;
  readonly digest: ContentDigest;
  /** The digest of the layer before it is compressed, as the configuration of an image names it. */
  readonly diffId: ContentDigest;
  readonly entries: number;
}

/** Half the time of the best compression, for a tenth more bytes. */
const COMPRESSION_LEVEL = 4;

/**
 * Packs a layer: sorted, so that a folder comes before what is in it, and the same entries give the same bytes.
 *
 * What is compressed by another zlib may have other bytes; `diffId` is the same everywhere.
 */
export async function packLayer(entries: readonly NewEntry[]): Promise<PackedLayer> {
  const tar = pack();
  const chunks: Buffer[] = [];
  const reading = (async () => {
    for await (const chunk of tar) {
      chunks.push(chunk as Buffer);
    }
  })();
  const sorted = [...entries].sort((one, other) => (one.entry.path < other.entry.path ? -1 : 1));
  for (const { entry, bytes } of sorted) {
    tar.entry(headerOf(entry, bytes), bytes ?? Buffer.alloc(0));
  }
  tar.finalize();
  await reading;
  const raw = Buffer.concat(chunks);
  const packed = gzipSync(raw, { level: COMPRESSION_LEVEL });
  // The byte that names the system on which it was packed: https://www.rfc-editor.org/rfc/rfc1952#page-8
  packed[9] = 255;
  return {
    bytes: packed,
    digest: contentDigestOf(packed),
    diffId: contentDigestOf(raw),
    entries: sorted.length,
  };
}

function headerOf(entry: LayerEntry, bytes: Buffer | undefined): Header {
  const { path, type, mode, uid, gid, mtime, target, attributes } = entry;
  const records = { ...attributes, ...longOwner('uid', uid), ...longOwner('gid', gid) };
  return {
    name: type === 'directory' ? `${path}/` : path,
    type: type === 'other' ? 'file' : type,
    mode,
    uid,
    gid,
    mtime: new Date(mtime * 1000),
    size: bytes?.length ?? 0,
    ...(target !== undefined && { linkname: target }),
    ...(Object.keys(records).length > 0 && { pax: records }),
  } as Header;
}

/** The highest number that fits its field. OpenShift gives owners of ten digits. */
const LONGEST_OWNER = 0o7777777;

function longOwner(name: string, owner: number): Record<string, string> {
  return owner > LONGEST_OWNER ? { [name]: String(owner) } : {};
}
