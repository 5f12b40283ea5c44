import type { LoggerService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { type AssetsRouterOptions, createAssetsRouter } from './assets/router';
import { type BrandTemplatesRouterOptions, createBrandTemplatesRouter } from './brandTemplates/router';
import { createCredentialsRouter, type CredentialsRouterOptions } from './credentials/router';
import { type ConfigurationRouterOptions, createConfigurationRouter } from './configuration/router';
import { createDashboardRouter, type DashboardRouterOptions } from './dashboard/router';
import { createHealthRouter, type HealthRouterOptions } from './health/router';
import type { RouteEdge } from './http/createRoutes';
import { createOpenApiRouter } from './http/openApiRouter';
import { sendProblems } from './http/problems';
import { giveRequestId } from './http/requestId';
import { type ContainerRegistriesRouterOptions, createContainerRegistriesRouter } from './registries/router';
import { createGitRepositoriesRouter, type GitRepositoriesRouterOptions } from './repositories/router';
import { createPreviewsRouter, type PreviewsRouterOptions } from './previews/router';
import { createRunnerRouter, type RunnerRouterOptions } from './runner/router';
import { createRunsRouter, type RunsRouterOptions } from './runs/router';
import { createUpstreamsRouter, type UpstreamsRouterOptions } from './upstreams/router';
import { createVaultRouter, type VaultRouterOptions } from './vault/router';

/** What all routes need. */
export type RouterOptions = RouteEdge &
  HealthRouterOptions &
  BrandTemplatesRouterOptions &
  AssetsRouterOptions &
  ConfigurationRouterOptions &
  DashboardRouterOptions &
  PreviewsRouterOptions &
  CredentialsRouterOptions &
  VaultRouterOptions &
  GitRepositoriesRouterOptions &
  ContainerRegistriesRouterOptions &
  UpstreamsRouterOptions &
  RunsRouterOptions &
  RunnerRouterOptions & { logger: LoggerService };

/** All routes of the plugin. */
export function createRouter(options: RouterOptions): Router {
  const router = PromiseRouter();
  router.use(giveRequestId);
  router.use(createHealthRouter(options));
  router.use(createOpenApiRouter());
  router.use(createBrandTemplatesRouter(options));
  router.use(createAssetsRouter(options));
  router.use(createConfigurationRouter(options));
  router.use(createDashboardRouter(options));
  router.use(createPreviewsRouter(options));
  router.use(createCredentialsRouter(options));
  router.use(createVaultRouter(options));
  router.use(createGitRepositoriesRouter(options));
  router.use(createContainerRegistriesRouter(options));
  router.use(createUpstreamsRouter(options));
  router.use(createRunsRouter(options));
  router.use(createRunnerRouter(options));
  router.use((request, _response) => {
    throw new NotFoundError(`There is no ${request.method} ${request.path} in the API of Livery.`);
  });
  router.use(sendProblems(options.logger));
  return router;
}
