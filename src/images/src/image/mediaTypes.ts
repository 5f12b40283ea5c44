/** The types of the two families, Docker's and OCI's. https://github.com/opencontainers/image-spec/blob/main/media-types.md */
export const mediaTypes = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layerTar: 'application/vnd.oci.image.layer.v1.tar',
    layerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
    layerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
    empty: 'application/vnd.oci.empty.v1+json',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layerTar: 'application/vnd.docker.image.rootfs.diff.tar',
    layerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const;

/** What is asked for as a manifest. */
export const ACCEPTED_MANIFESTS: readonly string[] = [
  mediaTypes.oci.index,
  mediaTypes.oci.manifest,
  mediaTypes.docker.index,
  mediaTypes.docker.manifest,
];

/** How the bytes of a layer are packed. */
export type Compression = 'none' | 'gzip' | 'zstd';

const layerCompressions: Readonly<Record<string, Compression>> = {
  [mediaTypes.oci.layerTar]: 'none',
  [mediaTypes.oci.layerGzip]: 'gzip',
  [mediaTypes.oci.layerZstd]: 'zstd',
  [mediaTypes.docker.layerTar]: 'none',
  [mediaTypes.docker.layerGzip]: 'gzip',
};

/** How a layer is packed, by its type; undefined for a type that is no layer, or one that may not be passed on. */
export function compressionOf(mediaType: string): Compression | undefined {
  return Object.hasOwn(layerCompressions, mediaType) ? layerCompressions[mediaType] : undefined;
}

/**
 * Whether a layer may not be distributed, such as those of Windows: it stays where its `urls` say, and is not pushed.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
 */
export function isForeignLayer(mediaType: string): boolean {
  return /\.(?:nondistributable\.|foreign\.)/.test(mediaType);
}
