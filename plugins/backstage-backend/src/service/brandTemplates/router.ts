import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import type { BrandBundle } from '@livery/contracts';
import { type BrandTemplate, NewBrandTemplate, type Page } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { audited } from '../http/audited';
import { parseId, parseInput } from '../http/parse';
import { readJson } from '../http/readJson';
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
  // A brand travels with its pictures in base64.
  router.use(readJson({ limit: '16mb' }));

  router.get('/', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    response.json((await brandTemplates.list({ credentials })) satisfies Page<BrandTemplate>);
  });

  router.post('/', async (request, response) => {
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

  return router;
}
