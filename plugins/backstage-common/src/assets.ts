import { Digest } from '@livery/contracts';
import { z } from 'zod';
import { exampleId, idParams, line, timestamp } from './fields';
import { listQuery, pageOf } from './http/listQuery';
import { defineRoute } from './http/route';
import { assetCreatePermission, assetDeletePermission, assetReadPermission } from './permissions';

/** The largest file that is taken, in bytes. */
export const MAXIMUM_ASSET_BYTES = 10 * 1024 * 1024;

/** What a file of a brand is for. */
export const AssetKind = z.enum([
  'logo',
  'favicon',
  'theme',
  'manifest',
  'background',
  'icon',
  'font',
  'custom',
  'other',
]);
export type AssetKind = z.infer<typeof AssetKind>;

/** The name of a file of a brand: no folders, and nothing that a shell or a browser reads as something else. */
export const AssetName = line
  .max(193)
  .regex(
    /^[\w-][\w.-]*$/,
    'must be letters, digits, dots, dashes and underscores, and start with none of the dots',
  );

/** What is known of a file without its bytes. */
export const AssetFacts = z.object({
  kind: AssetKind,
  mediaType: z.string().describe('by the bytes, not by the name'),
  digest: Digest,
  sizeBytes: z.number().int(),
  width: z.number().int().optional().describe('of a picture, in pixels'),
  height: z.number().int().optional(),
});
export type AssetFacts = z.infer<typeof AssetFacts>;

/** A file that belongs to no single template. */
export const Asset = AssetFacts.extend({
  id: z.uuid(),
  name: AssetName,
  createdBy: z.string(),
  createdAt: timestamp,
});
export type Asset = z.infer<typeof Asset>;

/** The query of the list of assets. */
export const AssetQuery = listQuery(['name', 'createdAt', 'sizeBytes'], { kind: AssetKind.optional() });
export type AssetQuery = z.infer<typeof AssetQuery>;

const path = '/v1/assets';
const params = { id: exampleId };

/** The routes of the files that any brand template can take. */
export const assetRoutes = {
  listAssets: defineRoute({
    method: 'GET',
    path,
    summary: 'List the files that any brand template can take',
    permissions: [assetReadPermission],
    whenDenied: 'empty-page',
    query: AssetQuery,
    response: pageOf(Asset),
    example: { query: { kind: 'logo' } },
  }),
  createAsset: defineRoute({
    method: 'POST',
    path,
    summary: 'Upload a file, of 10 MiB at most',
    permissions: [assetCreatePermission],
    query: z.strictObject({
      name: AssetName,
      kind: AssetKind.optional().describe('without it, what the name suggests'),
    }),
    rawBody: 'application/octet-stream',
    response: Asset,
    status: 201,
    audit: { eventId: 'asset-create', severityLevel: 'medium' },
    example: { query: { name: 'logo.png', kind: 'logo' } },
  }),
  getAsset: defineRoute({
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Get what is known of a file',
    permissions: [assetReadPermission],
    params: idParams,
    response: Asset,
    example: { params },
  }),
  getAssetContent: defineRoute({
    method: 'GET',
    path: `${path}/:id/content`,
    summary: 'Get the bytes of a file',
    permissions: [assetReadPermission],
    params: idParams,
    rawResponse: 'application/octet-stream',
    example: { params },
  }),
  deleteAsset: defineRoute({
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Delete a file; the brand templates that took it keep it',
    permissions: [assetDeletePermission],
    params: idParams,
    audit: { eventId: 'asset-delete', severityLevel: 'medium' },
    example: { params },
  }),
} as const;
