import { useApi } from '@backstage/frontend-plugin-api';
import type { BrandTemplate, LiveryClient } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { liveryApiRef } from '../api';
import { logoPathOf, toDataUrl } from '../logo';
import { useResource } from './useResource';

// A dialog and a list show the same logo several times; it is fetched once per version of its template.
const logosByClient = new WeakMap<LiveryClient, Map<string, Promise<string | undefined>>>();

async function fetchLogo(client: LiveryClient, template: BrandTemplate): Promise<string | undefined> {
  const path = logoPathOf(template);
  // A plain address would go without the identity of the user, so the bytes come through the client.
  return path === undefined ? undefined : toDataUrl(await client.getBrandAsset(template.id, path));
}

function loadLogo(client: LiveryClient, template: BrandTemplate): Promise<string | undefined> {
  const logos = logosByClient.get(client) ?? new Map<string, Promise<string | undefined>>();
  logosByClient.set(client, logos);
  const key = `${template.id} ${template.updatedAt}`;
  const known = logos.get(key);
  if (known) {
    return known;
  }
  const logo = fetchLogo(client, template);
  logos.set(key, logo);
  logo.catch(() => logos.delete(key));
  return logo;
}

/** The logo of a brand template as a `data:` address, once it is there and if there is one. */
export function useLogo(template: BrandTemplate): string | undefined {
  const client = useApi(liveryApiRef);
  return useResource(useCallback(() => loadLogo(client, template), [client, template])).value;
}
