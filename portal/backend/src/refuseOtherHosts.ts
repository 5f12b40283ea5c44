import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';

const loopback = ['localhost', '127.0.0.1', '[::1]'];
const everywhere = ['', '0.0.0.0', '::'];

/** Where a portal is: for people, and on its machine. */
export interface PortalAddress {
  baseUrl: string;
  listen: { host: string; port: number };
}

/**
 * Refuses requests that name another host than the portal's own, before anything else sees them.
 *
 * Whoever reaches this portal is let in. Without this, a page on the internet whose name is made to lead to this
 * machine (DNS rebinding) would be let in as well: its own name is what gives it away.
 */
export function refuseOtherHosts(options: PortalAddress) {
  const { listen } = options;
  const base = new URL(options.baseUrl);
  const ports = [portOf(base), String(listen.port)];

  const isOwn = (header: string): boolean => {
    // As browsers write it; what else URL understands is nothing that a browser sends.
    if (
      !/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.test(header) ||
      !URL.canParse(`${base.protocol}//${header}`)
    ) {
      return false;
    }
    const asked = new URL(`${base.protocol}//${header}`);
    if (asked.host === base.host) {
      return true;
    }
    const address = asked.hostname.replace(/^\[|\]$/g, '');
    // An address instead of a name cannot be made to lead elsewhere.
    const isListening = address === listen.host || (everywhere.includes(listen.host) && isIP(address) !== 0);
    return ports.includes(portOf(asked)) && (loopback.includes(asked.hostname) || isListening);
  };

  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    if (isOwn(request.headers.host ?? '')) {
      next();
      return;
    }
    response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(
      `This portal answers at ${base.origin}. Whoever runs it can set another address as backend.baseUrl.\n`,
    );
  };
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}
