import { previewRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { PreviewsService } from './PreviewsService';

/** What the routes that try brands need. */
export interface PreviewsRouterOptions extends RouteEdge {
  previews: PreviewsService;
}

/** The routes that try brands without a source. */
export function createPreviewsRouter({ previews, ...edge }: PreviewsRouterOptions): Router {
  return createRoutes(
    previewRoutes,
    {
      previewText: ({ body, options }) => previews.previewText(body, options),
      validateBrandTemplate: ({ params, options }) => previews.validate(params.id, options),
      getAssetRules: ({ options }) => previews.getAssetRules(options),
      putAssetRules: ({ body, revision, options }) => previews.putAssetRules(body.rules, revision, options),
    },
    edge,
  );
}
