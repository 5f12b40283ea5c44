import type { Readable } from 'node:stream';
import type { BrandBundle } from '@livery/contracts';
import type {
  AssetKind,
  BrandTemplate,
  BrandTemplateBulk,
  BrandTemplateDocument,
  BrandTemplateImport,
  BrandTemplateQuery,
  BrandTemplateUpdate,
  BrandTemplateVersion,
  BrandTemplateVersionContent,
  ImportedBrandTemplate,
  NewBrandTemplate,
  Page,
  RestoreConflict,
  RestoreResult,
} from '@livery/backstage-plugin-livery-common';
import type { AssetContent } from '../assets/AssetsService';
import type { ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';
import type { TemplateTarget } from './BrandTemplatesStore';

/** Who asks for several records, and which there are for them. */
export interface ListOptions extends ServiceOptions {
  /** Default: everything. */
  filter?: RecordFilter;
}

/** What people do with brand templates. */
export interface BrandTemplatesService {
  list(query: BrandTemplateQuery, options: ListOptions): Promise<Page<BrandTemplate>>;
  get(id: string, options: ServiceOptions): Promise<BrandTemplate>;
  /** The brand with the bytes of its assets. */
  getBundle(id: string, options: ServiceOptions): Promise<BrandBundle>;
  create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate>;
  update(
    target: TemplateTarget,
    change: BrandTemplateUpdate,
    options: ServiceOptions,
  ): Promise<BrandTemplate>;
  delete(target: TemplateTarget, options: ServiceOptions): Promise<void>;
  duplicate(id: string, name: string | undefined, options: ServiceOptions): Promise<BrandTemplate>;
  /** Does one thing to many, or to none; gives how many they were. */
  changeAll(bulk: BrandTemplateBulk, options: ServiceOptions): Promise<number>;

  /** One asset, by its path below the brand folder. */
  getAsset(id: string, path: string, options: ServiceOptions): Promise<AssetContent>;
  /** @param read - reads the bytes; not called for those who may not store any */
  putAsset(
    target: TemplateTarget,
    asset: { path: string; kind?: AssetKind },
    read: () => Promise<Buffer>,
    options: ServiceOptions,
  ): Promise<BrandTemplate>;
  deleteAsset(target: TemplateTarget, path: string, options: ServiceOptions): Promise<BrandTemplate>;

  /** The states of a template, the newest first. */
  listVersions(id: string, options: ServiceOptions): Promise<Page<BrandTemplateVersion>>;
  getVersion(id: string, revision: number, options: ServiceOptions): Promise<BrandTemplateVersionContent>;
  restoreVersion(target: TemplateTarget, revision: number, options: ServiceOptions): Promise<BrandTemplate>;

  export(id: string, options: ServiceOptions): Promise<BrandTemplateDocument>;
  import(document: BrandTemplateImport, options: ServiceOptions): Promise<ImportedBrandTemplate>;
  /** All templates, one at a time. */
  backup(options: ListOptions): Promise<AsyncIterable<BrandTemplateDocument>>;
  /** @param content - what a backup wrote, as lines of JSON */
  restore(content: Readable, conflict: RestoreConflict, options: ServiceOptions): Promise<RestoreResult>;
}
