import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { AssetPath, type BrandBundle } from '@livery/contracts';
import { type BrandTemplate, NewBrandTemplate, type Page } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { audited } from '../http/audited';
import { parseId, parseInput } from '../http/parse';
import { readJson } from '../http/readJson';
import { sendAsset } from './sendAsset';
import type { BrandTemplatesService } from './BrandTemplatesService';

/** What the routes of brand templates need. */
export interface BrandTemplatesRouterOptions {
  brandTemplates: BrandTemplatesService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}

/** Routes below `/v1/brand-templates`. */
export function createBrandTemplatesRouter(options: BrandTemplatesRouterOptions): Router {
  const { brandTemplates, httpAuth, auditor } = options;
  const router = PromiseRouter();
  const readTemplate = readJson({
    // A brand travels with its pictures in base64. The engine takes 10 MiB each: three of them fit with the rest.
    limit: '42mb',
    hint: 'The pictures of a brand may have 30 MiB together, and each of them 10 MiB. Use smaller ones.',
  });

  router.get('/', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    response.json((await brandTemplates.list({ credentials })) satisfies Page<BrandTemplate>);
  });

  router.post('/', readTemplate, async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const template = await audited(
      auditor,
      { eventId: 'brand-template-create', severityLevel: 'medium', request },
      async () =>
        brandTemplates.create(parseInput(NewBrandTemplate, request.body, 'brand template'), { credentials }),
    );
    response.status(201).json(template satisfies BrandTemplate);
  });

  router.get('/:id', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const id = parseId(request.params.id, 'brand template');
    response.json((await brandTemplates.get(id, { credentials })) satisfies BrandTemplate);
  });

  router.get('/:id/bundle', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const id = parseId(request.params.id, 'brand template');
    response.json((await brandTemplates.getBundle(id, { credentials })) satisfies BrandBundle);
  });

  router.get('/:id/assets/:name', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    const id = parseId(request.params.id, 'brand template');
    const path = parseInput(AssetPath, `assets/${request.params.name}`, 'path of an asset');
    sendAsset(response, await brandTemplates.getAsset(id, path, { credentials }));
  });

  return router;
}
