import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import liveryPlugin from '@livery/backstage-plugin-livery';
import { portalModule } from './portalModule';

/**
 * The portal in the browser.
 *
 * Its features are listed rather than discovered: a portal that starts with another configuration still has them.
 */
export const app = createApp({
  features: [liveryPlugin, catalogPlugin, scaffolderPlugin, userSettingsPlugin, portalModule],
});
