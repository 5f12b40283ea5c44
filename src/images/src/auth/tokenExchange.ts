import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { NO_CREDENTIALS } from '../http/answerFailure';
import type { Deadline } from '../http/Deadline';
import type { Answer, HttpClient, HttpRequest } from '../http/HttpClient';
import { parseJson } from '../json';
import type { FoundCredentials } from './Credentials';
import type { Scope } from './scopes';
import { type Redactor, Secret } from './Secret';

/** A token has at most so many characters; those of clouds have two thousand. */
const MAXIMUM_TOKEN_LENGTH = 32_768;
const MAXIMUM_ANSWER_BYTES = 64 * 1024;
/** https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
const DEFAULT_LIFETIME_SECONDS = 60;

const tokenText = z
  .string()
  .max(MAXIMUM_TOKEN_LENGTH)
  // It goes into a header as it is.
  .regex(/^[\x21-\x7e]*$/, 'must have visible characters only');

/**
 * https://distribution.github.io/distribution/spec/auth/token/#token-response-fields; `token` and `access_token` mean the same,
 * and a server may send either, both, or one of them empty.
 */
const TokenAnswer = z
  .object({
    token: tokenText.optional(),
    access_token: tokenText.optional(),
    expires_in: z.number().nonnegative().max(31_536_000).nullish(),
  })
  .refine(({ token, access_token: accessToken }) => Boolean(token || accessToken), 'has no token');

/** Where a registry wants its tokens fetched. */
export interface TokenServer {
  readonly realm: URL;
  readonly service?: string;
}

/** A token of a registry, and how long it lives. */
export interface BearerToken {
  readonly token: Secret;
  readonly lifetimeMs: number;
}

/** What a token exchange needs. */
export interface TokenRequest {
  readonly http: HttpClient;
  readonly registry: string;
  readonly server: TokenServer;
  readonly scopes: readonly Scope[];
  readonly found?: FoundCredentials;
  readonly redactor: Redactor;
}

/** `Basic` and user name with password in base64, as a secret that is known to the redactor in each of its parts. */
export function basicAuthorization(username: string, password: Secret, redactor: Redactor): Secret {
  redactor.add(password);
  const pair = redactor.add(new Secret(`${username}:${password.reveal()}`));
  return new Secret(`Basic ${Buffer.from(pair.reveal(), 'utf8').toString('base64')}`);
}

function commonOf({ registry, found }: TokenRequest) {
  return {
    purpose: `Logging in to ${registry}`,
    identity: found?.identity ?? NO_CREDENTIALS,
    expect: [200],
    maximumBytes: MAXIMUM_ANSWER_BYTES,
    // Elsewhere they have no business with our credentials.
    redirects: 'same-origin',
  } as const satisfies Partial<HttpRequest>;
}

/** The way every token server knows. https://distribution.github.io/distribution/spec/auth/token/ */
function getRequest(request: TokenRequest): HttpRequest {
  const { server, scopes, found, redactor } = request;
  const url = new URL(server.realm);
  if (server.service !== undefined) {
    url.searchParams.set('service', server.service);
  }
  // One parameter for each: a list with blanks is read by few.
  scopes.forEach(scope => url.searchParams.append('scope', scope));
  const { credentials } = found ?? {};
  const authorization =
    credentials?.kind === 'password'
      ? basicAuthorization(credentials.username, credentials.password, redactor)
      : undefined;
  return { ...commonOf(request), method: 'GET', url, ...(authorization && { authorization }) };
}

/** The way of OAuth 2, for an identity token. https://distribution.github.io/distribution/spec/auth/oauth/ */
function postRequest(request: TokenRequest, identityToken: Secret): HttpRequest {
  const { server, scopes, redactor } = request;
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'livery',
    service: server.service ?? '',
    scope: scopes.join(' '),
    refresh_token: redactor.add(identityToken).reveal(),
  });
  const body = Buffer.from(form.toString(), 'utf8');
  return {
    ...commonOf(request),
    method: 'POST',
    url: server.realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: { sizeBytes: body.length, open: () => body },
  };
}

/**
 * Gets a token for some scopes.
 *
 * @throws LiveryError `registry-denied`, `registry-failed`, `registry-unreachable`, `cancelled`
 */
export async function exchangeToken(request: TokenRequest, deadline: Deadline): Promise<BearerToken> {
  const { found, registry, redactor, server } = request;
  const isIdentityToken = found?.credentials.kind === 'identity-token';
  const answer = isIdentityToken
    ? await exchangeIdentityToken(request, found.credentials.token, deadline)
    : await request.http.send(getRequest(request), deadline);
  const parsed = TokenAnswer.safeParse(parseJson(answer.body));
  if (!parsed.success) {
    throw new LiveryError('registry-failed', {
      message: `Logging in to ${registry} failed: ${server.realm.host} answered without a token that can be used.`,
      hint: 'The fault is on the side of the registry: tell those who run it.',
    });
  }
  const { token, access_token: accessToken, expires_in: seconds } = parsed.data;
  return {
    token: redactor.add(new Secret(token || accessToken || '')),
    lifetimeMs: (seconds ?? DEFAULT_LIFETIME_SECONDS) * 1000,
  };
}

async function exchangeIdentityToken(
  request: TokenRequest,
  identityToken: Secret,
  deadline: Deadline,
): Promise<Answer> {
  const { http } = request;
  // Some token servers know only GET, where an identity token is the password of a user without a name. The specification
  // says 404; 405 is seen as well. https://distribution.github.io/distribution/spec/auth/oauth/
  const answer = await http.send(
    { ...postRequest(request, identityToken), expect: [200, 404, 405] },
    deadline,
  );
  if (answer.status === 200) {
    return answer;
  }
  const authorization = basicAuthorization('', identityToken, request.redactor);
  return http.send({ ...getRequest(request), authorization }, deadline);
}
