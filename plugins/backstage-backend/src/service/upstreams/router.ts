import { upstreamRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { UpstreamsService } from './UpstreamsService';

/** What the routes of upstreams need. */
export interface UpstreamsRouterOptions extends RouteEdge {
  upstreams: UpstreamsService;
}

/** The routes of upstreams. */
export function createUpstreamsRouter({ upstreams, ...edge }: UpstreamsRouterOptions): Router {
  return createRoutes(upstreamRoutes, { listUpstreams: ({ options }) => upstreams.list(options) }, edge);
}
