import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type AssetRule,
  type AssetRules,
  assetRulesUpdatePermission,
  brandTemplateReadPermission,
  type BrandValidation,
  type RevisionMatch,
  type TextPreview,
} from '@livery/backstage-plugin-livery-common';
import type { Trial } from '@livery/contracts';
import { lacking, requirePermissions, type ServiceOptions } from '../authorize';
import type { RecordGate } from '../records/RecordGate';
import type { PreviewsService } from './PreviewsService';

/** Asks for permission before it passes a call on. */
export class AuthorizedPreviewsService implements PreviewsService {
  readonly #inner: PreviewsService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;
  readonly #requireTemplate: (id: string, options: ServiceOptions) => Promise<void>;

  constructor(options: {
    inner: PreviewsService;
    permissions: PermissionsService;
    gate: RecordGate;
    requireTemplate: (id: string, options: ServiceOptions) => Promise<void>;
  }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
    this.#requireTemplate = options.requireTemplate;
  }

  async previewText(preview: TextPreview, options: ServiceOptions): Promise<Trial> {
    if (preview.templateId === undefined) {
      await this.#requireSome(options);
    } else {
      await this.#requireTemplate(preview.templateId, options);
    }
    return this.#inner.previewText(preview, options);
  }

  async validate(templateId: string, options: ServiceOptions): Promise<BrandValidation> {
    await this.#requireTemplate(templateId, options);
    return this.#inner.validate(templateId, options);
  }

  async getAssetRules(options: ServiceOptions): Promise<AssetRules> {
    await this.#requireSome(options);
    return this.#inner.getAssetRules(options);
  }

  async putAssetRules(
    rules: readonly AssetRule[],
    revision: RevisionMatch,
    options: ServiceOptions,
  ): Promise<AssetRules> {
    await requirePermissions(this.#permissions, [assetRulesUpdatePermission], options);
    return this.#inner.putAssetRules(rules, revision, options);
  }

  /** What is about no single template is for those who may see any. */
  async #requireSome(options: ServiceOptions): Promise<void> {
    if ((await this.#gate.filterFor(brandTemplateReadPermission, options)) === undefined) {
      throw lacking(brandTemplateReadPermission);
    }
  }
}
