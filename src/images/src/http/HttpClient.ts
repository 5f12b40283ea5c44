import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { Redactor, Secret } from '../auth/Secret';
import { answerFailure, NO_CREDENTIALS } from './answerFailure';
import { gistOf } from './cleanText';
import { type ConnectionOptions, Connections } from './Connections';
import { type Deadline } from './Deadline';
import { exchange, ExchangeError, type RawAnswer, type RequestBody } from './exchange';
import { connectionFailure, type Failure, isCut } from './failure';
import { isRedirect, methodAfter, type OrFailure, resolveLocation } from './location';
import { Pace } from './Pace';
import { readStart, readUpTo } from './readUpTo';
import { describeSeconds, rateLimitOf } from './retryAfter';
import { emptyStatistics, type Statistics } from './statistics';
import { defaultRetryPolicy, type RetryPolicy, Tries } from './Tries';

/** Bytes of the body of an error, or of an answer whose body nobody asked for. */
const MAXIMUM_ERROR_BYTES = 64 * 1024;
/** Bytes of a body that is simply sent again. */
const MAXIMUM_REPEATED_BYTES = 64 * 1024;
const MAXIMUM_REDIRECTS = 5;
const STALL_MS = 60_000;

/** One request, with all that is needed to say what became of it. */
export interface HttpRequest {
  /** What is tried, as the start of a sentence: `Reading the manifest ghcr.io/acme/app:1`. */
  readonly purpose: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the origin of `url` only. */
  readonly authorization?: Secret;
  /** Who it is made as, for errors. */
  readonly identity: string;
  readonly body?: RequestBody;
  /** The statuses that are an answer; every other one is a failure. */
  readonly expect: readonly number[];
  /** The longest body of an answer, in bytes; 64 KiB without it. */
  readonly maximumBytes?: number;
  /** How long the other side may take to answer when it has everything, in milliseconds; as long as it may stand still without it. */
  readonly answerMs?: number;
  /** Where a redirect may lead; `anywhere` without it. */
  readonly redirects?: 'anywhere' | 'same-origin';
}

/** What of a request changes on its way through redirects. */
type Hop = Pick<HttpRequest, 'method' | 'url' | 'authorization' | 'body'>;

/** An answer with its body. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The URL that answered, behind all redirects. */
  readonly url: URL;
  readonly body: Buffer;
}

/** An answer whose body is read as it comes. It must be read to its end, left early, or dropped. */
export interface StreamedAnswer extends Omit<Answer, 'body'> {
  readonly body: AsyncGenerator<Buffer, void, undefined>;
  drop(): void;
}

export interface HttpClientOptions extends ConnectionOptions {
  readonly redactor: Redactor;
  readonly retry?: Partial<RetryPolicy>;
  readonly stallMs?: number;
}

/** HTTP as a registry needs it: redirects by hand, guarded addresses, limits, pace and retries. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #retry: RetryPolicy;
  readonly #paces = new Map<string, Pace>();
  readonly #connections: Connections;
  readonly statistics: Statistics = emptyStatistics();

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#retry = { ...defaultRetryPolicy, ...options.retry };
    this.#connections = new Connections(options);
  }

  /** The address of the host that this client is for. */
  get origin(): string {
    return this.#connections.origin;
  }

  /** The tries of one operation. */
  tries(deadline: Deadline): Tries {
    return new Tries(this.#retry, deadline, this.statistics);
  }

  /** Where an answer sends us. */
  resolve(base: URL, location: string | undefined): OrFailure<URL> {
    return resolveLocation(base, location, this.#connections);
  }

  /** Ends all connections. */
  close(): void {
    this.#connections.close();
  }

  /**
   * Sends a request until it is answered as expected.
   *
   * @throws LiveryError of the last failure, `cancelled`, and what the source of the body throws
   */
  async send(request: HttpRequest, deadline: Deadline): Promise<Answer> {
    const tries = this.tries(deadline);
    for (;;) {
      const { value, failure } = await this.try(request, deadline);
      if (value) {
        return value;
      }
      await tries.afterFailure(request.purpose, failure);
    }
  }

  /**
   * One try, and the body of its answer.
   *
   * @throws LiveryError `cancelled`, and what the source of the body throws
   */
  async try(request: HttpRequest, deadline: Deadline): Promise<OrFailure<Answer>> {
    const { value, failure } = await this.tryStreamed(request, deadline);
    if (failure) {
      return { failure };
    }
    try {
      const body = await readUpTo(value.body, request.maximumBytes ?? MAXIMUM_ERROR_BYTES);
      return { value: { status: value.status, headers: value.headers, url: value.url, body } };
    } catch (error) {
      return { failure: this.explain(error, value.url, request.purpose, deadline) };
    }
  }

  /**
   * One try, whose answer is left to the caller as a stream; what breaks it is for {@link HttpClient.explain}.
   *
   * @throws LiveryError `cancelled`, and what the source of the body throws
   */
  async tryStreamed(request: HttpRequest, deadline: Deadline): Promise<OrFailure<StreamedAnswer>> {
    let hop: Hop = request;
    for (let hops = 0; ; hops += 1) {
      const { value: raw, failure } = await this.#exchange(request, hop, deadline);
      if (failure) {
        return { failure };
      }
      const status = raw.message.statusCode ?? 0;
      if (request.expect.includes(status)) {
        const { url } = hop;
        return {
          value: { status, headers: raw.message.headers, url, body: raw.body(), drop: () => raw.drop() },
        };
      }
      if (!isRedirect(status)) {
        return { failure: await this.#unwanted(request, hop, raw) };
      }
      raw.drop();
      const next = this.#follow(request, hop, raw, hops);
      if (next.failure) {
        return next;
      }
      hop = next.value;
    }
  }

  /** The failure of a connection that broke. */
  explain(error: unknown, url: URL, purpose: string, deadline: Deadline): Failure {
    deadline.throwIfCancelled(purpose);
    if (deadline.signal.aborted) {
      return {
        code: 'registry-unreachable',
        reason: `${url.host} was too slow, and the ${describeSeconds(deadline.allowedMs / 1000)} for it are over`,
        hint: 'Check the network between here and there, and try again.',
        retry: false,
        cause: error,
      };
    }
    return connectionFailure(url.host, error);
  }

  #paceOf(url: URL): Pace {
    let pace = this.#paces.get(url.host);
    if (!pace) {
      pace = new Pace();
      this.#paces.set(url.host, pace);
    }
    return pace;
  }

  async #exchange(request: HttpRequest, hop: Hop, deadline: Deadline): Promise<OrFailure<RawAnswer>> {
    this.statistics.waitedMs += await this.#paceOf(hop.url).turn(deadline);
    const { method, url, authorization, body } = hop;
    const { stallMs = STALL_MS } = this.#options;
    // The second round is for a connection that the other side had closed before it could hear of the request:
    // https://nodejs.org/api/http.html#requestreusedsocket. Not for a large body: of that it may have heard a part.
    const isSmall = (body?.sizeBytes ?? 0) <= MAXIMUM_REPEATED_BYTES;
    for (let round = 0; ; round += 1) {
      const agent = this.#agentFor(url);
      if (agent.failure) {
        return agent;
      }
      try {
        const raw = await exchange({
          method,
          url,
          headers: {
            'user-agent': 'livery',
            ...request.headers,
            ...(authorization && { authorization: authorization.reveal() }),
          },
          ...(body && { body }),
          agent: agent.value,
          signal: deadline.signal,
          stallMs,
          answerMs: request.answerMs ?? stallMs,
          statistics: this.statistics,
        });
        this.#heard(url, raw);
        return { value: raw };
      } catch (error) {
        if (!(error instanceof ExchangeError)) {
          throw error; // of the source of the body
        }
        if (!error.reused || !isCut(error.cause) || !isSmall || round > 0) {
          return { failure: this.explain(error.cause, url, request.purpose, deadline) };
        }
      }
    }
  }

  #agentFor(url: URL): OrFailure<Agent> {
    try {
      return { value: this.#connections.agentFor(url) };
    } catch (error) {
      return { failure: connectionFailure(url.host, error) };
    }
  }

  #heard(url: URL, raw: RawAnswer): void {
    this.#connections.connected(url, raw.address);
    const rateLimit = rateLimitOf(raw.message.headers);
    if (rateLimit) {
      this.statistics.rateLimit = rateLimit;
    }
    if ((raw.message.statusCode ?? 500) < 400) {
      this.#paceOf(url).succeeded();
    }
  }

  async #unwanted(request: HttpRequest, hop: Hop, raw: RawAnswer): Promise<Failure> {
    const status = raw.message.statusCode ?? 0;
    const body = (await readStart(raw.body(), MAXIMUM_ERROR_BYTES)).toString('utf8');
    const failure = answerFailure({
      method: hop.method,
      url: hop.url,
      status,
      headers: raw.message.headers,
      body,
      gist: gistOf(body, this.#options.redactor),
      identity: hop.authorization || hop.url === request.url ? request.identity : NO_CREDENTIALS,
    });
    if (status === 429 || failure.waitMs !== undefined) {
      this.#paceOf(hop.url).slowDown(failure.waitMs ?? 0);
    }
    return failure;
  }

  #follow(request: HttpRequest, hop: Hop, raw: RawAnswer, hops: number): OrFailure<Hop> {
    const status = raw.message.statusCode ?? 0;
    const next = this.resolve(hop.url, raw.message.headers.location);
    if (next.failure) {
      return next;
    }
    if (hops >= MAXIMUM_REDIRECTS) {
      return { failure: unsafe(`${hop.url.host} sends us on and on, ${hops + 1} times by now`) };
    }
    const isSameOrigin = next.value.origin === hop.url.origin;
    if (!isSameOrigin && request.redirects === 'same-origin') {
      return {
        failure: unsafe(`${hop.url.host} sends us on to ${next.value.host}, which is not followed here`),
      };
    }
    const method = methodAfter(status, hop.method);
    return {
      value: {
        method,
        url: next.value,
        ...(method === hop.method && hop.body && { body: hop.body }),
        // A credential never crosses an origin, and once dropped it stays so, even on the way back.
        ...(isSameOrigin && hop.authorization && { authorization: hop.authorization }),
      },
    };
  }
}

function unsafe(reason: string): Failure {
  return {
    code: 'registry-unsafe',
    reason,
    hint: 'Check the name of the registry, and tell those who run it.',
    retry: false,
  };
}
