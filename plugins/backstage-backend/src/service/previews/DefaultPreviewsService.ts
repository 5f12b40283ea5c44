import { InputError } from '@backstage/errors';
import { LiveryError, type Trial } from '@livery/contracts';
import type {
  AssetRule,
  AssetRules,
  BrandValidation,
  RevisionMatch,
  TextPreview,
} from '@livery/backstage-plugin-livery-common';
import { brandFromBundle, TRIAL_LANGUAGES, tryText } from '@livery/engine';
import { findProfiles } from '@livery/pipeline';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { BrandTemplatesStore } from '../brandTemplates/BrandTemplatesStore';
import type { AssetRulesStore } from './AssetRulesStore';
import { checkTemplate } from './checkTemplate';
import type { PreviewsService } from './PreviewsService';

/** Tries brands without a source and without permissions, on the engine. */
export class DefaultPreviewsService implements PreviewsService {
  readonly #templates: BrandTemplatesStore;
  readonly #rules: AssetRulesStore;

  constructor(options: { templates: BrandTemplatesStore; rules: AssetRulesStore }) {
    this.#templates = options.templates;
    this.#rules = options.rules;
  }

  async previewText(preview: TextPreview): Promise<Trial> {
    const { text, templateId, rules, file } = preview;
    const stored = templateId === undefined ? undefined : await this.#templates.getBundle(templateId);
    const brand = preview.brand ?? stored?.brand;
    if (!brand) {
      throw new InputError('Say what the text shall be tried with: a brand template or a brand.');
    }
    const language = TRIAL_LANGUAGES.find(each => each === preview.language);
    if (preview.language !== undefined && !language) {
      throw new InputError(
        `There is no language '${preview.language}'. There are: ${TRIAL_LANGUAGES.join(', ')}.`,
      );
    }
    return onInput(() => {
      const { profile } = profileOf(preview.profile);
      const place = { ...(file !== undefined && { file }), ...(language && { language }) };
      return tryText(text, profile, { ...brand, ...(rules && { rules }) }, place);
    });
  }

  async validate(templateId: string): Promise<BrandValidation> {
    const [template, bundle, { rules }] = await Promise.all([
      this.#templates.get(templateId),
      this.#templates.getBundle(templateId),
      this.#rules.get(),
    ]);
    const loaded = brandFromBundle(bundle);
    const today = new Date().toISOString().slice(0, 10);
    const checks = checkTemplate({ template, loaded, profiles: findProfiles(), rules, today });
    const missing = checks.filter(({ check, passed }) => check === 'required_asset' && !passed);
    return {
      templateId,
      revision: template.revision,
      valid: checks.every(({ passed }) => passed),
      missingAssets: missing.map(({ file }) => file ?? ''),
      checks,
    };
  }

  getAssetRules(): Promise<AssetRules> {
    return this.#rules.get();
  }

  putAssetRules(
    rules: readonly AssetRule[],
    revision: RevisionMatch,
    options: ServiceOptions,
  ): Promise<AssetRules> {
    return this.#rules.put(rules, revision, nameOfPrincipal(options.credentials));
  }
}

function profileOf(id: string) {
  const profiles = findProfiles();
  const found = profiles.find(({ profile }) => profile.id === id);
  if (!found) {
    const known = profiles.map(({ profile }) => profile.id).join(', ');
    throw new InputError(`There is no profile '${id}'. There are: ${known}.`);
  }
  return found;
}

function onInput<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof LiveryError && error.exitCode !== 1 ? new InputError(error.toParagraph()) : error;
  }
}
