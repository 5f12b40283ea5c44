import { ApiBlueprint, createApiRef, discoveryApiRef, fetchApiRef } from '@backstage/frontend-plugin-api';
import { LiveryClient } from '@livery/backstage-plugin-livery-common';

/**
 * The backend of Livery, as the signed-in user.
 *
 * @public
 */
export const liveryApiRef = createApiRef<LiveryClient>().with({
  id: 'plugin.livery.client',
  pluginId: 'livery',
});

/** Binds {@link liveryApiRef} to the backend that the portal discovers. */
export const liveryApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: liveryApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new LiveryClient({
          baseUrl: () => discoveryApi.getBaseUrl('livery'),
          fetch: (input, init) => fetchApi.fetch(input, init),
        }),
    }),
});
