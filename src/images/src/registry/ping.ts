import { LiveryError } from '@livery/contracts';
import type { RegistrySession } from './RegistrySession';

/** What a registry says of itself. */
export interface RegistryVersion {
  /** The version of the API, if it names one: `registry/2.0`. */
  readonly apiVersion?: string;
}

const VERSION = 'registry/2.0';

/**
 * Asks whether a host is a registry that speaks our version, and lets us in.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 *
 * @throws LiveryError `registry-denied` if it takes no anonymous visitors, or not these credentials; `registry-refused` if it is no
 * registry of ours; `registry-unreachable`
 */
export async function ping(session: RegistrySession): Promise<RegistryVersion> {
  const answer = await session.send({
    purpose: `Asking ${session.registry} whether it is a registry`,
    method: 'GET',
    url: new URL('/v2/', session.http.origin),
    expect: [200, 404],
    scopes: [],
  });
  const header = answer.headers['docker-distribution-api-version'];
  const apiVersion = typeof header === 'string' ? header : undefined;
  // Not all send the header, and a web server can answer every address with a page.
  const isPage = /^text\/html\b/.test(answer.headers['content-type'] ?? '');
  if (answer.status === 404 || (isPage && apiVersion === undefined)) {
    throw refused(session.registry, 'it does not answer as a registry does');
  }
  if (apiVersion !== undefined && !apiVersion.split(/[\s,]+/).includes(VERSION)) {
    throw refused(session.registry, `it speaks ${JSON.stringify(apiVersion.slice(0, 80))}, not ${VERSION}`);
  }
  return { ...(apiVersion !== undefined && { apiVersion }) };
}

function refused(registry: string, why: string): LiveryError {
  return new LiveryError('registry-refused', {
    message: `${registry} cannot be used as a registry: ${why}.`,
    hint: 'Check the name of the host and its port.',
  });
}
