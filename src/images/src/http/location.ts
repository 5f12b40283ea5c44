import type { Failure } from './failure';

/** Whether plain HTTP is allowed on the way to a registry. */
export interface LocationRules {
  readonly plainHttp: boolean;
}

function refused(reason: string): Failure {
  return {
    code: 'registry-unsafe',
    reason,
    hint: 'Nothing was sent there. Tell those who run the registry.',
    retry: false,
  };
}

/** Something that may be a failure instead. */
export type OrFailure<T> =
  { readonly failure: Failure; readonly value?: never } | { readonly value: T; readonly failure?: never };

/**
 * Where an answer sends us: the target of a redirect or of an upload, a page of tags, a token server.
 *
 * @param base - the URL that was answered
 */
export function resolveLocation(
  base: URL,
  location: string | undefined,
  rules: LocationRules,
): OrFailure<URL> {
  if (location === undefined || location === '') {
    return {
      failure: { ...refused(`${base.host} sends us on without saying where`), code: 'registry-failed' },
    };
  }
  if (!URL.canParse(location, base)) {
    return {
      failure: { ...refused(`${base.host} sends us to what is not an address`), code: 'registry-failed' },
    };
  }
  const target = new URL(location, base);
  if (target.username !== '' || target.password !== '') {
    return { failure: refused(`${base.host} sends us to an address with a user name in it`) };
  }
  const isSameServer = target.hostname === base.hostname && (target.port === '' || target.port === base.port);
  if (target.protocol === 'http:' && base.protocol === 'https:' && isSameServer) {
    // A registry behind a proxy that ends TLS often takes itself for a plain one:
    // https://distribution.github.io/distribution/recipes/nginx/
    return { value: new URL(target.pathname + target.search, base.origin) };
  }
  if (target.protocol !== 'https:' && !(target.protocol === 'http:' && rules.plainHttp)) {
    return {
      failure: refused(
        `${base.host} sends us to ${target.protocol}//${target.host}, where others could read along`,
      ),
    };
  }
  target.hash = '';
  return { value: target };
}

/** Whether an answer is a redirect that we follow. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** What becomes of a request on its way through a redirect. https://fetch.spec.whatwg.org/#http-redirect-fetch */
export function methodAfter<T extends string>(status: number, method: T): T | 'GET' {
  const becomesGet =
    (status === 303 && method !== 'HEAD' && method !== 'GET') ||
    ((status === 301 || status === 302) && method === 'POST');
  return becomesGet ? 'GET' : method;
}
