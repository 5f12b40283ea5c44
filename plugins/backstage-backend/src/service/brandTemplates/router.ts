import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AssetPath } from '@livery/contracts';
import {
  type BrandTemplateDocument,
  brandTemplateRoutes,
  MAXIMUM_ASSET_BYTES,
} from '@livery/backstage-plugin-livery-common';
import type { Response, Router } from 'express';
import { sendAsset } from '../assets/sendAsset';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import { parseInput } from '../http/parse';
import { readBytes } from '../http/readBytes';
import type { BrandTemplatesService } from './BrandTemplatesService';

/** What the routes of brand templates need. */
export interface BrandTemplatesRouterOptions extends RouteEdge {
  brandTemplates: BrandTemplatesService;
}

/** The routes of brand templates. */
export function createBrandTemplatesRouter({ brandTemplates, ...edge }: BrandTemplatesRouterOptions): Router {
  return createRoutes(
    brandTemplateRoutes,
    {
      listBrandTemplates: ({ query, options }) => brandTemplates.list(query, options),
      createBrandTemplate: ({ body, options }) => brandTemplates.create(body, options),
      async backupBrandTemplates({ options, response }) {
        await sendLines(response, await brandTemplates.backup(options));
      },
      async restoreBrandTemplates({ query, options, request }) {
        try {
          return await brandTemplates.restore(request, query.conflict, options);
        } finally {
          // Whoever still sends reads the answer only when somebody takes the rest.
          request.resume();
        }
      },
      importBrandTemplate: ({ body, options }) => brandTemplates.import(body, options),
      changeBrandTemplates: async ({ body, options }) => ({
        changed: await brandTemplates.changeAll(body, options),
      }),
      getBrandTemplate: ({ params, options }) => brandTemplates.get(params.id, options),
      updateBrandTemplate: ({ params: { id }, revision, body, options }) =>
        brandTemplates.update({ id, revision }, body, options),
      deleteBrandTemplate: ({ params: { id }, revision, options }) =>
        brandTemplates.delete({ id, revision }, options),
      getBrandBundle: ({ params, options }) => brandTemplates.getBundle(params.id, options),
      async getBrandAsset({ params, options, response }) {
        sendAsset(response, await brandTemplates.getAsset(params.id, pathOf(params.name), options));
      },
      putBrandAsset: ({ params: { id, name }, query, revision, options, request }) =>
        brandTemplates.putAsset(
          { id, revision },
          { path: pathOf(name), kind: query.kind },
          () => readBytes(request, MAXIMUM_ASSET_BYTES),
          options,
        ),
      deleteBrandAsset: ({ params: { id, name }, revision, options }) =>
        brandTemplates.deleteAsset({ id, revision }, pathOf(name), options),
      exportBrandTemplate: ({ params, options }) => brandTemplates.export(params.id, options),
      duplicateBrandTemplate: ({ params, body, options }) =>
        brandTemplates.duplicate(params.id, body.name, options),
      listBrandTemplateVersions: ({ params, options }) => brandTemplates.listVersions(params.id, options),
      getBrandTemplateVersion: ({ params, options }) =>
        brandTemplates.getVersion(params.id, params.revision, options),
      restoreBrandTemplateVersion: ({ params, revision, options }) =>
        brandTemplates.restoreVersion({ id: params.id, revision }, params.revision, options),
    },
    edge,
  );
}

function pathOf(name: string): string {
  return parseInput(AssetPath, `assets/${name}`, 'path of an asset');
}

async function sendLines(response: Response, documents: AsyncIterable<BrandTemplateDocument>): Promise<void> {
  response.attachment('brand-templates.ndjson');
  response.set({ 'content-type': 'application/x-ndjson', 'cache-control': 'private, no-store' });
  await pipeline(Readable.from(toLines(documents)), response);
}

async function* toLines(documents: AsyncIterable<BrandTemplateDocument>): AsyncGenerator<string> {
  for await (const document of documents) {
    yield `${JSON.stringify(document)}\n`;
  }
}
