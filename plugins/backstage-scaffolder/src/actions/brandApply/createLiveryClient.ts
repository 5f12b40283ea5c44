import type { AuthService, BackstageCredentials, DiscoveryService } from '@backstage/backend-plugin-api';
import { LiveryClient } from '@livery/backstage-plugin-livery-common';

/** Talks to the Livery backend as somebody; each request carries a fresh token. */
export function createLiveryClient(options: {
  auth: AuthService;
  discovery: DiscoveryService;
  onBehalfOf: BackstageCredentials;
}): LiveryClient {
  const { auth, discovery, onBehalfOf } = options;
  return new LiveryClient({
    baseUrl: () => discovery.getBaseUrl('livery'),
    fetch: async (input, init) => {
      const { token } = await auth.getPluginRequestToken({ onBehalfOf, targetPluginId: 'livery' });
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(input, { ...init, headers });
    },
  });
}
