import type { Asset, AssetQuery, Page } from '@livery/backstage-plugin-livery-common';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { AssetContents } from './AssetContents';
import type { AssetContent, AssetsService, NewAsset } from './AssetsService';
import { inspectAsset } from './inspectAsset';
import type { LibraryAssetsStore } from './LibraryAssetsStore';

/** The files that any brand template can take, without permissions. */
export class DefaultAssetsService implements AssetsService {
  readonly #store: LibraryAssetsStore;
  readonly #contents: AssetContents;

  constructor(options: { store: LibraryAssetsStore; contents: AssetContents }) {
    this.#store = options.store;
    this.#contents = options.contents;
  }

  list(query: AssetQuery): Promise<Page<Asset>> {
    return this.#store.list(query);
  }

  get(id: string): Promise<Asset> {
    return this.#store.get(id);
  }

  async getContent(id: string): Promise<AssetContent> {
    const { digest, mediaType } = await this.#store.get(id);
    return { bytes: await this.#contents.read(digest), mediaType, digest };
  }

  async create(
    { name, kind }: Omit<NewAsset, 'bytes'>,
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<Asset> {
    const bytes = await read();
    const facts = inspectAsset(name, bytes, kind);
    await this.#contents.store(bytes);
    return this.#store.create({ name, ...facts, createdBy: nameOfPrincipal(options.credentials) });
  }

  delete(id: string): Promise<void> {
    return this.#store.delete(id);
  }
}
