import type { AssetStorage, AssetStorageExtensionPoint } from '@livery/backstage-plugin-livery-node';

/** The storage for the bytes of assets that a module brings, where one does. */
export class AssetStorageSlot implements AssetStorageExtensionPoint {
  #storage: AssetStorage | undefined;

  setAssetStorage(storage: AssetStorage): void {
    if (this.#storage) {
      throw new Error('The asset storage is already set. You can only set it once.');
    }
    this.#storage = storage;
  }

  get storage(): AssetStorage | undefined {
    return this.#storage;
  }
}
