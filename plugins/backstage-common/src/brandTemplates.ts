import { AssetPath, Brand, BrandBundle, ImportNote } from '@livery/contracts';
import { z } from 'zod';
import { AssetFacts, AssetKind, AssetName } from './assets';
import {
  description,
  exampleId,
  idParams,
  OwnerRef,
  recordFields,
  recordFilters,
  recordName,
  revision,
  Tags,
  timestamp,
} from './fields';
import { listQuery, MAXIMUM_PAGE, pageOf, queryFlag } from './http/listQuery';
import { defineRoute } from './http/route';
import {
  brandTemplateCreatePermission,
  brandTemplateDeletePermission,
  brandTemplateReadPermission,
  brandTemplateUpdatePermission,
} from './permissions';

/** The name of a brand template: what people pick it by. */
export const TemplateName = recordName;

/** A file of a brand template. */
export const TemplateAsset = AssetFacts.extend({ path: z.string().describe('below the brand folder') });
export type TemplateAsset = z.infer<typeof TemplateAsset>;

/** The database record of a brand. */
export const BrandTemplate = z.object({
  ...recordFields,
  name: TemplateName,
  description: z.string(),
  brand: Brand,
  assets: z.array(TemplateAsset),
  isDefault: z.boolean().describe('what the portal offers first; at most one template is'),
  isActive: z.boolean().describe('whether runs can be started with it'),
});
export type BrandTemplate = z.infer<typeof BrandTemplate>;

/** What a new brand template is made from. */
export const NewBrandTemplate = z.strictObject({
  name: TemplateName,
  description: description.default(''),
  bundle: BrandBundle,
  owner: OwnerRef.optional().describe('without it, whoever creates the template'),
  tags: Tags.default([]),
  isDefault: z.boolean().default(false),
});
export type NewBrandTemplate = z.infer<typeof NewBrandTemplate>;

/** What of a brand template changes; what is left out stays. */
export const BrandTemplateUpdate = z.strictObject({
  name: TemplateName.optional(),
  description: description.optional(),
  brand: Brand.optional().describe('the whole document'),
  assets: z
    .record(AssetPath, z.union([z.base64(), z.strictObject({ asset: z.uuid() })]).nullable())
    .optional()
    .describe(
      'path → bytes in base64, the id of a file that any template can take, or null to take it away; the others stay',
    ),
  owner: OwnerRef.optional(),
  tags: Tags.optional(),
  isDefault: z.boolean().optional(),
  isActive: z.boolean().optional(),
});
export type BrandTemplateUpdate = z.infer<typeof BrandTemplateUpdate>;

/** A state that a brand template had, or has. */
export const BrandTemplateVersion = z.object({
  revision,
  name: TemplateName,
  description: z.string(),
  savedBy: z.string(),
  savedAt: timestamp,
  isCurrent: z.boolean(),
});
export type BrandTemplateVersion = z.infer<typeof BrandTemplateVersion>;

/** A state in full. */
export const BrandTemplateVersionContent = BrandTemplateVersion.extend({
  brand: Brand,
  assets: z.array(TemplateAsset),
});
export type BrandTemplateVersionContent = z.infer<typeof BrandTemplateVersionContent>;

/** A brand template as a document: all that another portal needs to have the same one. */
export const BrandTemplateDocument = z.strictObject({
  apiVersion: z.literal('livery/v1'),
  kind: z.literal('BrandTemplate'),
  name: TemplateName,
  description: description.default(''),
  owner: OwnerRef.optional(),
  tags: Tags.default([]),
  isDefault: z.boolean().default(false),
  isActive: z.boolean().default(true),
  bundle: BrandBundle,
});
export type BrandTemplateDocument = z.infer<typeof BrandTemplateDocument>;

/** A document that a brand template is made from. */
export const BrandTemplateImport = z.strictObject({
  document: z
    .unknown()
    .describe(
      'an export of a brand template, a brand with its assets, or an export, backup or rules of the Customizer',
    ),
  name: TemplateName.optional().describe('of the brand template; without it, what the document says'),
  template: z.string().max(255).optional().describe('which one, of a document that holds several'),
});
export type BrandTemplateImport = z.infer<typeof BrandTemplateImport>;

/** What became of an import. */
export const ImportedBrandTemplate = z.object({
  template: BrandTemplate,
  notes: z.array(ImportNote).describe('what a person should know of it'),
});
export type ImportedBrandTemplate = z.infer<typeof ImportedBrandTemplate>;

/** What a restore does with a name that is taken. */
export const RestoreConflict = z.enum(['fail', 'skip', 'replace']);
export type RestoreConflict = z.infer<typeof RestoreConflict>;

/** What became of a restore. */
export const RestoreResult = z.object({
  created: z.number().int(),
  replaced: z.number().int(),
  skipped: z.number().int(),
});
export type RestoreResult = z.infer<typeof RestoreResult>;

/** One thing that is done to many brand templates, or to none. */
export const BrandTemplateBulk = z.strictObject({
  action: z.enum(['activate', 'deactivate', 'delete']),
  items: z
    .array(z.strictObject({ id: z.uuid(), revision }))
    .min(1)
    .max(MAXIMUM_PAGE),
});
export type BrandTemplateBulk = z.infer<typeof BrandTemplateBulk>;

/** The query of the list of brand templates. */
export const BrandTemplateQuery = listQuery(['name', 'createdAt', 'updatedAt'], {
  ...recordFilters,
  name: TemplateName.optional().describe('exactly this name'),
  isActive: queryFlag.optional(),
  isDefault: queryFlag.optional(),
});
export type BrandTemplateQuery = z.infer<typeof BrandTemplateQuery>;

const brand = { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' } as const;
const params = { id: exampleId };
const path = '/v1/brand-templates';

const assetParams = idParams.extend({ name: AssetName });
const versionParams = idParams.extend({ revision: z.coerce.number<string>().int().min(1) });

// A brand travels with its pictures in base64. The engine takes 10 MiB each: three of them fit with the rest.
const withPictures = {
  bodyLimit: '42mb',
  bodyHint: 'The pictures of a brand may have 30 MiB together, and each of them 10 MiB. Use smaller ones.',
} as const;

/** The routes of brand templates. */
export const brandTemplateRoutes = {
  listBrandTemplates: defineRoute({
    method: 'GET',
    path,
    summary: 'List brand templates',
    permissions: [brandTemplateReadPermission],
    whenDenied: 'empty-page',
    query: BrandTemplateQuery,
    response: pageOf(BrandTemplate),
    example: { query: { search: 'acme', sort: '-updatedAt', limit: 20 } },
  }),
  createBrandTemplate: defineRoute({
    method: 'POST',
    path,
    summary: 'Create a brand template',
    permissions: [brandTemplateCreatePermission],
    ...withPictures,
    body: NewBrandTemplate,
    response: BrandTemplate,
    status: 201,
    audit: { eventId: 'brand-template-create', severityLevel: 'medium' },
    example: { body: { name: 'Acme', bundle: { brand, assets: {} } } },
  }),
  backupBrandTemplates: defineRoute({
    method: 'GET',
    path: `${path}/backup`,
    summary: 'Get all brand templates with the bytes of their assets, each as a line of JSON',
    permissions: [brandTemplateReadPermission],
    rawResponse: 'application/x-ndjson',
    audit: { eventId: 'brand-template-backup', severityLevel: 'medium' },
  }),
  restoreBrandTemplates: defineRoute({
    method: 'POST',
    path: `${path}/restore`,
    summary: 'Make brand templates from a backup, all or none',
    permissions: [brandTemplateCreatePermission, brandTemplateUpdatePermission],
    query: z.strictObject({ conflict: RestoreConflict.default('fail') }),
    rawBody: 'application/x-ndjson',
    response: RestoreResult,
    audit: { eventId: 'brand-template-restore', severityLevel: 'high' },
    example: { query: { conflict: 'skip' } },
  }),
  importBrandTemplate: defineRoute({
    method: 'POST',
    path: `${path}/import`,
    summary: 'Make a brand template from a document',
    permissions: [brandTemplateCreatePermission],
    ...withPictures,
    body: BrandTemplateImport,
    response: ImportedBrandTemplate,
    status: 201,
    audit: { eventId: 'brand-template-import', severityLevel: 'medium' },
    example: { body: { document: { 'Open WebUI': 'Acme' }, name: 'Acme' } },
  }),
  changeBrandTemplates: defineRoute({
    method: 'POST',
    path: `${path}/bulk`,
    summary: 'Activate, deactivate or delete many brand templates, all or none',
    permissions: [brandTemplateUpdatePermission],
    body: BrandTemplateBulk,
    response: z.object({ changed: z.number().int() }),
    audit: { eventId: 'brand-template-bulk', severityLevel: 'high' },
    example: { body: { action: 'deactivate', items: [{ id: exampleId, revision: 3 }] } },
  }),
  getBrandTemplate: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get a brand template',
    permissions: [brandTemplateReadPermission],
    params: idParams,
    response: BrandTemplate,
    example: { params },
  }),
  updateBrandTemplate: defineRoute({
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Change a brand template',
    permissions: [brandTemplateUpdatePermission],
    ...withPictures,
    params: idParams,
    body: BrandTemplateUpdate,
    response: BrandTemplate,
    needsRevision: true,
    audit: { eventId: 'brand-template-update', severityLevel: 'medium' },
    example: { params, body: { description: 'For everybody', brand: { ...brand, name: 'Acme Chat' } } },
  }),
  deleteBrandTemplate: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a brand template with its assets',
    permissions: [brandTemplateDeletePermission],
    params: idParams,
    needsRevision: true,
    audit: { eventId: 'brand-template-delete', severityLevel: 'high' },
    example: { params },
  }),
  getBrandBundle: defineRoute({
    method: 'GET',
    path: `${path}/:id/bundle`,
    summary: 'Get the brand of a template with the bytes of its assets',
    permissions: [brandTemplateReadPermission],
    params: idParams,
    response: BrandBundle,
    example: { params },
  }),
  getBrandAsset: defineRoute({
    method: 'GET',
    path: `${path}/:id/assets/:name`,
    summary: 'Get the bytes of an asset',
    permissions: [brandTemplateReadPermission],
    params: idParams.extend({ name: z.string().describe('path below assets/') }),
    rawResponse: 'application/octet-stream',
    example: { params: { ...params, name: 'icon.png' } },
  }),
  putBrandAsset: defineRoute({
    method: 'PUT',
    path: `${path}/:id/assets/:name`,
    summary: 'Upload a file of a brand template, of 10 MiB at most',
    permissions: [brandTemplateUpdatePermission],
    params: assetParams,
    query: z.strictObject({ kind: AssetKind.optional().describe('without it, what the name suggests') }),
    rawBody: 'application/octet-stream',
    response: BrandTemplate,
    needsRevision: true,
    audit: { eventId: 'brand-asset-store', severityLevel: 'medium' },
    example: { params: { ...params, name: 'icon.png' }, query: { kind: 'icon' } },
  }),
  deleteBrandAsset: defineRoute({
    method: 'DELETE',
    path: `${path}/:id/assets/:name`,
    summary: 'Take a file out of a brand template',
    permissions: [brandTemplateUpdatePermission],
    params: assetParams,
    response: BrandTemplate,
    needsRevision: true,
    audit: { eventId: 'brand-asset-delete', severityLevel: 'medium' },
    example: { params: { ...params, name: 'icon.png' } },
  }),
  exportBrandTemplate: defineRoute({
    method: 'GET',
    path: `${path}/:id/export`,
    summary: 'Get a brand template as a document with the bytes of its assets',
    permissions: [brandTemplateReadPermission],
    params: idParams,
    response: BrandTemplateDocument,
    example: { params },
  }),
  duplicateBrandTemplate: defineRoute({
    method: 'POST',
    path: `${path}/:id/duplicate`,
    summary: 'Make a copy of a brand template',
    permissions: [brandTemplateReadPermission, brandTemplateCreatePermission],
    params: idParams,
    body: z.strictObject({ name: TemplateName.optional().describe('without it, the old one and "(Copy)"') }),
    response: BrandTemplate,
    status: 201,
    audit: { eventId: 'brand-template-duplicate', severityLevel: 'medium' },
    example: { params, body: { name: 'Acme for tests' } },
  }),
  listBrandTemplateVersions: defineRoute({
    method: 'GET',
    path: `${path}/:id/versions`,
    summary: 'List the states of a brand template, the newest first',
    permissions: [brandTemplateReadPermission],
    params: idParams,
    response: pageOf(BrandTemplateVersion),
    example: { params },
  }),
  getBrandTemplateVersion: defineRoute({
    method: 'GET',
    path: `${path}/:id/versions/:revision`,
    summary: 'Get a state of a brand template',
    permissions: [brandTemplateReadPermission],
    params: versionParams,
    response: BrandTemplateVersionContent,
    example: { params: { ...params, revision: '3' } },
  }),
  restoreBrandTemplateVersion: defineRoute({
    method: 'POST',
    path: `${path}/:id/versions/:revision/restore`,
    summary: 'Give a brand template the name, brand and assets of an earlier state, as a new revision',
    permissions: [brandTemplateUpdatePermission],
    params: versionParams,
    response: BrandTemplate,
    needsRevision: true,
    audit: { eventId: 'brand-template-version-restore', severityLevel: 'medium' },
    example: { params: { ...params, revision: '3' } },
  }),
} as const;
