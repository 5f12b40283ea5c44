import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { AssetStorage } from './AssetStorage';

/** Where a module brings another place for the bytes of assets. */
export interface AssetStorageExtensionPoint {
  /** @throws Error if there already is one */
  setAssetStorage(storage: AssetStorage): void;
}

/** Where a module brings another place for the bytes of assets of the `livery` plugin. */
export const assetStorageExtensionPoint = createExtensionPoint<AssetStorageExtensionPoint>({
  id: 'livery.asset-storage',
});
