import type { RevisionMatch, RouteDefinition } from './route';

interface RouteRequest {
  params?: Readonly<Record<string, unknown>>;
  query?: Readonly<Record<string, unknown>>;
  body?: unknown;
  mediaType?: string;
  revision?: RevisionMatch;
}

/** The tag that stands for a revision in `ETag` and `If-Match`. */
export function tagOf(revision: RevisionMatch): string {
  return revision === 'any' ? '*' : `"${revision}"`;
}

/** Writes a call of a route as what `fetch` takes, with the path below the base address. */
export function toHttp(
  route: RouteDefinition,
  request: RouteRequest,
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): RequestInit & { path: string } {
  const headers: Record<string, string> = {};
  if (route.body && request.body !== undefined) {
    headers['content-type'] = 'application/json';
  } else if (route.rawBody !== undefined) {
    headers['content-type'] = request.mediaType ?? route.rawBody;
  }
  if (request.revision !== undefined) {
    headers['if-match'] = tagOf(request.revision);
  }
  return {
    path: pathOf(route.path, request.params ?? {}) + queryOf(request.query ?? {}),
    method: route.method,
    headers: { ...headers, ...init.headers },
    ...(init.signal && { signal: init.signal }),
    ...bodyOf(route, request.body),
  };
}

function pathOf(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const parameters = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? '' : `?${parameters}`;
}

function bodyOf(route: RouteDefinition, body: unknown): RequestInit {
  if (route.rawBody !== undefined) {
    // Node's fetch wants this for a body that is a stream: https://fetch.spec.whatwg.org/#ref-for-dom-requestinit-duplex
    return { body: body as RequestInit['body'], duplex: 'half' } as RequestInit;
  }
  return route.body && body !== undefined ? { body: JSON.stringify(body) } : {};
}
