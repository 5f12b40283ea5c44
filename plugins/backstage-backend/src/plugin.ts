import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import { liveryPermissions } from '@livery/backstage-plugin-livery-common';
import { readLiveryConfig } from './config';
import { connectDatabase } from './database';
import { createRouter } from './service/router';
import { createServices } from './service/createServices';

/** The backend plugin of Livery. */
export const liveryPlugin = createBackendPlugin({
  pluginId: 'livery',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scaffolder: scaffolderServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const config = readLiveryConfig(deps.config);
        const client = await connectDatabase(deps.database);
        const services = await createServices({ ...deps, config, client });

        deps.permissionsRegistry.addPermissions(liveryPermissions);
        deps.httpRouter.use(createRouter({ ...services, httpAuth: deps.httpAuth, auditor: deps.auditor }));
        deps.httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
        await deps.scheduler.scheduleTask({
          id: 'close-lost-runs',
          frequency: { seconds: 15 },
          timeout: { minutes: 2 },
          scope: 'global',
          fn: () => services.lostRuns.close(),
        });
        deps.lifecycle.addShutdownHook(() => services.feed.stop());
      },
    });
  },
});
