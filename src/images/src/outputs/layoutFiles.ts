import type { ContentDigest } from '../digest';
import type { Platform } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import type { RawManifest } from '../image/parse';
import { formatReference, type ImageReference } from '../reference/reference';

/** The name of an image in a layout: a reference with a tag. */
export type ImageName = Pick<ImageReference, 'registry' | 'repository'> & { readonly tag: string };

/** Where a blob is in a layout. https://github.com/opencontainers/image-spec/blob/main/image-layout.md#blobs */
export function blobPath(digest: ContentDigest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** The file that says what a layout is. https://github.com/opencontainers/image-spec/blob/main/image-layout.md#oci-layout-file */
export const layoutFile = Buffer.from('{"imageLayoutVersion":"1.0.0"}', 'utf8');

/**
 * The file `index.json` of a layout with one image under some names.
 * https://github.com/opencontainers/image-spec/blob/main/image-layout.md#indexjson-file
 */
export function indexFile(root: RawManifest, names: readonly ImageName[], platform?: Platform): Buffer {
  const { mediaType, digest, bytes } = root;
  const descriptor = { mediaType, digest, size: bytes.length, ...(platform && { platform }) };
  const manifests = names.map(name => ({
    ...descriptor,
    annotations: {
      // What containerd calls it; the standard's annotation is only a tag to most tools.
      // https://github.com/containerd/containerd/blob/main/core/images/annotations.go
      'io.containerd.image.name': formatReference(name),
      'org.opencontainers.image.ref.name': name.tag,
    },
  }));
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.oci.index,
    manifests: manifests.length === 0 ? [descriptor] : manifests,
  };
  return Buffer.from(JSON.stringify(document), 'utf8');
}
