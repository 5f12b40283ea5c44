import { createBackend } from '@backstage/backend-defaults';
import {
  readHttpServerOptions,
  rootHttpRouterServiceFactory,
} from '@backstage/backend-defaults/rootHttpRouter';
import { refuseOtherHosts } from './refuseOtherHosts';
import { rememberingHttpAuth } from './rememberedTokens';

const backend = createBackend();

backend.add(
  rootHttpRouterServiceFactory({
    configure({ app, config, applyDefaults }) {
      const { listen } = readHttpServerOptions(config.getConfig('backend'));
      app.use(refuseOtherHosts({ baseUrl: config.getString('backend.baseUrl'), listen }));
      applyDefaults();
    },
  }),
);

backend.add(rememberingHttpAuth);

// The pages
backend.add(import('@backstage/plugin-app-backend'));

// Who is who, and who may do what
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
// For the demo: everybody may do everything.
backend.add(import('@backstage/plugin-permission-backend-module-allow-all-policy'));

// Templates and the tasks that carry them out
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-events-backend'));

// Livery
backend.add(import('@livery/backstage-plugin-livery-backend'));
backend.add(import('@livery/backstage-plugin-scaffolder-backend-module-livery'));

void backend.start();
