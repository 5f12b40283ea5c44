/**
 * Reads and writes images in registries, over plain HTTP and without a container engine.
 *
 * @packageDocumentation
 */
export {
  anonymous,
  type Credentials,
  type CredentialSource,
  firstOf,
  fixedCredentials,
  type FoundCredentials,
} from './auth/Credentials';
export { dockerLogins } from './auth/dockerConfig';
export { Secret } from './auth/Secret';
export { ContentDigest, contentDigestOf } from './digest';
export type { RateLimit, Statistics } from './http/statistics';
export type { RetryPolicy } from './http/Tries';
export { Descriptor, ImageConfig, ImageIndex, ImageManifest, Platform } from './image/documents';
export { type Compression, compressionOf, isForeignLayer, mediaTypes } from './image/mediaTypes';
export { type ParsedManifest, parseConfig, parseManifest, type RawManifest } from './image/parse';
export {
  DOCKER_HUB,
  formatReference,
  type ImageReference,
  isRegistry,
  isRepository,
  isTag,
  parseReference,
} from './reference/reference';
export { MAXIMUM_MANIFEST_BYTES, type ManifestHead, type PushedManifest } from './registry/manifests';
export type { RegistryVersion } from './registry/ping';
export type { BlobAddress, ReadOptions } from './registry/readBlob';
export { type PushOptions, type PushOutcome, RegistryClient } from './registry/RegistryClient';
export { type Referrer, referrersTag } from './registry/referrers';
export type { RegistryOptions } from './registry/RegistrySession';
export { type BlobSource, blobOf } from './transfer/BlobSource';
export { copyBlob, type RepositoryAt } from './transfer/copyBlob';
export { Limiter } from './transfer/Limiter';
export type { LayerEntry } from './layers/entry';
export { hintedLayers } from './layers/hints';
export { type ImageFile, ImageFiles } from './layers/ImageFiles';
export {
  type LayerContents,
  type LayerIndex,
  type LayerSummary,
  readImageFiles,
} from './layers/readImageFiles';
export { type ChangedImage, changeImage, changeIndex, type ImageChanges } from './overlay/mutate';
export { type AddedFile, type FileChange, overlayEntries } from './overlay/overlayEntries';
export { type PackedLayer, packLayer } from './overlay/packLayer';
export { type Overlay, pushOverlay } from './overlay/pushOverlay';
export { type BaseImage, formatPlatform, type PlatformImage, resolveBase } from './overlay/resolveBase';
