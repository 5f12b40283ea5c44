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
export { Redactor, Secret } from './auth/Secret';
export { ContentDigest, contentDigestOf } from './digest';
export {
  type AddressKind,
  AddressRefused,
  checkLiteral,
  guardedLookup,
  kindOfAddress,
  type Reach,
  reachableFrom,
} from './http/addresses';
export { cleanText } from './http/cleanText';
export { isLoopback } from './http/Connections';
export { withDeadline } from './http/Deadline';
export { type Answer, HttpClient, type HttpRequest } from './http/HttpClient';
export type { RateLimit, Statistics } from './http/statistics';
export type { RetryPolicy } from './http/Tries';
export { Descriptor, ImageConfig, ImageIndex, ImageManifest, Platform } from './image/documents';
export { type Compression, compressionOf, isForeignLayer, mediaTypes } from './image/mediaTypes';
export { type ParsedManifest, parseConfig, parseManifest, type RawManifest } from './image/parse';
export {
  apiHostOf,
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
  type ReadImage,
  readImageFiles,
} from './layers/readImageFiles';
export { type ChangedImage, changeImage, changeIndex, type ImageChanges } from './overlay/mutate';
export { type AddedFile, type FileChange, overlayEntries } from './overlay/overlayEntries';
export { type PackedLayer, packLayer } from './overlay/packLayer';
export { type Overlay, pushOverlay } from './overlay/pushOverlay';
export {
  type BaseImage,
  formatPlatform,
  type PlatformImage,
  readRoot,
  resolveBase,
} from './overlay/resolveBase';
export { parseImageOutput, refuseExistingOutput, type ImageOutput, writeImage } from './outputs/ImageOutput';
export {
  imageInRegistry,
  imageOf,
  type ImageParts,
  type ImageSource,
  partsInRegistry,
  type PartsSource,
} from './outputs/ImageSource';
export type { ImageName } from './outputs/layoutFiles';
export { type DockerArchiveOptions, writeDockerArchive } from './outputs/writeDockerArchive';
export { writeLayout, type WriteOptions, type WrittenImage } from './outputs/writeLayout';
export {
  type AwsCredentials,
  type AwsCredentialSource,
  awsCredentialsFromEnvironment,
  fixedAwsCredentials,
} from './targets/amazon/AwsCredentials';
export { type BlobMounting, EcrClient, type EcrOptions, type EcrToken } from './targets/amazon/EcrClient';
export { ecrHost, type EcrRegistry, parseEcrHost } from './targets/amazon/ecrHost';
export { ecrLogins } from './targets/amazon/EcrLogins';
export { type WebIdentity, webIdentityCredentials } from './targets/amazon/webIdentity';
export { checkLogin, loginCommand, tokenLogin } from './targets/login';
export {
  type PushTarget,
  pushToTargets,
  type PushToTargetsOptions,
  type TargetResult,
} from './targets/pushToTargets';
export { kindOfRegistry, rulesOf } from './targets/rules';
export {
  type PlannedTarget,
  parseTarget,
  planTarget,
  type Target,
  type TargetDefaults,
} from './targets/Target';
export { TargetKind, type TargetRules } from './targets/TargetRules';
export { checkTagTemplate, renderTag, slugOf, type TagValues } from './targets/tagTemplate';
