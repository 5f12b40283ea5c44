import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CiExchange,
  type CiJob,
  type CiSession,
  type Lease,
  LeaseRequest,
  RunEventBatch,
} from '@livery/backstage-plugin-livery-common';
import type { RunEvent } from '@livery/contracts';
import { idTokenCheck, IdTokenRefused } from './idTokenCheck';
import type { OidcIssuer } from './OidcIssuer';

/** What the portal knows, and how it behaves. */
export interface PortalApiSettings {
  readonly issuer: OidcIssuer;
  /** Claims of the workflows that it trusts. */
  readonly trusts: Readonly<Record<string, string>>;
  readonly jobs: readonly CiJob[];
  /** Brand template → the run that is recorded for a workflow which asks for it. */
  readonly brands?: Readonly<Record<string, string>>;
  /** `registry/repository` → what is lent. */
  readonly logins?: Readonly<Record<string, Lease['credentials']>>;
  /** How long a session and a lease live, in seconds; 10 minutes without it. */
  readonly sessionSeconds?: number;
  /** Answers with 503 before one gets through. */
  readonly failures?: number;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The side of a portal that workflows talk to, on loopback. Identities are checked with the keys of their issuer, each counts
 * once, and a session opens its own run only.
 */
export class PortalApi {
  readonly #server: Server;
  readonly #settings: PortalApiSettings;
  readonly #sessions = new Map<string, { runId: string; endsAt: number }>();
  readonly #shown = new Set<unknown>();
  #failures: number;
  readonly events: RunEvent[] = [];
  readonly exchanges: CiExchange[] = [];
  readonly leases: LeaseRequest[] = [];
  /** Everything secret that was given out. */
  readonly secrets: string[] = [];

  static async start(settings: PortalApiSettings): Promise<PortalApi> {
    const portal = new PortalApi(settings);
    portal.#server.listen(0, '127.0.0.1');
    await once(portal.#server, 'listening');
    return portal;
  }

  private constructor(settings: PortalApiSettings) {
    this.#settings = settings;
    this.#failures = settings.failures ?? 0;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        const status = error instanceof Refused ? error.status : error instanceof IdTokenRefused ? 401 : 500;
        const body = { error: { message: (error as Error).message } };
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    if (this.#failures > 0) {
      this.#failures -= 1;
      throw new Refused(503, 'not now');
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const answer = await this.#run(`${request.method} ${request.url}`, token, body);
    response
      .writeHead(answer === undefined ? 204 : 200, { 'content-type': 'application/json' })
      .end(answer === undefined ? undefined : JSON.stringify(answer));
  }

  async #run(route: string, token: string, body: unknown): Promise<unknown> {
    if (route === 'POST /api/livery/v1/ci/exchange') {
      return this.#exchange(token, CiExchange.parse(body));
    }
    const [, runId = '', what = ''] = /^[A-Z]+ \/api\/livery\/v1\/runs\/([^/]+)\/(\w+)$/.exec(route) ?? [];
    const session = this.#sessions.get(token);
    if (!session || session.endsAt < Date.now()) {
      throw new Refused(401, 'the session is over');
    }
    if (session.runId !== runId) {
      throw new Refused(403, 'the session is for another run');
    }
    switch (what) {
      case 'job':
        return this.#settings.jobs.find(job => job.runId === runId);
      case 'events':
        this.events.push(...RunEventBatch.parse(body).events);
        return undefined;
      case 'leases':
        return this.#lend(LeaseRequest.parse(body));
      default:
        throw new Refused(404, 'no such address');
    }
  }

  async #exchange(token: string, wanted: CiExchange): Promise<CiSession> {
    const { issuer, trusts, jobs, brands = {} } = this.#settings;
    const audience = `${this.url}/api/livery`;
    const check = idTokenCheck({ issuer: issuer.url, jwksUrl: issuer.jwksUrl, audience, claims: trusts });
    const { jti, event_name: event } = await check(token);
    if (this.#shown.has(jti) || /^pull_request/.test(String(event))) {
      throw new IdTokenRefused(this.#shown.has(jti) ? 'seen before' : `the event ${event} is not trusted`);
    }
    this.#shown.add(jti);
    const runId = 'runId' in wanted ? wanted.runId : brands[wanted.brand];
    if (runId === undefined || !jobs.some(job => job.runId === runId)) {
      throw new Refused(404, 'there is no such run or brand');
    }
    this.exchanges.push(wanted);
    const session = randomBytes(32).toString('base64url');
    const endsAt = this.#end();
    this.#sessions.set(session, { runId, endsAt });
    this.secrets.push(session);
    return { runId, token: session, expiresAt: new Date(endsAt).toISOString() };
  }

  #lend(request: LeaseRequest): Lease {
    const credentials = this.#settings.logins?.[`${request.registry}/${request.repository}`];
    if (!credentials) {
      throw new Refused(404, 'no credential for this repository');
    }
    this.leases.push(request);
    this.secrets.push(credentials.kind === 'password' ? credentials.password : credentials.token);
    return { id: randomUUID(), credentials, expiresAt: new Date(this.#end()).toISOString() };
  }

  #end(): number {
    return Date.now() + (this.#settings.sessionSeconds ?? 600) * 1000;
  }
}
