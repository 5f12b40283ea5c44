/**
 * What modules of the Livery backend plug into.
 *
 * @packageDocumentation
 */
export type { AssetStorage } from './AssetStorage';
export { assetStorageExtensionPoint, type AssetStorageExtensionPoint } from './assetStorageExtensionPoint';
export type { KeyProvider, WrappingKey } from './KeyProvider';
export { keyProvidersExtensionPoint, type KeyProvidersExtensionPoint } from './keyProvidersExtensionPoint';
