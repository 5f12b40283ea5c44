import { useApi } from '@backstage/frontend-plugin-api';
import { type BrandTemplate, MAXIMUM_PAGE, type Page } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { liveryApiRef } from '../api';
import { type Resource, useResource } from './useResource';

/** The brand templates of the portal. */
export function useBrandTemplates(): Resource<Page<BrandTemplate>> {
  const client = useApi(liveryApiRef);
  return useResource(useCallback(() => client.listBrandTemplates({ limit: MAXIMUM_PAGE }), [client]));
}
