import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import tls from 'node:tls';
import {
  type AddressKind,
  checkLiteral,
  guardedLookup,
  kindOfAddress,
  type Reach,
  reachableFrom,
} from './addresses';

/** Which host a client is for, and how it may be reached. */
export interface ConnectionOptions {
  /** Host and port that the user named. */
  readonly host: string;
  /** Speak plain HTTP with it, and with where it sends us. Without, only on loopback. */
  readonly plainHttp?: boolean;
  /** Refuse it, too, if it is not on the internet: for a server that connects to what its users name. */
  readonly onlyPublic?: boolean;
  /** Certificates of authorities to trust beside the usual ones, as PEM. */
  readonly certificateAuthorities?: string;
  /** Looks up names; the system's own by default. */
  readonly lookup?: LookupFunction;
}

/** Connections in one pool that may be open at a time, and that stay open while nobody needs them. */
const MAXIMUM_SOCKETS = 32;
const MAXIMUM_FREE_SOCKETS = 16;

/** Whether a host is this machine, by its name. */
export function isLoopback(host: string): boolean {
  const { hostname } = new URL(`http://${host}`);
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? /(?:^|\.)localhost$/.test(hostname) : kindOfAddress(address) === 'loopback';
}

/** The open connections of a client, and the guard over where they may lead. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #agents = new Map<string, http.Agent>();
  /** Where the host that the user named turned out to be. */
  #kind: AddressKind | undefined;
  readonly plainHttp: boolean;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.plainHttp = options.plainHttp ?? isLoopback(options.host);
  }

  /** The address of the host that the user named. */
  get origin(): string {
    return `${this.plainHttp ? 'http' : 'https'}://${this.#options.host}`;
  }

  #isNamed(url: URL): boolean {
    return url.host === new URL(this.origin).host;
  }

  /** Which addresses may be connected to now: for the named host, or for where it sends us. */
  #reach(isNamed: boolean): Reach {
    if (this.#options.onlyPublic) {
      return reachableFrom.public;
    }
    if (this.#kind === undefined) {
      return isNamed ? undefined : reachableFrom.public;
    }
    // For the named host as well: its name may lead somewhere else the second time.
    return isNamed && this.#kind === 'special' ? undefined : reachableFrom[this.#kind];
  }

  /**
   * The pool for a URL.
   *
   * @throws AddressRefused
   */
  agentFor(url: URL): http.Agent {
    const isNamed = this.#isNamed(url);
    checkLiteral(url.hostname, this.#reach(isNamed));
    // Two pools, so that nobody who was sent somewhere takes a connection that only the named host may have.
    const key = `${url.protocol} ${isNamed}`;
    let agent = this.#agents.get(key);
    if (!agent) {
      agent = this.#createAgent(url.protocol, isNamed);
      this.#agents.set(key, agent);
    }
    return agent;
  }

  #createAgent(protocol: string, isNamed: boolean): http.Agent {
    const lookup: LookupFunction = (hostname, options, callback) =>
      guardedLookup(this.#reach(isNamed), this.#options.lookup)(hostname, options, callback);
    const options = {
      keepAlive: true,
      maxSockets: MAXIMUM_SOCKETS,
      maxFreeSockets: MAXIMUM_FREE_SOCKETS,
      lookup,
    };
    if (protocol === 'http:') {
      return new http.Agent(options);
    }
    const { certificateAuthorities } = this.#options;
    return new https.Agent({
      ...options,
      minVersion: 'TLSv1.2',
      ...(certificateAuthorities !== undefined && { ca: [...tls.rootCertificates, certificateAuthorities] }),
    });
  }

  /** Remembers where the named host is, by the first connection to it. */
  connected(url: URL, address: string): void {
    if (this.#kind === undefined && this.#isNamed(url)) {
      this.#kind = kindOfAddress(address);
    }
  }

  close(): void {
    for (const agent of this.#agents.values()) {
      agent.destroy();
    }
    this.#agents.clear();
  }
}
