import type { BrandBundle } from '@livery/contracts';
import type { BrandTemplate, NewBrandTemplate, Page } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';

/** What people do with brand templates. */
export interface BrandTemplatesService {
  list(options: ServiceOptions): Promise<Page<BrandTemplate>>;
  get(id: string, options: ServiceOptions): Promise<BrandTemplate>;
  /** The brand with the bytes of its assets. */
  getBundle(id: string, options: ServiceOptions): Promise<BrandBundle>;
  create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate>;
}
