import { InputError } from '@backstage/errors';
import { type BrandBundle, toLiveryError } from '@livery/contracts';
import type { BrandTemplate, NewBrandTemplate, Page } from '@livery/backstage-plugin-livery-common';
import { brandFromBundle, brandToBundle } from '@livery/engine';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { BrandTemplatesService } from './BrandTemplatesService';
import type { BrandTemplatesStore } from './BrandTemplatesStore';

/** Brand templates, without permissions. */
export class DefaultBrandTemplatesService implements BrandTemplatesService {
  readonly #store: BrandTemplatesStore;

  constructor(options: { store: BrandTemplatesStore }) {
    this.#store = options.store;
  }

  async list(): Promise<Page<BrandTemplate>> {
    const items = await this.#store.list();
    return { items, total: items.length };
  }

  get(id: string): Promise<BrandTemplate> {
    return this.#store.get(id);
  }

  getBundle(id: string): Promise<BrandBundle> {
    return this.#store.getBundle(id);
  }

  getAsset(id: string, path: string): Promise<Buffer> {
    return this.#store.getAsset(id, path);
  }

  create(template: NewBrandTemplate, options: ServiceOptions): Promise<BrandTemplate> {
    return this.#store.create({
      name: template.name,
      description: template.description,
      bundle: checkBundle(template.bundle),
      createdBy: nameOfPrincipal(options.credentials),
    });
  }
}

/** Lets the engine look at a brand as it will before a run: assets that exist, are pictures and are safe. */
function checkBundle(bundle: BrandBundle): BrandBundle {
  try {
    return brandToBundle(brandFromBundle(bundle));
  } catch (error) {
    const cause = toLiveryError(error);
    if (cause.code === 'internal') {
      throw error;
    }
    throw new InputError(cause.toParagraph());
  }
}
