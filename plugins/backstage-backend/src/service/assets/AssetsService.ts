import type { Asset, AssetKind, AssetQuery, Page } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';

/** The bytes of a file and what they are. */
export interface AssetContent {
  bytes: Buffer;
  mediaType: string;
  digest: string;
}

/** A file that somebody uploads. */
export interface NewAsset {
  name: string;
  bytes: Buffer;
  /** Without it, what the name suggests. */
  kind?: AssetKind;
}

/** What people do with the files that any brand template can take. */
export interface AssetsService {
  list(query: AssetQuery, options: ServiceOptions): Promise<Page<Asset>>;
  get(id: string, options: ServiceOptions): Promise<Asset>;
  getContent(id: string, options: ServiceOptions): Promise<AssetContent>;
  /** @param read - reads the bytes; not called for those who may not store any */
  create(
    asset: Omit<NewAsset, 'bytes'>,
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<Asset>;
  delete(id: string, options: ServiceOptions): Promise<void>;
}
