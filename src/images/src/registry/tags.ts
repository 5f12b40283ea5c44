import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { pullScope } from '../auth/scopes';
import { parseJson } from '../json';
import { pagesOf } from './pages';
import type { RegistrySession } from './RegistrySession';

/**
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 *
 * An empty list can come as null (https://github.com/distribution/distribution/issues/1186), and Nexus has null among the tags
 * (https://github.com/containers/skopeo/issues/2409).
 */
const TagList = z.object({ tags: z.array(z.string().nullable()).nullish() });

const PAGE_SIZE = 1000;
const MAXIMUM_PAGE_BYTES = 4 * 1024 * 1024;

/**
 * The tags of a repository, in the order of the registry.
 *
 * @throws LiveryError `image-not-found` if there is no such repository, and those of the registry
 */
export async function* listTags(
  session: RegistrySession,
  repository: string,
): AsyncGenerator<string, void, undefined> {
  const purpose = `Listing the tags of ${session.describe(repository)}`;
  const url = session.url(repository, `tags/list`);
  url.search = `?n=${PAGE_SIZE}`;
  const pages = pagesOf(session, {
    purpose,
    method: 'GET',
    url,
    expect: [200],
    maximumBytes: MAXIMUM_PAGE_BYTES,
    scopes: [pullScope(repository)],
  });
  for await (const page of pages) {
    const list = TagList.safeParse(parseJson(page.body));
    if (!list.success) {
      throw new LiveryError('registry-failed', {
        message: `${purpose} failed: ${session.registry} answered with what is no list of tags.`,
        hint: 'The fault is on the side of the registry: tell those who run it.',
      });
    }
    yield* (list.data.tags ?? []).filter(tag => tag !== null);
  }
}
