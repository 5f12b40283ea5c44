import type { BrandBundle } from '@livery/contracts';
import type { BrandTemplate } from '@livery/backstage-plugin-livery-common';

/** A brand template that is about to be stored. */
export interface BrandTemplateDraft {
  name: string;
  description: string;
  bundle: BrandBundle;
  createdBy: string;
}

/** Keeps brand templates with the bytes of their assets. */
export interface BrandTemplatesStore {
  /** All templates, by name. */
  list(): Promise<BrandTemplate[]>;
  get(id: string): Promise<BrandTemplate>;
  getBundle(id: string): Promise<BrandBundle>;
  /** The bytes of one asset. */
  getAsset(id: string, path: string): Promise<Buffer>;
  /** Stores a template; its name must be free. */
  create(draft: BrandTemplateDraft): Promise<BrandTemplate>;
}
