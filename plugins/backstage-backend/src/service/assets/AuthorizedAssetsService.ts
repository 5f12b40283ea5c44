import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type Asset,
  assetCreatePermission,
  assetDeletePermission,
  type AssetQuery,
  assetReadPermission,
  type Page,
} from '@livery/backstage-plugin-livery-common';
import { isAllowed, requirePermissions, type ServiceOptions } from '../authorize';
import type { AssetContent, AssetsService, NewAsset } from './AssetsService';

/** Asks for permission before it passes a call on. */
export class AuthorizedAssetsService implements AssetsService {
  readonly #inner: AssetsService;
  readonly #permissions: PermissionsService;

  constructor(options: { inner: AssetsService; permissions: PermissionsService }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  async list(query: AssetQuery, options: ServiceOptions): Promise<Page<Asset>> {
    if (!(await isAllowed(this.#permissions, assetReadPermission, options))) {
      return { items: [], total: 0 };
    }
    return this.#inner.list(query, options);
  }

  async get(id: string, options: ServiceOptions): Promise<Asset> {
    await requirePermissions(this.#permissions, [assetReadPermission], options);
    return this.#inner.get(id, options);
  }

  async getContent(id: string, options: ServiceOptions): Promise<AssetContent> {
    await requirePermissions(this.#permissions, [assetReadPermission], options);
    return this.#inner.getContent(id, options);
  }

  async create(
    asset: Omit<NewAsset, 'bytes'>,
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<Asset> {
    await requirePermissions(this.#permissions, [assetCreatePermission], options);
    return this.#inner.create(asset, read, options);
  }

  async delete(id: string, options: ServiceOptions): Promise<void> {
    await requirePermissions(this.#permissions, [assetDeletePermission], options);
    await this.#inner.delete(id, options);
  }
}
