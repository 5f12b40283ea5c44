import {
  type CiExchange,
  CiJob,
  CiSession,
  Lease,
  type LeaseRequest,
  LiveryClient,
  RunReporter,
  statusOf,
  withRetries,
} from '@livery/backstage-plugin-livery-common';
import { type LiveryError, type RunEvent } from '@livery/contracts';
import { type CredentialSource, Secret } from '@livery/images';
import type { z } from 'zod';
import type { IdTokens } from './idTokens';
import type { KnownSecrets } from './KnownSecrets';
import { apiOf, initOf, type PortalRequest, readAnswer, send, toPortalError } from './portalHttp';
import { RenewedLogin, type TemporaryLogin } from './RenewedLogin';

/** Which portal, and as what. */
export interface PortalOptions {
  /** The address at which people open it: `https://backstage.example`. */
  readonly url: string;
  /** The run that the workflow was started for, or the brand template of a run that it starts itself. */
  readonly purpose: CiExchange;
  readonly idTokens: IdTokens;
  readonly secrets: KnownSecrets;
  readonly signal?: AbortSignal;
  /** Waits between tries, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
  /** Told once when the portal takes no more events. */
  readonly onUnheard?: (error: LiveryError) => void;
}

interface OpenSession {
  readonly runId: string;
  readonly token: Secret;
  /** In milliseconds since 1970. */
  readonly endsAt: number;
}

/** A session that ends sooner is renewed before it is used, in milliseconds. */
const MARGIN_MS = 30_000;

/**
 * A workflow at a portal: it shows who it is, and is let into what belongs to its one run. Nobody stores a secret for it: the token
 * of its identity is changed for one of the portal that lives for minutes.
 *
 * Every method may throw a LiveryError `backend-unreachable`, `backend-refused`, and those of the identity.
 */
export class PortalSession {
  readonly #options: PortalOptions;
  readonly #api: string;
  readonly #reporter: RunReporter;
  #session: OpenSession;

  /** Opens a session. @throws LiveryError also `usage-invalid` for an address that others could read along */
  static async open(options: PortalOptions): Promise<PortalSession> {
    const api = apiOf(options.url);
    return new PortalSession(options, api, await openSession(options, api, options.purpose));
  }

  private constructor(options: PortalOptions, api: string, session: OpenSession) {
    this.#options = options;
    this.#api = api;
    this.#session = session;
    const { onUnheard, retryDelaysMs } = options;
    this.#reporter = new RunReporter({
      client: new LiveryClient({
        baseUrl: () => Promise.resolve(api),
        fetch: (input, init) => this.#fetch(input, init),
      }),
      runId: session.runId,
      onFailure: error => onUnheard?.(toPortalError(error, 'Reporting the run')),
      ...(retryDelaysMs && { retryDelaysMs }),
    });
  }

  get runId(): string {
    return this.#session.runId;
  }

  /** What to do: source, steps, brand and configuration. */
  getJob(): Promise<CiJob> {
    const request = { method: 'GET', path: `/v1/runs/${this.runId}/job` } as const;
    return this.#ask('Asking what to do', request, CiJob);
  }

  /**
   * Logins that the portal lends, for one repository each, when a registry wants one. Where it has none, others are asked.
   *
   * @param purpose - what they are to be good for
   */
  leases(purpose: LeaseRequest['purpose']): CredentialSource {
    const logins = new Map<string, RenewedLogin>();
    return {
      find: (registry, repository) => {
        const name = `${registry}/${repository}`;
        const login =
          logins.get(name) ??
          new RenewedLogin(`the login for ${name} that the portal lent`, () =>
            this.#lend({ purpose, registry, repository }),
          );
        logins.set(name, login);
        return login.find();
      },
    };
  }

  async #lend(body: LeaseRequest): Promise<TemporaryLogin | undefined> {
    const purpose = `Asking for a login to ${body.registry}/${body.repository}`;
    const request = { method: 'POST', path: `/v1/runs/${this.runId}/leases`, body } as const;
    try {
      const { credentials, expiresAt } = await this.#ask(purpose, request, Lease);
      const { secrets } = this.#options;
      const endsAt = Date.parse(expiresAt);
      if (credentials.kind === 'registry-token') {
        const token = secrets.keep(new Secret(credentials.token));
        return { credentials: { kind: 'registry-token', token }, endsAt };
      }
      const { kind, username } = credentials;
      const password = secrets.keep(new Secret(credentials.password), username);
      return { credentials: { kind, username, password }, endsAt };
    } catch (error) {
      if (statusOf((error as LiveryError).cause) === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Takes an event to be reported soon, without the secrets that are known by then. */
  report(event: RunEvent): void {
    this.#reporter.report(withoutSecrets(event, this.#options.secrets));
  }

  /** Waits until everything is reported. */
  async flush(): Promise<void> {
    try {
      await this.#reporter.flush();
    } catch (error) {
      throw toPortalError(error, 'Reporting the run');
    }
  }

  async #ask<T extends z.ZodType>(purpose: string, request: PortalRequest, schema: T): Promise<z.output<T>> {
    try {
      return await withRetries(
        async () => readAnswer(await this.#fetch(`${this.#api}${request.path}`, initOf(request)), schema),
        retriesOf(this.#options),
      );
    } catch (error) {
      throw toPortalError(error, purpose);
    }
  }

  /** Adds the token of the session, which is renewed when it is about to end. */
  async #fetch(input: string, init?: RequestInit): Promise<Response> {
    if (this.#session.endsAt - Date.now() < MARGIN_MS) {
      this.#session = await openSession(this.#options, this.#api, { runId: this.runId });
    }
    return send(input, init, this.#session.token, this.#options.signal);
  }
}

/** The audience is the address of the API: what is shown to one portal is worth nothing at another. */
async function openSession(options: PortalOptions, api: string, body: CiExchange): Promise<OpenSession> {
  const { idTokens, secrets, signal } = options;
  const request = { method: 'POST', path: '/v1/ci/exchange', body } as const;
  try {
    const session = await withRetries(async () => {
      // The portal takes each once, so that every try needs its own.
      const identity = await idTokens(api);
      return readAnswer(await send(`${api}${request.path}`, initOf(request), identity, signal), CiSession);
    }, retriesOf(options));
    const { runId, token, expiresAt } = session;
    return { runId, token: secrets.keep(new Secret(token)), endsAt: Date.parse(expiresAt) };
  } catch (error) {
    throw toPortalError(error, 'Showing the portal who we are');
  }
}

function retriesOf({ signal, retryDelaysMs }: PortalOptions) {
  return { ...(signal && { signal }), ...(retryDelaysMs && { delaysMs: retryDelaysMs }) };
}

function withoutSecrets(event: RunEvent, secrets: KnownSecrets): RunEvent {
  const clean = <T extends { message: string }>(told: T): T => ({
    ...told,
    message: secrets.clean(told.message),
    ...('hint' in told && typeof told.hint === 'string' && { hint: secrets.clean(told.hint) }),
  });
  switch (event.type) {
    case 'log':
      return clean(event);
    case 'step.failed':
      return { ...event, error: clean(event.error) };
    case 'run.finished':
      return event.error ? { ...event, error: clean(event.error) } : event;
    default:
      return event;
  }
}
