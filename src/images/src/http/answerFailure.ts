import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import type { ErrorCode } from '@livery/contracts';
import type { Failure } from './failure';
import { describeRateLimit, rateLimitOf, retryAfterMs } from './retryAfter';

/** An answer that is not what was hoped for. */
export interface UnwantedAnswer {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, cut to a bearable length. */
  readonly body: string;
  /** The gist of it, for people. */
  readonly gist: string;
  /** Who the request was made as: `no credentials`, `user "robot" of ~/.docker/config.json`. */
  readonly identity: string;
}

interface StatusRule {
  readonly statuses: readonly number[];
  readonly code: ErrorCode;
  readonly retry: boolean;
  hint(answer: UnwantedAnswer): string;
}

const rules: readonly StatusRule[] = [
  {
    statuses: [401],
    code: 'registry-denied',
    retry: false,
    hint: ({ url, identity }) =>
      identity === NO_CREDENTIALS
        ? `Check the name; if it is private, log in with "docker login ${url.host}" or "podman login ${url.host}".`
        : 'Check that the password or token is right, has not expired, and is allowed to do this.',
  },
  {
    statuses: [403],
    code: 'registry-denied',
    retry: false,
    hint: ({ identity }) =>
      `Give ${identity === NO_CREDENTIALS ? 'credentials' : identity} the right to do this.`,
  },
  {
    statuses: [404],
    code: 'image-not-found',
    retry: false,
    hint: ({ method, identity }) =>
      method === 'GET' || method === 'HEAD'
        ? `Check the name, the tag and the digest. Some registries answer like this as well when they hide a repository; the request was made with ${identity}.`
        : 'Check the name. Some registries, such as that of Amazon, want a repository to be created before something is pushed to it.',
  },
  {
    statuses: [429],
    code: 'registry-limited',
    retry: true,
    hint: ({ identity }) =>
      identity === NO_CREDENTIALS
        ? 'Wait, or log in: registries let known users do more.'
        : 'Wait, and run less at the same time.',
  },
  {
    // 499 is nginx's word for a connection that was closed, 522 Cloudflare's for a server that does not answer.
    statuses: [408, 425, 499, 500, 502, 503, 504, 522],
    code: 'registry-failed',
    retry: true,
    hint: () =>
      'The fault is on the side of the registry. Try again later; if it stays, tell those who run it.',
  },
  {
    statuses: [413],
    code: 'registry-refused',
    retry: false,
    hint: () =>
      'A proxy before the registry limits the size of a request: raise its limit, for nginx client_max_body_size.',
  },
  {
    statuses: [405, 501],
    code: 'registry-refused',
    retry: false,
    hint: () => 'The registry does not do this, or has it switched off.',
  },
];

const fallback: Omit<StatusRule, 'statuses'> = {
  code: 'registry-refused',
  retry: false,
  hint: ({ gist }) =>
    // The words of Go's server, which most registries are made with: https://pkg.go.dev/net/http#Server.ServeTLS
    gist.includes('HTTP request to an HTTPS server')
      ? 'The registry speaks HTTPS on this port: do not ask for plain HTTP.'
      : 'Check that the address is that of a registry, and what its log says.',
};

/** What is said of a request without credentials. */
export const NO_CREDENTIALS = 'no credentials';

/** The failure of a request that was answered, but not as hoped. */
export function answerFailure(answer: UnwantedAnswer): Failure {
  const { method, url, status, headers, body, gist, identity } = answer;
  const rule = rules.find(({ statuses }) => statuses.includes(status)) ?? fallback;
  const rateLimit = rateLimitOf(headers);
  const left = status === 429 && rateLimit ? describeRateLimit(rateLimit) : undefined;
  // Only there a text is looked into: elsewhere it is a page for people.
  const waitMs = rule.retry ? retryAfterMs(headers, status === 429 ? body : '') : undefined;
  return {
    code: rule.code,
    reason: [
      `${url.host} answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd(),
      gist === '' ? '' : ` (${gist})`,
      // HEAD has no body that could say more.
      ` to ${method} ${describeUrl(url)}`,
      status === 401 || status === 403 || status === 429 ? ` with ${identity}` : '',
      left === undefined ? '' : `; ${left}`,
    ].join(''),
    hint: rule.hint(answer),
    retry: rule.retry,
    ...(waitMs !== undefined && { waitMs }),
    answer: { status, headers, url },
  };
}

/** A URL as it may be printed: what stands behind the question mark can be a signature. */
export function describeUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
