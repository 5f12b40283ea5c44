import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { CATALOG_SCOPE } from '../auth/scopes';
import { parseJson } from '../json';
import { pagesOf } from './pages';
import type { RegistrySession } from './RegistrySession';

/** https://distribution.github.io/distribution/spec/api/#listing-repositories; an empty list can come as null, as that of tags. */
const Catalog = z.object({ repositories: z.array(z.string()).nullish() });

const PAGE_SIZE = 1000;
const MAXIMUM_PAGE_BYTES = 4 * 1024 * 1024;

/**
 * The repositories of a registry, in its order. The list is no part of the specification: Docker Hub, GHCR and others have
 * none, and some show it to administrators only.
 *
 * @throws LiveryError of the registry
 */
export async function* listRepositories(session: RegistrySession): AsyncGenerator<string, void, undefined> {
  const purpose = `Listing the repositories of ${session.registry}`;
  const url = new URL(`/v2/_catalog?n=${PAGE_SIZE}`, session.http.origin);
  const pages = pagesOf(session, {
    purpose,
    method: 'GET',
    url,
    expect: [200],
    maximumBytes: MAXIMUM_PAGE_BYTES,
    scopes: [CATALOG_SCOPE],
  });
  for await (const page of pages) {
    const catalog = Catalog.safeParse(parseJson(page.body));
    if (!catalog.success) {
      throw new LiveryError('registry-failed', {
        message: `${purpose} failed: ${session.registry} answered with what is no list of repositories.`,
        hint: 'The fault is on the side of the registry: tell those who run it.',
      });
    }
    yield* catalog.data.repositories ?? [];
  }
}
