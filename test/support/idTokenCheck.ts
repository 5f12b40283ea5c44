import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** Whom a service trusts. */
export interface TrustedIdentity {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience: string;
  /** Claims that have to be exactly so. */
  readonly claims: Readonly<Record<string, string>>;
}

/** Why a token is not taken, as a service would say it. */
export class IdTokenRefused extends Error {}

/**
 * Checks tokens of identities as a service that is shown them has to: signature by the keys of the issuer, RS256 and nothing else,
 * issuer, one audience, times, claims.
 */
export function idTokenCheck(trusted: TrustedIdentity): (token: string) => Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(trusted.jwksUrl), { cooldownDuration: 0 });
  return async token => {
    const { issuer, audience, claims } = trusted;
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat', 'jti'],
    }).catch((error: unknown) => {
      throw error instanceof errors.JOSEError ? new IdTokenRefused(error.message) : error;
    });
    const wrong = Object.entries(claims).find(([name, value]) => payload[name] !== value)?.[0];
    if (Array.isArray(payload.aud) || wrong !== undefined) {
      throw new IdTokenRefused(`the claim ${wrong ?? 'aud'} is not one that is trusted`);
    }
    return payload;
  };
}
