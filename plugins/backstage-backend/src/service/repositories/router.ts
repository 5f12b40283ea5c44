import { gitRepositoryRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { GitRepositoriesService } from './GitRepositoriesService';

/** What the routes of git repositories need. */
export interface GitRepositoriesRouterOptions extends RouteEdge {
  gitRepositories: GitRepositoriesService;
}

/** The routes of git repositories. */
export function createGitRepositoriesRouter(options: GitRepositoriesRouterOptions): Router {
  const { gitRepositories, ...edge } = options;
  return createRoutes(
    gitRepositoryRoutes,
    {
      validateRepositoryUrl: call => gitRepositories.validateUrl(call.body, call.options),
      listGitRepositories: call => gitRepositories.list(call.query, call.options),
      createGitRepository: call => gitRepositories.create(call.body, call.options),
      getGitRepository: ({ params, ...call }) => gitRepositories.get(params.id, call.options),
      updateGitRepository: ({ params, revision, body, ...call }) =>
        gitRepositories.update(params.id, revision, body, call.options),
      deleteGitRepository: ({ params, revision, ...call }) =>
        gitRepositories.delete(params.id, revision, call.options),
      verifyGitRepository: ({ params, ...call }) => gitRepositories.verify(params.id, call.options),
      listRepositoryRefs: ({ params, ...call }) => gitRepositories.listRefs(params.id, call.options),
      testClone: ({ params, body, ...call }) => gitRepositories.testClone(params.id, body, call.options),
      getRepositoryUsage: ({ params, ...call }) => gitRepositories.usage(params.id, call.options),
      getGitHostKeys: ({ params, ...call }) => gitRepositories.hostKeys(params.id, call.options),
      approveGitHostKeys: ({ params, body, ...call }) =>
        gitRepositories.approveHostKeys(params.id, body, call.options),
    },
    edge,
  );
}
