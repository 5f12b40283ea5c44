import type { LoggerService } from '@backstage/backend-plugin-api';
import { toLiveryError } from '@livery/contracts';
import { brandToBundle, loadBrand } from '@livery/engine';
import type { BrandTemplatesStore } from './BrandTemplatesStore';
import type { TemplateAssets } from './TemplateAssets';

/**
 * Makes a brand template from a folder when there is no template at all, so that a new portal has one to try.
 *
 * A folder that cannot be read is not worth a portal that does not start: it is logged.
 */
export async function importSampleBrand(options: {
  folder: string;
  store: BrandTemplatesStore;
  assets: TemplateAssets;
  logger: LoggerService;
}): Promise<void> {
  const { folder, store, assets, logger } = options;
  if ((await store.count()) > 0) {
    return;
  }
  try {
    const bundle = brandToBundle(await loadBrand(folder));
    await store.create({
      name: bundle.brand.name,
      description: bundle.brand.description ?? 'The sample brand that came with this portal.',
      ...(await assets.store(bundle)),
      createdBy: 'plugin:livery',
    });
    logger.info(`Made the brand template '${bundle.brand.name}' from the sample brand.`);
  } catch (error) {
    logger.warn(`Could not import the sample brand from ${folder}: ${toLiveryError(error).toParagraph()}`);
  }
}
