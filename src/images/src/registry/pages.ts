import { LiveryError } from '@livery/contracts';
import { errorOf } from '../http/failure';
import type { Answer } from '../http/HttpClient';
import type { RegistryCall, RegistrySession } from './RegistrySession';

/** Nobody has so many; a registry that goes on is broken. */
const MAXIMUM_PAGES = 10_000;
const MAXIMUM_HEADER_LENGTH = 8192;

/**
 * The address of the next page. https://www.rfc-editor.org/rfc/rfc8288#section-3: `</v2/acme/app/tags/list?last=1&n=1>; rel="next"`
 */
export function nextLink(header: string): string | undefined {
  if (header.length > MAXIMUM_HEADER_LENGTH) {
    return undefined;
  }
  for (const [, target, parameters = ''] of header.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*"?next"?\s*(?:[;,]|$)/i.test(parameters)) {
      return target;
    }
  }
  return undefined;
}

/**
 * Calls for a list, page by page.
 *
 * @throws LiveryError of the registry, and `registry-failed` when its pages go in a circle
 */
export async function* pagesOf(
  session: RegistrySession,
  call: RegistryCall,
): AsyncGenerator<Answer, void, undefined> {
  const seen = new Set<string>();
  for (let url: URL | undefined = call.url; url;) {
    if (seen.has(url.href) || seen.size >= MAXIMUM_PAGES) {
      throw new LiveryError('registry-failed', {
        message: `${call.purpose} failed: ${session.registry} has no last page.`,
        hint: 'The fault is on the side of the registry: tell those who run it.',
      });
    }
    seen.add(url.href);
    const answer: Answer = await session.send({ ...call, url });
    yield answer;
    const link = nextLink([answer.headers.link ?? []].flat().join(', '));
    if (link === undefined) {
      return;
    }
    const next = session.http.resolve(answer.url, link);
    if (next.failure) {
      throw errorOf(call.purpose, next.failure, 1);
    }
    url = next.value;
  }
}
