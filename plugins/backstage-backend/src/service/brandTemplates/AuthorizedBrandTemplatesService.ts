import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { BrandBundle } from '@livery/contracts';
import {
  type BrandTemplate,
  brandTemplateCreatePermission,
  brandTemplateReadPermission,
  type NewBrandTemplate,
  type Page,
} from '@livery/backstage-plugin-livery-common';
import { isAllowed, requirePermissions, type ServiceOptions } from '../authorize';
import type { BrandTemplatesService } from './BrandTemplatesService';

/** Asks for permission before it passes a call on. */
export class AuthorizedBrandTemplatesService implements BrandTemplatesService {
  readonly #inner: BrandTemplatesService;
  readonly #permissions: PermissionsService;

  constructor(options: { inner: BrandTemplatesService; permissions: PermissionsService }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  async list(options: ServiceOptions): Promise<Page<BrandTemplate>> {
    if (!(await isAllowed(this.#permissions, brandTemplateReadPermission, options))) {
      return { items: [], total: 0 };
    }
    return this.#inner.list(options);
  }

  async get(id: string, options: ServiceOptions): Promise<BrandTemplate> {
    await requirePermissions(this.#permissions, [brandTemplateReadPermission], options);
    return this.#inner.get(id, options);
  }

  async getBundle(id: string, options: ServiceOptions): Promise<BrandBundle> {
    await requirePermissions(this.#permissions, [brandTemplateReadPermission], options);
    return this.#inner.getBundle(id, options);
  }

  async getAsset(id: string, path: string, options: ServiceOptions): Promise<Buffer> {
    await requirePermissions(this.#permissions, [brandTemplateReadPermission], options);
    return this.#inner.getAsset(id, path, options);
  }

  async create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate> {
    await requirePermissions(this.#permissions, [brandTemplateCreatePermission], options);
    return this.#inner.create(template, options);
  }
}
