import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Page, Upstream } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { UpstreamsService } from './UpstreamsService';

/** What the routes of upstreams need. */
export interface UpstreamsRouterOptions {
  upstreams: UpstreamsService;
  httpAuth: HttpAuthService;
}

/** Routes below `/v1/upstreams`. */
export function createUpstreamsRouter(options: UpstreamsRouterOptions): Router {
  const { upstreams, httpAuth } = options;
  const router = PromiseRouter();

  router.get('/', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    response.json((await upstreams.list({ credentials })) satisfies Page<Upstream>);
  });

  return router;
}
