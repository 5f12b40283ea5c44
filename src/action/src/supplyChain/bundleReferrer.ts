import { LiveryError } from '@livery/contracts';
import {
  contentDigestOf,
  mediaTypes,
  type ContentDigest,
  type Descriptor,
  type RegistryClient,
} from '@livery/images';
import type { SignedBundle } from './sigstore';

/** Where an image is, for those who add to it. */
export interface AttestedImage {
  readonly client: RegistryClient;
  readonly repository: string;
  readonly digest: ContentDigest;
}

/** How the list of what refers to an image says which claim a bundle makes; cosign and gh look for it. */
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor */
const empty = { bytes: Buffer.from('{}', 'utf8'), mediaType: mediaTypes.oci.empty };

/** Whether the type of an artifact is that of a bundle, of any version. */
export function isBundle(mediaType: string | undefined): boolean {
  return /^application\/vnd\.dev\.sigstore\.bundle(?:\.v\d+\.\d+)?\+json(?:;version=\d+\.\d+)?$/.test(
    mediaType ?? '',
  );
}

/** The claims that are attached to an image already, by their types. */
export async function attachedTypes({ client, repository, digest }: AttestedImage): Promise<string[]> {
  const referrers = await client.listReferrers(repository, digest);
  return referrers
    .filter(({ artifactType }) => isBundle(artifactType))
    .flatMap(({ annotations }) => annotations?.[PREDICATE_TYPE] ?? []);
}

/**
 * Attaches a bundle to an image, in the form that cosign and gh read: a manifest whose subject is the image, found by the list of
 * referrers or, in a registry without one, by a tag. https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md
 *
 * @returns the digest of that manifest
 * @throws LiveryError `image-not-found`, and those of the registry
 */
export async function attachBundle(
  image: AttestedImage,
  bundle: SignedBundle,
  predicateType: string,
): Promise<ContentDigest> {
  const { client, repository, digest } = image;
  const head = await client.headManifest(repository, digest);
  if (!head) {
    throw new LiveryError('image-not-found', {
      message: `${client.registry}/${repository}@${digest} is not there, so nothing can be attached to it.`,
      hint: 'Push it again: something deletes images in that repository.',
    });
  }
  const bytes = Buffer.from(JSON.stringify(bundle), 'utf8');
  const annotations = {
    'dev.sigstore.bundle.content': 'dsse-envelope',
    [PREDICATE_TYPE]: predicateType,
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.oci.manifest,
    artifactType: bundle.mediaType,
    config: descriptorOf(empty.mediaType, empty.bytes),
    layers: [descriptorOf(bundle.mediaType, bytes)],
    subject: { mediaType: head.mediaType, digest, size: head.sizeBytes },
    annotations,
  };
  const raw = Buffer.from(JSON.stringify(manifest), 'utf8');
  await Promise.all([client.pushBlob(repository, empty.bytes), client.pushBlob(repository, bytes)]);
  const referrer = contentDigestOf(raw);
  await client.putReferrer(repository, {
    mediaType: mediaTypes.oci.manifest,
    digest: referrer,
    bytes: raw,
    subject: digest,
    artifactType: bundle.mediaType,
    annotations,
  });
  return referrer;
}

function descriptorOf(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: contentDigestOf(bytes), size: bytes.length };
}
