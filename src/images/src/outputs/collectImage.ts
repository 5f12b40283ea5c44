import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { Descriptor, ImageManifest, Platform } from '../image/documents';
import { isForeignLayer } from '../image/mediaTypes';
import { parseManifest, type RawManifest } from '../image/parse';
import { isAttestation } from '../overlay/resolveBase';
import type { ImageSource } from './ImageSource';

/** One image of those in an index, or the only one. */
export interface CollectedManifest {
  /** As its index has it; unknown for an image without one. */
  readonly platform?: Platform;
  readonly raw: RawManifest;
  readonly manifest: ImageManifest;
  /** Says something about another image, such as how it was built, and cannot be run. */
  readonly isAttestation: boolean;
}

/** All documents of an image, and what has to be written beside them. */
export interface CollectedImage {
  /** The root first, each once. */
  readonly documents: readonly RawManifest[];
  readonly images: readonly CollectedManifest[];
  /** Configurations and layers, each once; without those that may not be passed on. */
  readonly blobs: readonly Descriptor[];
}

/** Indexes in indexes are allowed, and one level is all that is seen. */
const MAXIMUM_DEPTH = 4;
/** More than any image has; an index of this many would only be there to keep us busy. */
const MAXIMUM_DOCUMENTS = 500;

/**
 * Reads all documents of an image.
 *
 * @throws LiveryError `image-invalid`, and what the source throws
 */
export async function collectImage(source: ImageSource): Promise<CollectedImage> {
  const documents = new Map<ContentDigest, RawManifest>();
  const images: CollectedManifest[] = [];
  const blobs = new Map<ContentDigest, Descriptor>();

  async function visit(raw: RawManifest, descriptor: Descriptor | undefined, depth: number): Promise<void> {
    if (documents.has(raw.digest)) {
      return;
    }
    documents.set(raw.digest, raw);
    if (depth > MAXIMUM_DEPTH || documents.size > MAXIMUM_DOCUMENTS) {
      throw new LiveryError('image-invalid', {
        message: `${source.name} cannot be written: it has more than ${MAXIMUM_DEPTH} levels or ${MAXIMUM_DOCUMENTS} documents.`,
        hint: 'Name one of the images in it.',
      });
    }
    const parsed = parseManifest(`The manifest ${raw.digest} of ${source.name}`, raw);
    if (parsed.kind === 'index') {
      for (const child of parsed.index.manifests) {
        await visit(await source.manifest(child), child, depth + 1);
      }
      return;
    }
    const { manifest } = parsed;
    images.push({
      raw,
      manifest,
      isAttestation: descriptor !== undefined && isAttestation(descriptor),
      ...(descriptor?.platform && { platform: descriptor.platform }),
    });
    [manifest.config, ...manifest.layers]
      // They stay where their addresses say: https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers
      .filter(({ mediaType }) => !isForeignLayer(mediaType))
      .forEach(blob => blobs.set(blob.digest, blob));
  }

  await visit(source.root, undefined, 0);
  return { documents: [...documents.values()], images, blobs: [...blobs.values()] };
}
