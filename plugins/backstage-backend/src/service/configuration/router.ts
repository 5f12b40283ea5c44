import { configurationRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { ConfigurationService } from './ConfigurationService';

/** What the routes of configuration need. */
export interface ConfigurationRouterOptions extends RouteEdge {
  configuration: ConfigurationService;
}

/** The routes of configuration. */
export function createConfigurationRouter({ configuration, ...edge }: ConfigurationRouterOptions): Router {
  return createRoutes(
    configurationRoutes,
    {
      listConfiguration: ({ query, options }) => configuration.list(query, options),
      createConfiguration: ({ body, options }) => configuration.create(body, options),
      putConfiguration: ({ params, body, options }) => configuration.put(params.key, body, options),
      getConfiguration: ({ params, options }) => configuration.get(params.id, options),
      updateConfiguration: ({ params, revision, body, options }) =>
        configuration.update(params.id, revision, body, options),
      deleteConfiguration: ({ params, revision, options }) =>
        configuration.delete(params.id, revision, options),
    },
    edge,
  );
}
