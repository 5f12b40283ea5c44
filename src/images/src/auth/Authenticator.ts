import { LiveryError } from '@livery/contracts';
import { NO_CREDENTIALS } from '../http/answerFailure';
import type { Deadline } from '../http/Deadline';
import { errorOf, type Failure } from '../http/failure';
import type { HttpClient } from '../http/HttpClient';
import { parseChallenges } from './challenge';
import type { CredentialSource, FoundCredentials } from './Credentials';
import { covers, mergeScopes, type Scope } from './scopes';
import { type Redactor, Secret } from './Secret';
import { basicAuthorization, exchangeToken, type TokenServer } from './tokenExchange';

/** How a registry wants to be asked. */
type Scheme =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly server: TokenServer };

/** What a request carries, and who it is made as. */
export interface Authorization {
  readonly header?: Secret;
  readonly identity: string;
}

interface CachedToken {
  readonly scopes: readonly Scope[];
  readonly authorization: Authorization;
  /** On the clock of `performance`, in milliseconds. */
  readonly freshUntil: number;
}

/** A token is not used in the last part of its life: a request takes time, too. */
const MARGIN_SHARE = 0.2;
const LONGEST_MARGIN_MS = 30_000;
/** Credentials are asked for again after this time: some live for five minutes only, and helpers renew them. */
const CREDENTIALS_LAST_MS = 60_000;

interface KnownCredentials {
  readonly found: Promise<FoundCredentials | undefined>;
  readonly until: number;
}

export interface AuthenticatorOptions {
  readonly registry: string;
  readonly http: HttpClient;
  readonly credentials: CredentialSource;
  readonly redactor: Redactor;
}

/**
 * Knows how to be let in by one registry. Nothing is asked before the registry wants it: a token is fetched when a request
 * needs it, serves all requests whose scopes it has, and is renewed before it expires.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  #scheme: Scheme = { kind: 'unknown' };
  #tokens: CachedToken[] = [];
  readonly #exchanges = new Map<string, Promise<CachedToken>>();
  readonly #credentials = new Map<string, KnownCredentials>();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /**
   * What a request with these scopes should carry. The first one is the one that matters most.
   *
   * @throws LiveryError `credentials-invalid`, and those of a token exchange
   */
  async authorize(scopes: readonly Scope[], deadline: Deadline): Promise<Authorization> {
    if (this.#scheme.kind === 'unknown') {
      return { identity: NO_CREDENTIALS };
    }
    const cached = this.#cachedToken(scopes);
    if (cached) {
      return cached.authorization;
    }
    const found = await this.#find(scopes);
    const { credentials, identity } = found ?? { identity: NO_CREDENTIALS };
    if (credentials?.kind === 'registry-token') {
      return { header: bearer(this.#options.redactor.add(credentials.token), identity), identity };
    }
    if (this.#scheme.kind === 'bearer') {
      return (await this.#token(this.#scheme.server, scopes, found, deadline)).authorization;
    }
    return credentials?.kind === 'password'
      ? {
          header: basicAuthorization(credentials.username, credentials.password, this.#options.redactor),
          identity,
        }
      : { identity };
  }

  /**
   * What a request should carry that was refused with 401; undefined if there is nothing else to try.
   *
   * @param header - what WWW-Authenticate says
   * @throws LiveryError as {@link Authenticator.authorize}
   */
  async authorizeAgain(
    scopes: readonly Scope[],
    refused: Authorization,
    header: string,
    deadline: Deadline,
  ): Promise<Authorization | undefined> {
    const challenges = parseChallenges(header);
    // One header may carry both: https://github.com/renovatebot/renovate/blob/main/lib/modules/datasource/docker/common.ts
    const wantsToken = challenges.find(
      ({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'),
    );
    const wanted = wantsToken?.parameters.get('scope')?.split(' ').filter(Boolean) ?? [];
    this.#forget(refused);
    if (wantsToken) {
      const service = wantsToken.parameters.get('service');
      const realm = this.#realm(wantsToken.parameters.get('realm'));
      this.#scheme = { kind: 'bearer', server: { realm, ...(service !== undefined && { service }) } };
    } else if (challenges.some(({ scheme }) => scheme === 'basic')) {
      this.#scheme = { kind: 'basic' };
    } else {
      return undefined;
    }
    const missing = covers(scopes, wanted) ? [] : wanted;
    const again = await this.authorize(mergeScopes(missing, scopes), deadline);
    return again.header && again.header.reveal() !== refused.header?.reveal() ? again : undefined;
  }

  /** What was refused is not used again, and credentials are looked up anew: they may have been renewed. */
  #forget(refused: Authorization): void {
    this.#tokens = this.#tokens.filter(({ authorization }) => authorization !== refused);
    if (refused.header) {
      this.#credentials.clear();
    }
  }

  #realm(text: string | undefined): URL {
    const { http, registry } = this.#options;
    const { value, failure } =
      text !== undefined && URL.canParse(text)
        ? http.resolve(new URL(http.origin), text)
        : { failure: notAnAddress(registry) };
    if (failure) {
      throw errorOf(`Logging in to ${registry}`, failure, 1);
    }
    return value;
  }

  #find(scopes: readonly Scope[]): Promise<FoundCredentials | undefined> {
    const { credentials, registry } = this.#options;
    const repository = /^repository:(.+):[^:]*$/.exec(scopes[0] ?? '')?.[1] ?? '';
    const known = this.#credentials.get(repository);
    if (known && known.until > performance.now()) {
      return known.found;
    }
    const found = credentials.find(registry, repository);
    this.#credentials.set(repository, { found, until: performance.now() + CREDENTIALS_LAST_MS });
    found.catch(() => this.#credentials.delete(repository));
    return found;
  }

  #cachedToken(scopes: readonly Scope[]): CachedToken | undefined {
    this.#tokens = this.#tokens.filter(({ freshUntil }) => freshUntil > performance.now());
    return this.#tokens.find(token => covers(token.scopes, scopes));
  }

  /** A new token; requests that want the same at the same time share one exchange. */
  async #token(
    server: TokenServer,
    scopes: readonly Scope[],
    found: FoundCredentials | undefined,
    deadline: Deadline,
  ): Promise<CachedToken> {
    const cached = this.#cachedToken(scopes); // somebody may have got one meanwhile
    if (cached) {
      return cached;
    }
    const key = scopes.join(' ');
    const running = this.#exchanges.get(key);
    if (running) {
      return running;
    }
    const started = this.#fetchToken(server, scopes, found, deadline);
    this.#exchanges.set(key, started);
    try {
      return await started;
    } catch (error) {
      this.#credentials.clear();
      throw error;
    } finally {
      this.#exchanges.delete(key);
    }
  }

  async #fetchToken(
    server: TokenServer,
    scopes: readonly Scope[],
    found: FoundCredentials | undefined,
    deadline: Deadline,
  ): Promise<CachedToken> {
    const { http, registry, redactor } = this.#options;
    const startedAt = performance.now();
    const { token, lifetimeMs } = await exchangeToken(
      { http, registry, server, scopes, redactor, ...(found && { found }) },
      deadline,
    );
    const fresh: CachedToken = {
      scopes,
      authorization: {
        header: bearer(token, registry),
        identity: found?.identity ?? NO_CREDENTIALS,
      },
      freshUntil: startedAt + lifetimeMs - Math.min(lifetimeMs * MARGIN_SHARE, LONGEST_MARGIN_MS),
    };
    this.#tokens.push(fresh);
    return fresh;
  }
}

/** @throws LiveryError `credentials-invalid` for what cannot be a token, such as a file with its last line break */
function bearer(token: Secret, whose: string): Secret {
  if (!/^[\x21-\x7e]+$/.test(token.reveal())) {
    throw new LiveryError('credentials-invalid', {
      message: `The token of ${whose} cannot be used: it holds a blank, a line break or another character that no token has.`,
      hint: 'Look for a line break at its end.',
    });
  }
  return new Secret(`Bearer ${token.reveal()}`);
}

function notAnAddress(registry: string): Failure {
  return {
    code: 'registry-failed',
    reason: `${registry} wants a token, but names no address to get it from`,
    hint: 'The fault is on the side of the registry: tell those who run it.',
    retry: false,
  };
}
