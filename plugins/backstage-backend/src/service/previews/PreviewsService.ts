import type {
  AssetRule,
  AssetRules,
  BrandValidation,
  RevisionMatch,
  TextPreview,
} from '@livery/backstage-plugin-livery-common';
import type { Trial } from '@livery/contracts';
import type { ServiceOptions } from '../authorize';

/** Tries brands without a source. */
export interface PreviewsService {
  previewText(preview: TextPreview, options: ServiceOptions): Promise<Trial>;
  validate(templateId: string, options: ServiceOptions): Promise<BrandValidation>;
  getAssetRules(options: ServiceOptions): Promise<AssetRules>;
  putAssetRules(
    rules: readonly AssetRule[],
    revision: RevisionMatch,
    options: ServiceOptions,
  ): Promise<AssetRules>;
}
