import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { Descriptor } from '../image/documents';
import type { RawManifest } from '../image/parse';
import type { BlobSource } from '../transfer/BlobSource';
import type { RepositoryAt } from '../transfer/copyBlob';

/** Where the parts of images are read from. */
export interface PartsSource {
  /** What an index refers to. */
  manifest(descriptor: Descriptor): Promise<RawManifest>;
  /** What a manifest refers to. */
  blob(descriptor: Descriptor): BlobSource;
}

/** An image that can be read, wherever it is. */
export interface ImageSource extends PartsSource {
  /** What errors call it: `ghcr.io/acme/app:1`. */
  readonly name: string;
  /** A manifest, or an index of them. */
  readonly root: RawManifest;
}

/** What a repository of a registry has. Nothing is asked before it is read. */
export function partsInRegistry({ client, repository }: RepositoryAt): PartsSource {
  return {
    manifest: ({ digest }) => client.getManifest(repository, digest),
    blob: ({ digest, size }) => ({
      digest,
      sizeBytes: size,
      from: client.registry,
      // Whoever writes it looks at the digest.
      open: offsetBytes => client.readBlob(repository, { digest, size }, { offsetBytes, unverified: true }),
    }),
  };
}

/**
 * An image in a registry.
 *
 * @param reference - a tag or a digest
 * @throws LiveryError of the registry
 */
export async function imageInRegistry(at: RepositoryAt, reference: string): Promise<ImageSource> {
  const root = await at.client.getManifest(at.repository, reference);
  const separator = reference.includes(':') ? '@' : ':';
  return {
    name: `${at.client.registry}/${at.repository}${separator}${reference}`,
    root,
    ...partsInRegistry(at),
  };
}

/** What of an image was made here. */
export interface ImageParts {
  readonly name: string;
  readonly root: RawManifest;
  readonly manifests: readonly RawManifest[];
  readonly blobs: readonly BlobSource[];
}

/**
 * An image that was made here, with what it has of another one.
 *
 * What it answers may throw a LiveryError `image-invalid` for what neither of them has.
 */
export function imageOf({ name, root, manifests, blobs }: ImageParts, rest?: PartsSource): ImageSource {
  const ownManifests = new Map(manifests.map(manifest => [manifest.digest, manifest]));
  const ownBlobs = new Map(blobs.map(blob => [blob.digest, blob]));
  return {
    name,
    root,
    manifest: async descriptor => {
      const own = ownManifests.get(descriptor.digest) ?? (await rest?.manifest(descriptor));
      return own ?? missing(name, descriptor.digest);
    },
    blob: descriptor =>
      ownBlobs.get(descriptor.digest) ?? rest?.blob(descriptor) ?? missing(name, descriptor.digest),
  };
}

function missing(name: string, digest: ContentDigest): never {
  throw new LiveryError('image-invalid', {
    message: `${name} cannot be written: it refers to ${digest}, which is nowhere.`,
    hint: 'Check with another tool, such as skopeo, that the image is whole.',
  });
}
