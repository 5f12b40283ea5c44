import { useApi } from '@backstage/frontend-plugin-api';
import type { Page, Upstream } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { liveryApiRef } from '../api';
import { type Resource, useResource } from './useResource';

/** The upstreams that the configuration of the portal names. */
export function useUpstreams(): Resource<Page<Upstream>> {
  const client = useApi(liveryApiRef);
  return useResource(useCallback(() => client.listUpstreams(), [client]));
}
