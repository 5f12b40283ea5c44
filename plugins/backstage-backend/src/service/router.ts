import type { AuditorService, HttpAuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { BrandTemplatesService } from './brandTemplates/BrandTemplatesService';
import { createBrandTemplatesRouter } from './brandTemplates/router';
import { createHealthRouter } from './health/router';
import type { RunnerService } from './runner/RunnerService';
import { createRunnerRouter } from './runner/router';
import type { RunsService } from './runs/RunsService';
import { createRunsRouter } from './runs/router';
import { createUpstreamsRouter } from './upstreams/router';
import type { UpstreamsService } from './upstreams/UpstreamsService';

/** What all routes need. */
export interface RouterOptions {
  brandTemplates: BrandTemplatesService;
  upstreams: UpstreamsService;
  runs: RunsService;
  runner: RunnerService;
  isReady: () => Promise<boolean>;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}

/** All routes of the plugin. */
export function createRouter(options: RouterOptions): Router {
  const router = PromiseRouter();
  router.use(createHealthRouter(options));
  router.use('/v1/brand-templates', createBrandTemplatesRouter(options));
  router.use('/v1/upstreams', createUpstreamsRouter(options));
  router.use('/v1/runs', createRunsRouter(options));
  router.use('/v1', createRunnerRouter(options));
  router.use((request, _response) => {
    throw new NotFoundError(`There is no ${request.method} ${request.path} in the API of Livery.`);
  });
  return router;
}
