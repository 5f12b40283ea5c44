import type { BrandBundle } from '@livery/contracts';
import type { BrandTemplate, NewBrandTemplate, Page } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';

/** What people do with brand templates. */
export interface BrandTemplatesService {
  list(options: ServiceOptions): Promise<Page<BrandTemplate>>;
  get(id: string, options: ServiceOptions): Promise<BrandTemplate>;
  /** The brand with the bytes of its assets. */
  getBundle(id: string, options: ServiceOptions): Promise<BrandBundle>;
  /** The bytes of one asset, by its path below the brand folder. */
  getAsset(id: string, path: string, options: ServiceOptions): Promise<Buffer>;
  create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate>;
}
