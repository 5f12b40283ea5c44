import { contentDigestOf } from '../digest';
import type { Descriptor, ImageIndex } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import type { RawManifest } from '../image/parse';
import type { PackedLayer } from './packLayer';
import { type BaseImage, isAttestation, type PlatformImage } from './resolveBase';

/** What is changed in an image besides its files. */
export interface ImageChanges {
  /** When the image was made, as ISO 8601. Given and not taken from the clock: the same inputs give the same image. */
  readonly created: string;
  /** What the history says of the new layer. */
  readonly comment: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Variables of the environment that are set anew. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The image of one platform after the change: what has to be pushed besides the layers of the base. */
export interface ChangedImage {
  readonly platform: string;
  readonly config: Buffer;
  readonly manifest: RawManifest;
  readonly descriptor: Descriptor;
}

/**
 * Makes the configuration and the manifest of an image with one more layer, or with none where only its configuration changes. What
 * is not ours stays as it was: user, command, ports, health check, and whatever nobody knows yet.
 */
export function changeImage(
  image: PlatformImage,
  layer: PackedLayer | undefined,
  changes: ImageChanges,
): ChangedImage {
  const { config, manifest } = image;
  const container = config.config ?? {};
  const history = { created: changes.created, created_by: 'livery image', comment: changes.comment };
  const newConfig = json({
    ...config,
    created: changes.created,
    config: {
      ...container,
      ...(Object.keys(changes.environment).length > 0 && {
        Env: setVariables(container.Env ?? [], changes.environment),
      }),
      Labels: { ...container.Labels, ...changes.labels },
    },
    rootfs: {
      ...config.rootfs,
      diff_ids: [...config.rootfs.diff_ids, ...(layer ? [layer.diffId] : [])],
    },
    ...(config.history && {
      history: [...config.history, layer ? history : { ...history, empty_layer: true }],
    }),
  });
  const isDocker = image.mediaType === mediaTypes.docker.manifest;
  const layerType = isDocker ? mediaTypes.docker.layerGzip : mediaTypes.oci.layerGzip;
  const bytes = json({
    ...manifest,
    config: {
      mediaType: manifest.config.mediaType,
      digest: contentDigestOf(newConfig),
      size: newConfig.length,
    },
    layers: [
      ...manifest.layers,
      ...(layer ? [{ mediaType: layerType, digest: layer.digest, size: layer.bytes.length }] : []),
    ],
    // Docker's manifests have no annotations: https://distribution.github.io/distribution/spec/manifest-v2-2/
    ...(!isDocker && { annotations: { ...manifest.annotations, ...changes.annotations } }),
  });
  const digest = contentDigestOf(bytes);
  // A descriptor may hold what it describes, and that would be the old manifest:
  // https://github.com/opencontainers/image-spec/blob/main/descriptor.md#embedded-content
  const { data: _data, ...descriptor }: Record<string, unknown> = image.descriptor ?? {};
  return {
    platform: image.platform,
    config: newConfig,
    manifest: { mediaType: image.mediaType, digest, bytes },
    descriptor: {
      ...descriptor,
      mediaType: image.mediaType,
      digest,
      size: bytes.length,
    },
  };
}

/** The index of the changed images: those of other platforms, and statements about the old ones, are left out. */
export function changeIndex(
  base: BaseImage & { readonly index: ImageIndex },
  images: readonly ChangedImage[],
  annotations: Readonly<Record<string, string>>,
): RawManifest {
  const changed = new Map(
    base.images.map(({ descriptor }, position) => [descriptor?.digest, images[position]?.descriptor]),
  );
  const isDocker = base.mediaType === mediaTypes.docker.index;
  const bytes = json({
    ...base.index,
    manifests: base.index.manifests
      .filter(descriptor => !isAttestation(descriptor))
      .flatMap(descriptor => changed.get(descriptor.digest) ?? []),
    ...(!isDocker && { annotations: { ...base.index.annotations, ...annotations } }),
  });
  return { mediaType: base.mediaType, digest: contentDigestOf(bytes), bytes };
}

function setVariables(environment: readonly string[], set: Readonly<Record<string, string>>): string[] {
  const nameOf = (variable: string) => variable.split('=', 1)[0] ?? '';
  return [
    ...environment.filter(variable => !Object.hasOwn(set, nameOf(variable))),
    ...Object.entries(set).map(([name, value]) => `${name}=${value}`),
  ];
}

function json(document: unknown): Buffer {
  return Buffer.from(JSON.stringify(document));
}
