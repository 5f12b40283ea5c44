import type { Readable } from 'node:stream';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { BrandBundle } from '@livery/contracts';
import {
  type AssetKind,
  assetReadPermission,
  type BrandTemplate,
  type BrandTemplateBulk,
  brandTemplateCreatePermission,
  brandTemplateDeletePermission,
  type BrandTemplateDocument,
  type BrandTemplateImport,
  type BrandTemplateQuery,
  brandTemplateReadPermission,
  type BrandTemplateUpdate,
  brandTemplateUpdatePermission,
  type BrandTemplateVersion,
  type BrandTemplateVersionContent,
  type ImportedBrandTemplate,
  type NewBrandTemplate,
  type Page,
  type RestoreConflict,
  type RestoreResult,
} from '@livery/backstage-plugin-livery-common';
import type { AssetContent } from '../assets/AssetsService';
import { lacking, requirePermissions, type ServiceOptions } from '../authorize';
import type { RecordGate } from '../records/RecordGate';
import type { BrandTemplatesService } from './BrandTemplatesService';
import type { TemplateTarget } from './BrandTemplatesStore';

/** Asks for permission before it passes a call on. */
export class AuthorizedBrandTemplatesService implements BrandTemplatesService {
  readonly #inner: BrandTemplatesService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;

  constructor(options: { inner: BrandTemplatesService; permissions: PermissionsService; gate: RecordGate }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
  }

  async list(query: BrandTemplateQuery, options: ServiceOptions): Promise<Page<BrandTemplate>> {
    const filter = await this.#gate.filterFor(brandTemplateReadPermission, options);
    return filter === undefined ? { items: [], total: 0 } : this.#inner.list(query, { ...options, filter });
  }

  async get(id: string, options: ServiceOptions): Promise<BrandTemplate> {
    return this.#gate.read(brandTemplateReadPermission, () => this.#inner.get(id, options), options);
  }

  async getBundle(id: string, options: ServiceOptions): Promise<BrandBundle> {
    await this.#require(brandTemplateReadPermission, id, options);
    return this.#inner.getBundle(id, options);
  }

  async create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate> {
    await requirePermissions(this.#permissions, [brandTemplateCreatePermission], options);
    return this.#inner.create(template, options);
  }

  async update(
    target: TemplateTarget,
    change: BrandTemplateUpdate,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    await this.#require(brandTemplateUpdatePermission, target.id, options);
    if (Object.values(change.assets ?? {}).some(asset => typeof asset === 'object' && asset !== null)) {
      await requirePermissions(this.#permissions, [assetReadPermission], options);
    }
    return this.#inner.update(target, change, options);
  }

  async delete(target: TemplateTarget, options: ServiceOptions): Promise<void> {
    await this.#require(brandTemplateDeletePermission, target.id, options);
    await this.#inner.delete(target, options);
  }

  async duplicate(id: string, name: string | undefined, options: ServiceOptions): Promise<BrandTemplate> {
    await this.#require(brandTemplateReadPermission, id, options);
    await requirePermissions(this.#permissions, [brandTemplateCreatePermission], options);
    return this.#inner.duplicate(id, name, options);
  }

  async changeAll(bulk: BrandTemplateBulk, options: ServiceOptions): Promise<number> {
    const permission =
      bulk.action === 'delete' ? brandTemplateDeletePermission : brandTemplateUpdatePermission;
    const ids = bulk.items.map(({ id }) => id);
    await this.#gate.requireAll(permission, ids, id => this.#inner.get(id, options), options);
    return this.#inner.changeAll(bulk, options);
  }

  async getAsset(id: string, path: string, options: ServiceOptions): Promise<AssetContent> {
    await this.#require(brandTemplateReadPermission, id, options);
    return this.#inner.getAsset(id, path, options);
  }

  async putAsset(
    target: TemplateTarget,
    asset: { path: string; kind?: AssetKind },
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    await this.#require(brandTemplateUpdatePermission, target.id, options);
    return this.#inner.putAsset(target, asset, read, options);
  }

  async deleteAsset(target: TemplateTarget, path: string, options: ServiceOptions): Promise<BrandTemplate> {
    await this.#require(brandTemplateUpdatePermission, target.id, options);
    return this.#inner.deleteAsset(target, path, options);
  }

  async listVersions(id: string, options: ServiceOptions): Promise<Page<BrandTemplateVersion>> {
    await this.#require(brandTemplateReadPermission, id, options);
    return this.#inner.listVersions(id, options);
  }

  async getVersion(
    id: string,
    revision: number,
    options: ServiceOptions,
  ): Promise<BrandTemplateVersionContent> {
    await this.#require(brandTemplateReadPermission, id, options);
    return this.#inner.getVersion(id, revision, options);
  }

  async restoreVersion(
    target: TemplateTarget,
    revision: number,
    options: ServiceOptions,
  ): Promise<BrandTemplate> {
    await this.#require(brandTemplateUpdatePermission, target.id, options);
    return this.#inner.restoreVersion(target, revision, options);
  }

  async export(id: string, options: ServiceOptions): Promise<BrandTemplateDocument> {
    await this.#require(brandTemplateReadPermission, id, options);
    return this.#inner.export(id, options);
  }

  async import(document: BrandTemplateImport, options: ServiceOptions): Promise<ImportedBrandTemplate> {
    await requirePermissions(this.#permissions, [brandTemplateCreatePermission], options);
    return this.#inner.import(document, options);
  }

  async backup(options: ServiceOptions): Promise<AsyncIterable<BrandTemplateDocument>> {
    const filter = await this.#gate.filterFor(brandTemplateReadPermission, options);
    if (filter === undefined) {
      throw lacking(brandTemplateReadPermission);
    }
    return this.#inner.backup({ ...options, filter });
  }

  async restore(
    content: Readable,
    conflict: RestoreConflict,
    options: ServiceOptions,
  ): Promise<RestoreResult> {
    await requirePermissions(this.#permissions, [brandTemplateCreatePermission], options);
    // Whatever a backup names may be replaced: only for those who may change everything.
    const filter = await this.#gate.filterFor(brandTemplateUpdatePermission, options);
    if (filter !== 'everything') {
      throw lacking(brandTemplateUpdatePermission);
    }
    return this.#inner.restore(content, conflict, options);
  }

  #require(permission: ResourcePermission, id: string, options: ServiceOptions): Promise<void> {
    return this.#gate.require(permission, () => this.#inner.get(id, options), options);
  }
}
