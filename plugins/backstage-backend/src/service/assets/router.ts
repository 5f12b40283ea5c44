import { assetRoutes, MAXIMUM_ASSET_BYTES } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import { readBytes } from '../http/readBytes';
import type { AssetsService } from './AssetsService';
import { sendAsset } from './sendAsset';

/** What the routes of assets need. */
export interface AssetsRouterOptions extends RouteEdge {
  assets: AssetsService;
}

/** The routes of the files that any brand template can take. */
export function createAssetsRouter({ assets, ...edge }: AssetsRouterOptions): Router {
  return createRoutes(
    assetRoutes,
    {
      listAssets: ({ query, options }) => assets.list(query, options),
      createAsset: ({ query, options, request }) =>
        assets.create(query, () => readBytes(request, MAXIMUM_ASSET_BYTES), options),
      getAsset: ({ params, options }) => assets.get(params.id, options),
      async getAssetContent({ params, options, response }) {
        sendAsset(response, await assets.getContent(params.id, options));
      },
      deleteAsset: ({ params, options }) => assets.delete(params.id, options),
    },
    edge,
  );
}
