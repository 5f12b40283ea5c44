import { createFrontendModule, fetchApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import { AppRootWrapperBlueprint } from '@backstage/plugin-app-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { SWRConfig } from 'swr';
import liveryPlugin from '..';
import type { FakeBackend } from './FakeBackend';

// Answers about permissions are cached for the whole page; every test is a page of its own.
const ownCache = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootWrapperBlueprint.make({
      name: 'own-cache',
      params: {
        component: props => <SWRConfig value={{ provider: () => new Map() }}>{props.children}</SWRConfig>,
      },
    }),
  ],
});

/** Shows the plugin at an address, in front of a backend, to a user who lacks some permissions. */
export function renderLivery(address: string, backend: FakeBackend, deniedPermissions: string[] = []) {
  return renderTestApp({
    features: [liveryPlugin, ownCache],
    initialRouteEntries: [address],
    apis: [
      [fetchApiRef, { fetch: backend.fetch }],
      mockApis.permission({
        authorize: ({ permission }) => {
          if (backend.isAway) {
            throw new TypeError('Failed to fetch');
          }
          return deniedPermissions.includes(permission.name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW;
        },
      }),
    ],
  });
}
