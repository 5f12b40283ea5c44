import { LiveryError } from '@livery/contracts';
import { Authenticator, type Authorization } from '../auth/Authenticator';
import { anonymous, type CredentialSource } from '../auth/Credentials';
import type { Scope } from '../auth/scopes';
import { Redactor } from '../auth/Secret';
import { ContentDigest } from '../digest';
import type { ConnectionOptions } from '../http/Connections';
import { Deadline, withDeadline } from '../http/Deadline';
import { type Answer, HttpClient, type HttpRequest, type StreamedAnswer } from '../http/HttpClient';
import type { OrFailure } from '../http/location';
import type { RetryPolicy } from '../http/Tries';
import { apiHostOf, isRegistry, isRepository, isTag } from '../reference/reference';

/** How a client reaches a registry, and how long it tries. */
export interface RegistryOptions extends Omit<ConnectionOptions, 'host'> {
  /** As references name it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** Nobody's, without it. */
  readonly credentials?: CredentialSource;
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
  readonly retry?: Partial<RetryPolicy>;
  /** How long the other side may stand still, in milliseconds; a minute without it, five where it has to check a whole blob. */
  readonly stallMs?: number;
  /** What anything but a transfer may take with all its tries, in milliseconds; two minutes without it. */
  readonly deadlineMs?: number;
  /** What the transfer of one blob may take with all its tries, in milliseconds; an hour without it. */
  readonly transferDeadlineMs?: number;
  /** Transfers at a time; 8 without it. */
  readonly jobs?: number;
  /** Send blobs in parts of so many bytes, where a proxy limits the size of a request. */
  readonly chunkBytes?: number;
}

/** A request to the registry, without what all of them have in common. */
export interface RegistryCall extends Omit<HttpRequest, 'authorization' | 'identity'> {
  /** What it needs to be allowed; the one that is written to comes first. */
  readonly scopes: readonly Scope[];
}

const DEADLINE_MS = 120_000;
const TRANSFER_DEADLINE_MS = 3_600_000;

/** The talk with one registry: who we are, what we may do, and how long it may take. */
export class RegistrySession {
  readonly registry: string;
  readonly http: HttpClient;
  readonly options: RegistryOptions;
  readonly #authenticator: Authenticator;

  constructor(options: RegistryOptions) {
    const { registry, credentials = anonymous } = options;
    if (!isRegistry(registry)) {
      throw new LiveryError('reference-invalid', {
        message: `${JSON.stringify(registry)} cannot be the host of a registry.`,
        hint: 'Give a name or an address, with a port behind a colon if it needs one, such as registry.example.org:5000.',
      });
    }
    const redactor = new Redactor();
    this.options = options;
    this.registry = registry;
    this.http = new HttpClient({ ...options, host: apiHostOf(registry), redactor });
    this.#authenticator = new Authenticator({ registry, http: this.http, credentials, redactor });
  }

  /**
   * An address of the API: `/v2/<repository>/<rest>`.
   *
   * @throws LiveryError `reference-invalid`: the last look before a name becomes part of a path
   */
  url(repository: string, rest: string): URL {
    if (!isRepository(repository)) {
      throw new LiveryError('reference-invalid', {
        message: `${JSON.stringify(repository)} cannot be a repository of ${this.registry}.`,
        hint: 'Write it in lower case, as parts with slashes between them.',
      });
    }
    return new URL(`/v2/${repository}/${rest}`, this.http.origin);
  }

  /** The same for the manifest of a tag or a digest. */
  manifestUrl(repository: string, reference: string): URL {
    if (!isTag(reference) && !ContentDigest.safeParse(reference).success) {
      throw new LiveryError('reference-invalid', {
        message: `${JSON.stringify(reference)} is neither a tag nor a digest.`,
        hint: 'A tag has letters, digits, underscores, dots and dashes; a digest is sha256: and 64 hexadecimal digits.',
      });
    }
    return this.url(repository, `manifests/${reference}`);
  }

  /** How a repository, or an image in it, is called in messages. */
  describe(repository: string, reference = ''): string {
    const separator = reference === '' ? '' : reference.includes(':') ? '@' : ':';
    return `${this.registry}/${repository}${separator}${reference}`;
  }

  /** The time for something that is no transfer. */
  within<T>(task: (deadline: Deadline) => Promise<T>): Promise<T> {
    return withDeadline(this.options.deadlineMs ?? DEADLINE_MS, this.options.signal, task);
  }

  /** The time for a transfer; to be disposed of. */
  transferDeadline(): Deadline {
    return new Deadline(this.options.transferDeadlineMs ?? TRANSFER_DEADLINE_MS, this.options.signal);
  }

  /**
   * Calls until it is answered as expected.
   *
   * @throws LiveryError
   */
  async send(call: RegistryCall, deadline?: Deadline): Promise<Answer> {
    if (!deadline) {
      return this.within(own => this.send(call, own));
    }
    const tries = this.http.tries(deadline);
    for (;;) {
      const { value, failure } = await this.try(call, deadline);
      if (value) {
        return value;
      }
      await tries.afterFailure(call.purpose, failure);
    }
  }

  /** One try. */
  try(call: RegistryCall, deadline: Deadline): Promise<OrFailure<Answer>> {
    return this.#authorized(call, deadline, request => this.http.try(request, deadline));
  }

  /** One try, whose answer is a stream. */
  tryStreamed(call: RegistryCall, deadline: Deadline): Promise<OrFailure<StreamedAnswer>> {
    return this.#authorized(call, deadline, request => this.http.tryStreamed(request, deadline));
  }

  /** Makes a request with what it should carry, and once more with something better if the registry wants that. */
  async #authorized<T>(
    call: RegistryCall,
    deadline: Deadline,
    attempt: (request: HttpRequest) => Promise<OrFailure<T>>,
  ): Promise<OrFailure<T>> {
    // An upload can be at another host, which gets none of our credentials.
    const isOwn = call.url.origin === new URL(this.http.origin).origin;
    if (!isOwn) {
      return attempt(requestOf(call, { identity: 'no credentials' }));
    }
    const first = await this.#authenticator.authorize(call.scopes, deadline);
    const outcome = await attempt(requestOf(call, first));
    const answer = outcome.failure?.answer;
    // The challenge of another host, behind a redirect, is none of ours.
    if (answer?.status !== 401 || answer.url.origin !== call.url.origin) {
      return outcome;
    }
    const header = answer.headers['www-authenticate'] ?? '';
    const second = await this.#authenticator.authorizeAgain(call.scopes, first, header, deadline);
    return second ? attempt(requestOf(call, second)) : outcome;
  }
}

function requestOf(call: RegistryCall, { header, identity }: Authorization): HttpRequest {
  const { scopes: _scopes, ...request } = call;
  return { ...request, identity, ...(header && { authorization: header }) };
}
