import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { Descriptor, ImageConfig, ImageIndex, ImageManifest, Platform } from '../image/documents';
import { compressionOf, isForeignLayer } from '../image/mediaTypes';
import { parseConfig, parseManifest, type RawManifest } from '../image/parse';
import { formatReference, type ImageReference } from '../reference/reference';
import type { RegistryClient } from '../registry/RegistryClient';

/** One image of the base: that of a platform. */
export interface PlatformImage {
  /** As the index says it, or the configuration where there is no index: `linux/arm64`, `linux/arm/v7`. */
  readonly platform: string;
  /** What the index says of it; undefined without an index. */
  readonly descriptor: Descriptor | undefined;
  readonly manifest: ImageManifest;
  readonly mediaType: string;
  readonly config: ImageConfig;
}

/** An image that others are made of, pinned by its digest. */
export interface BaseImage {
  readonly reference: ImageReference;
  /** What the tag leads to: an index, or the manifest of the only image. */
  readonly digest: ContentDigest;
  readonly mediaType: string;
  readonly index: ImageIndex | undefined;
  readonly images: readonly PlatformImage[];
}

/**
 * Finds out what an image is made of: its index, manifests and configurations, and no layer.
 *
 * @param platforms - as `linux/amd64`; all that the index has without it
 * @param root - what the reference leads to, where that was read already
 * @throws LiveryError `image-not-found`, `image-invalid`, and those of the registry
 */
export async function resolveBase(
  client: RegistryClient,
  reference: ImageReference,
  platforms?: readonly string[],
  root?: RawManifest,
): Promise<BaseImage> {
  const name = formatReference(reference);
  const raw = root ?? (await readRoot(client, reference));
  const parsed = parseManifest(`The image ${name}`, raw);
  const base = { reference, digest: raw.digest, mediaType: raw.mediaType };
  if (parsed.kind === 'manifest') {
    const image = await readPlatformImage(client, reference, raw, parsed.manifest, undefined);
    checkPlatforms(name, [image.platform], platforms);
    return { ...base, index: undefined, images: [image] };
  }
  const children = parsed.index.manifests.filter(descriptor => !isAttestation(descriptor));
  checkPlatforms(
    name,
    children.map(({ platform }) => formatPlatform(platform)),
    platforms,
  );
  const wanted = children.filter(
    ({ platform }) => !platforms || platforms.some(wish => isPlatform(formatPlatform(platform), wish)),
  );
  const images = await Promise.all(
    wanted.map(async descriptor => {
      const child = await client.getManifest(reference.repository, descriptor.digest);
      const document = parseManifest(`The image ${name} for ${formatPlatform(descriptor.platform)}`, child);
      if (document.kind === 'index') {
        throw invalid(name, 'its index holds another index', 'Name the inner one by its digest.');
      }
      return readPlatformImage(client, reference, child, document.manifest, descriptor);
    }),
  );
  return { ...base, index: parsed.index, images };
}

/** Reads what a reference leads to. */
export function readRoot(
  client: RegistryClient,
  { repository, digest, tag }: ImageReference,
): Promise<RawManifest> {
  return client.getManifest(repository, digest ?? tag ?? 'latest');
}

async function readPlatformImage(
  client: RegistryClient,
  reference: ImageReference,
  raw: RawManifest,
  manifest: ImageManifest,
  descriptor: Descriptor | undefined,
): Promise<PlatformImage> {
  const name = formatReference(reference);
  const bytes = await client.fetchBlob(reference.repository, manifest.config);
  const config = parseConfig(`The configuration of ${name}`, bytes);
  const platform = formatPlatform(descriptor?.platform ?? platformOf(config));
  if (config.os !== 'linux') {
    throw invalid(
      name,
      `its image for ${platform} is for ${config.os}`,
      'Use an image for Linux, or name its platforms for Linux.',
    );
  }
  if (config.rootfs.diff_ids.length !== manifest.layers.length) {
    throw invalid(
      name,
      `its manifest for ${platform} has ${manifest.layers.length} layers and its configuration ${config.rootfs.diff_ids.length}`,
      'Use an image that is whole; an artifact that only looks like an image cannot be branded.',
    );
  }
  for (const { mediaType, digest } of manifest.layers) {
    if (isForeignLayer(mediaType) || compressionOf(mediaType) === undefined) {
      throw invalid(
        name,
        `its layer ${digest} is of the type ${mediaType}`,
        'Use an image of layers that may be passed on, packed with gzip, zstd or not at all.',
      );
    }
  }
  return { platform, descriptor, manifest, mediaType: raw.mediaType, config };
}

/** As people write it: `linux/arm64/v8`. */
export function formatPlatform(platform: Platform | undefined): string {
  const { os = 'unknown', architecture = 'unknown', variant } = platform ?? {};
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

function platformOf({ os, architecture, variant }: ImageConfig & { variant?: unknown }): Platform {
  return { os, architecture, ...(typeof variant === 'string' && { variant }) };
}

/**
 * Statements of BuildKit about another manifest of the index. They name the digest of the base and do not carry over.
 * https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
 */
export function isAttestation({ annotations, platform }: Descriptor): boolean {
  return (
    annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
    (platform?.os === 'unknown' && platform.architecture === 'unknown')
  );
}

/** Whether a platform is the one that is wished for; without a variant, `linux/arm64` is any of that architecture. */
function isPlatform(platform: string, wish: string): boolean {
  return platform === wish || platform.startsWith(`${wish}/`);
}

function checkPlatforms(name: string, known: readonly string[], wanted: readonly string[] | undefined): void {
  const missing = wanted?.filter(wish => !known.some(platform => isPlatform(platform, wish))) ?? [];
  if (missing.length > 0) {
    throw invalid(name, `it is not made for ${missing.join(', ')}`, `It is made for ${known.join(', ')}.`);
  }
  if (known.length === 0) {
    throw invalid(name, 'its index is empty', 'Name an image that has something in it.');
  }
}

function invalid(name: string, why: string, hint: string): LiveryError {
  return new LiveryError('image-invalid', { message: `The image ${name} cannot be used: ${why}.`, hint });
}
