import { coreServices, createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createBrandApplyAction } from './actions/brandApply/brandApply';

/** Adds the actions of Livery to the scaffolder. */
export const scaffolderModuleLivery = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'livery',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, discovery }) {
        actions.addActions(createBrandApplyAction({ auth, discovery }));
      },
    });
  },
});
