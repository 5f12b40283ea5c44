import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import { liveryPermissions } from '@livery/backstage-plugin-livery-common';
import { assetStorageExtensionPoint, keyProvidersExtensionPoint } from '@livery/backstage-plugin-livery-node';
import { metricsServiceRef } from './alphaServices';
import { AssetStorageSlot } from './AssetStorageSlot';
import { readLiveryConfig } from './config';
import { connectDatabase } from './database';
import { checkSettings } from './insecureSettings';
import { KeyProviders } from './KeyProviders';
import { limitRequests } from './service/http/limitRequests';
import { observeRequests } from './service/http/observeRequests';
import { createRouter } from './service/router';
import { rememberDecisions } from './service/rememberDecisions';
import { createServices } from './service/createServices';

/** The backend plugin of Livery. */
export const liveryPlugin = createBackendPlugin({
  pluginId: 'livery',
  register(env) {
    const keyProviders = new KeyProviders();
    env.registerExtensionPoint(keyProvidersExtensionPoint, keyProviders);
    const assetStorage = new AssetStorageSlot();
    env.registerExtensionPoint(assetStorageExtensionPoint, assetStorage);
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
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scaffolder: scaffolderServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init(deps) {
        const config = readLiveryConfig(deps.config);
        for (const finding of checkSettings(deps.config, config.environment)) {
          deps.logger.warn(`Not safe for production: ${finding}`);
        }
        const client = await connectDatabase(deps.database);
        const services = await createServices({
          ...deps,
          permissions: rememberDecisions(deps.permissions),
          config,
          client,
          keyProviders: keyProviders.all,
          assetStorage: assetStorage.storage,
        });

        deps.permissionsRegistry.addPermissions(liveryPermissions);
        const { auditor, httpAuth, logger } = deps;
        const observe = observeRequests(deps.metrics);
        const limiter = limitRequests(config.limits.expensive, httpAuth);
        deps.httpRouter.use(createRouter({ ...services, auditor, httpAuth, limiter, logger, observe }));
        deps.httpRouter.addAuthPolicy({ path: '/health', allow: 'unauthenticated' });
        await deps.scheduler.scheduleTask({
          id: 'close-lost-runs',
          frequency: { seconds: 15 },
          timeout: { minutes: 2 },
          scope: 'global',
          fn: () => services.lostRuns.close(),
        });
        await deps.scheduler.scheduleTask({
          id: 'rotate-vault-keys',
          frequency: { minutes: 5 },
          timeout: { hours: 1 },
          scope: 'global',
          fn: signal => services.rotateKeys(signal),
        });
        await deps.scheduler.scheduleTask({
          id: 'look-after-credentials',
          frequency: { hours: 1 },
          timeout: { minutes: 10 },
          scope: 'global',
          fn: () => services.credentialCare.run(),
        });
        await deps.scheduler.scheduleTask({
          id: 'delete-orphaned-assets',
          frequency: { hours: 6 },
          timeout: { minutes: 30 },
          scope: 'global',
          fn: () => services.orphanedAssets.delete(),
        });
        await deps.scheduler.scheduleTask({
          id: 'verify-pending-remotes',
          frequency: { minutes: 1 },
          initialDelay: { seconds: 30 },
          timeout: { minutes: 30 },
          scope: 'global',
          fn: signal => services.pendingVerifications.run(signal),
        });
        deps.lifecycle.addShutdownHook(() => services.feed.stop());
      },
    });
  },
});
