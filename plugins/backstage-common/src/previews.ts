import { Brand, BrandRule, Trial } from '@livery/contracts';
import { z } from 'zod';
import { exampleId, idParams, line, revision, timestamp } from './fields';
import { defineRoute } from './http/route';
import { assetRulesUpdatePermission, brandTemplateReadPermission } from './permissions';

/** The longest text that can be tried, in characters. */
export const MAXIMUM_PREVIEW_TEXT = 100_000;

/** What a text is tried with, by the same code that brands a source. */
export const TextPreview = z
  .strictObject({
    text: z.string().max(MAXIMUM_PREVIEW_TEXT),
    templateId: z.uuid().optional().describe('a brand template'),
    brand: Brand.optional().describe('a brand that is not stored'),
    rules: z.array(BrandRule).max(1000).optional().describe('in place of those of the brand'),
    profile: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be the id of a profile')
      .max(100)
      .default('open-webui'),
    file: line
      .max(500)
      .optional()
      .describe('path from the root of the source; without it every rule is tried'),
    language: line.max(50).optional().describe('without it that of the file, or else html'),
  })
  .refine(preview => (preview.templateId === undefined) !== (preview.brand === undefined), {
    message: 'must have either a templateId or a brand',
    path: ['templateId'],
  });
export type TextPreview = z.infer<typeof TextPreview>;

/** What a brand has to bring, or may. */
export const AssetRule = z.strictObject({
  file: z
    .string()
    .max(200)
    .regex(/^[\w./-]+$/, 'must be a path')
    .describe('the name of a file, or the end of a path'),
  kind: z.enum(['image', 'css', 'text']),
  isRequired: z.boolean(),
  description: line.max(300).default(''),
});
export type AssetRule = z.infer<typeof AssetRule>;

/** What brands have to bring. */
export const AssetRules = z.object({
  rules: z.array(AssetRule),
  revision,
  updatedBy: z.string(),
  updatedAt: timestamp,
});
export type AssetRules = z.infer<typeof AssetRules>;

/** One thing that was looked at. */
export const BrandCheck = z.object({
  check: z.enum(['brand', 'asset_file', 'required_asset', 'licence_ground']),
  passed: z.boolean(),
  message: z.string(),
  file: z.string().optional(),
});
export type BrandCheck = z.infer<typeof BrandCheck>;

/** Whether a brand template can be applied. */
export const BrandValidation = z.object({
  templateId: z.uuid(),
  revision,
  valid: z.boolean().describe('whether every check passed'),
  missingAssets: z.array(z.string()),
  checks: z.array(BrandCheck),
});
export type BrandValidation = z.infer<typeof BrandValidation>;

const params = { id: exampleId };

/** The routes that try brands without a source. */
export const previewRoutes = {
  previewText: defineRoute({
    method: 'POST',
    path: '/v1/previews/text',
    summary: 'Try what a brand makes of a text; nothing is read or written for it',
    permissions: [brandTemplateReadPermission],
    bodyLimit: '1mb',
    body: TextPreview,
    response: Trial,
    isExpensive: true,
    audit: { eventId: 'text-preview' },
    example: {
      body: {
        text: '<h1>Open WebUI</h1>',
        brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' },
      },
    },
  }),
  validateBrandTemplate: defineRoute({
    method: 'POST',
    path: '/v1/brand-templates/:id/validate',
    summary: 'Check whether a brand template can be applied: its rules, its files, its licence ground',
    permissions: [brandTemplateReadPermission],
    params: idParams,
    response: BrandValidation,
    isExpensive: true,
    audit: { eventId: 'brand-template-validate' },
    example: { params },
  }),
  getAssetRules: defineRoute({
    method: 'GET',
    path: '/v1/asset-rules',
    summary: 'Get what brands have to bring',
    permissions: [brandTemplateReadPermission],
    response: AssetRules,
  }),
  putAssetRules: defineRoute({
    method: 'PUT',
    path: '/v1/asset-rules',
    summary: 'Say what brands have to bring',
    permissions: [assetRulesUpdatePermission],
    body: z.strictObject({ rules: z.array(AssetRule).max(200) }),
    response: AssetRules,
    needsRevision: true,
    audit: { eventId: 'asset-rules-update', severityLevel: 'medium' },
    example: { body: { rules: [{ file: 'favicon.png', kind: 'image', isRequired: true }] } },
  }),
} as const;
