import { containerRegistryRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { ContainerRegistriesService } from './ContainerRegistriesService';

/** What the routes of container registries need. */
export interface ContainerRegistriesRouterOptions extends RouteEdge {
  containerRegistries: ContainerRegistriesService;
}

/** The routes of container registries. */
export function createContainerRegistriesRouter(options: ContainerRegistriesRouterOptions): Router {
  const { containerRegistries, ...edge } = options;
  return createRoutes(
    containerRegistryRoutes,
    {
      listRegistryTypes: call => containerRegistries.listTypes(call.options),
      listContainerRegistries: call => containerRegistries.list(call.query, call.options),
      createContainerRegistry: call => containerRegistries.create(call.body, call.options),
      getContainerRegistry: ({ params, ...call }) => containerRegistries.get(params.id, call.options),
      updateContainerRegistry: ({ params, revision, body, ...call }) =>
        containerRegistries.update(params.id, revision, body, call.options),
      deleteContainerRegistry: ({ params, revision, ...call }) =>
        containerRegistries.delete(params.id, revision, call.options),
      verifyContainerRegistry: ({ params, ...call }) => containerRegistries.verify(params.id, call.options),
      createRegistryRepository: ({ params, ...call }) =>
        containerRegistries.createRepository(params.id, call.options),
      getRegistryImage: ({ params, query, ...call }) =>
        containerRegistries.image(params.id, query.tag, call.options),
      listRegistryRepositories: ({ params, query, ...call }) =>
        containerRegistries.listRepositories(params.id, query, call.options),
      listRegistryTags: ({ params, query: { repository, ...part }, ...call }) =>
        containerRegistries.listTags(params.id, repository, part, call.options),
    },
    edge,
  );
}
