import type { Brand, BrandBundle } from '@livery/contracts';
import type {
  BrandTemplate,
  BrandTemplateQuery,
  BrandTemplateVersion,
  BrandTemplateVersionContent,
  Page,
  RestoreConflict,
  RestoreResult,
  RevisionMatch,
  TemplateAsset,
} from '@livery/backstage-plugin-livery-common';
import type { AssetContent } from '../assets/AssetsService';
import type { RecordFilter } from '../records/criteria';

/** What a brand template is made of. The bytes of its assets are stored before. */
export interface BrandTemplateContent {
  name: string;
  description: string;
  brand: Brand;
  assets: readonly TemplateAsset[];
  owner: string;
  tags: readonly string[];
  isDefault: boolean;
  isActive: boolean;
}

/** A brand template that is about to be stored. */
export type BrandTemplateDraft = Pick<BrandTemplateContent, 'name' | 'description' | 'brand' | 'assets'> &
  Partial<BrandTemplateContent> & { createdBy: string };

/** Of a brand template, what changes. */
export type BrandTemplateChange = Partial<BrandTemplateContent>;

/** A brand template at a revision. */
export interface TemplateTarget {
  id: string;
  revision: RevisionMatch;
}

/** Keeps brand templates with what is known of their assets. */
export interface BrandTemplatesStore {
  /** One page of the templates that meet the conditions. */
  list(query: BrandTemplateQuery, filter: RecordFilter): Promise<Page<BrandTemplate>>;
  /** How many there are. */
  count(): Promise<number>;
  get(id: string): Promise<BrandTemplate>;
  /** The brand with the bytes of its assets. */
  getBundle(id: string): Promise<BrandBundle>;
  /** The bytes of one asset. */
  getAsset(id: string, path: string): Promise<AssetContent>;
  /** Stores a template; its name must be free. A new default takes the place of the old one. */
  create(draft: BrandTemplateDraft): Promise<BrandTemplate>;
  /** Stores many, all or none. */
  createAll(drafts: readonly BrandTemplateDraft[], conflict: RestoreConflict): Promise<RestoreResult>;
  /** Changes a template, which must be at that revision. */
  update(target: TemplateTarget, change: BrandTemplateChange, updatedBy: string): Promise<BrandTemplate>;
  /** Changes many in the same way, all or none. */
  updateAll(
    targets: readonly TemplateTarget[],
    change: BrandTemplateChange,
    updatedBy: string,
  ): Promise<void>;
  /** Deletes templates, all or none. */
  deleteAll(targets: readonly TemplateTarget[]): Promise<void>;
  /** The states of a template, the newest first. */
  listVersions(id: string): Promise<Page<BrandTemplateVersion>>;
  getVersion(id: string, revision: number): Promise<BrandTemplateVersionContent>;
}
