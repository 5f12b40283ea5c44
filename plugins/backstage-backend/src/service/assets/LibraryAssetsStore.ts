import type { Asset, AssetFacts, AssetQuery, Page } from '@livery/backstage-plugin-livery-common';

/** Keeps what is known of the files that any brand template can take. */
export interface LibraryAssetsStore {
  list(query: AssetQuery): Promise<Page<Asset>>;
  get(id: string): Promise<Asset>;
  /** Stores a file whose bytes are stored; its name must be free. */
  create(asset: AssetFacts & { name: string; createdBy: string }): Promise<Asset>;
  delete(id: string): Promise<void>;
}
