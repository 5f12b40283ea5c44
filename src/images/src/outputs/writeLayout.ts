import fs from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { Descriptor } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import type { RawManifest } from '../image/parse';
import { VerifiedSource } from '../transfer/BlobSource';
import { Limiter } from '../transfer/Limiter';
import { collectImage } from './collectImage';
import type { ImageSource } from './ImageSource';
import { blobPath, type ImageName, indexFile, layoutFile } from './layoutFiles';
import { writeAside } from './writeAside';
import { writeFile } from './writeFile';

/** How an image is written to a disk. */
export interface WriteOptions {
  /** What it is called there, each with a tag; it has no name without them. */
  readonly names?: readonly ImageName[];
  readonly signal?: AbortSignal;
}

/** What was written. */
export interface WrittenImage {
  /** Of the manifest or the index that the names stand for. */
  readonly digest: ContentDigest;
  /** Bytes of all files. */
  readonly sizeBytes: number;
}

/** Blobs that are written at the same time. */
const JOBS = 4;

/**
 * Writes an image as an OCI layout, with all its platforms: a folder that skopeo, umoci, podman and containerd read. Its bytes
 * are the same each time. Blobs are streamed, and checked on the way.
 *
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 *
 * @param folder - must not exist, or be empty
 * @throws LiveryError `output-exists`, `output-unwritable`, `digest-mismatch`, `image-invalid`, `cancelled`, and what the source
 * throws
 */
export async function writeLayout(
  source: ImageSource,
  folder: string,
  { names = [], signal }: WriteOptions = {},
): Promise<WrittenImage> {
  return writeAside(folder, 'folder', signal, async temporary => {
    await fs.mkdir(temporary);
    const { documents, blobs } = await collectImage(source);
    refuseDockerFamily(source, documents);
    const files = [
      { name: 'oci-layout', bytes: layoutFile },
      { name: 'index.json', bytes: indexFile(source.root, names) },
      ...documents.map(({ digest, bytes }) => ({ name: blobPath(digest), bytes })),
    ];
    const folders = new Set([...documents, ...blobs].map(({ digest }) => path.dirname(blobPath(digest))));
    await Promise.all([...folders].map(name => fs.mkdir(path.join(temporary, name), { recursive: true })));
    await Promise.all(
      files.map(({ name, bytes }) => fs.writeFile(path.join(temporary, name), bytes, { flag: 'wx' })),
    );

    await writeBlobs(source, blobs, temporary, signal);
    const sizeBytes =
      files.reduce((sum, { bytes }) => sum + bytes.length, 0) +
      blobs.reduce((sum, { size }) => sum + size, 0);
    return { digest: source.root.digest, sizeBytes };
  });
}

/** What an image of OCI's family is made of. */
const ociTypes: ReadonlySet<string> = new Set([mediaTypes.oci.index, mediaTypes.oci.manifest]);

/**
 * skopeo and podman pass over what is of Docker's family in a layout, and then say that there is nothing:
 * https://github.com/containers/image/blob/main/oci/layout/oci_transport.go
 */
function refuseDockerFamily(source: ImageSource, documents: readonly RawManifest[]): void {
  const other = documents.find(({ mediaType }) => !ociTypes.has(mediaType));
  if (other) {
    throw new LiveryError('image-invalid', {
      message: `${source.name} cannot be written as an OCI layout: it is of Docker's family (${other.mediaType}), which most tools do not find there.`,
      hint: 'Write an archive for "docker load", or push it and let "skopeo copy --all" make a layout of it, which gives it another digest.',
    });
  }
}

/** Writes blobs side by side; the first that fails stops the others, and nothing runs any more when it is thrown. */
async function writeBlobs(
  source: ImageSource,
  blobs: readonly Descriptor[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const limiter = new Limiter(JOBS);
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  let first: { error: unknown } | undefined;
  const write = async (blob: Descriptor) => {
    stopped.signal.throwIfAborted();
    const verified = new VerifiedSource(`The blob ${blob.digest} of ${source.name}`, source.blob(blob));
    await writeFile(path.join(folder, blobPath(blob.digest)), verified.read(0), stopped.signal);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(
      blobs.map(blob =>
        limiter
          .run(() => write(blob))
          .catch((error: unknown) => {
            first ??= { error };
            stop();
          }),
      ),
    );
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  if (first) {
    throw first.error;
  }
}
