import {
  checkLogin,
  type Credentials,
  type CredentialSource,
  ecrLogins,
  kindOfRegistry,
  parseEcrHost,
  type Secret,
  tokenLogin,
  type WebIdentity,
  webIdentityCredentials,
} from '@livery/images';
import { z } from 'zod';
import { DOCKER_HUB_LIFETIME_SECONDS, dockerHubToken } from './dockerHub';
import type { ExchangeOptions } from './exchangeToken';
import { claimsOf, type IdTokens } from './idTokens';
import type { KnownSecrets } from './KnownSecrets';
import { quayToken } from './quay';
import type { RegistryLogin } from './RegistryLogin';
import { RenewedLogin } from './RenewedLogin';

/** What logging in needs. */
export interface RegistryLoginsOptions {
  readonly logins: readonly RegistryLogin[];
  /** The token of the job, which opens the registry of its own GitHub. */
  readonly github?: { readonly token: Secret; readonly actor: string; readonly serverUrl: string };
  readonly idTokens: IdTokens;
  readonly secrets: KnownSecrets;
  readonly signal?: AbortSignal;
  /** Other addresses than those of the services, for tests and for private endpoints. */
  readonly endpoints?: {
    readonly aws?: Pick<WebIdentity, 'endpoint' | 'retry'>;
    readonly exchange?: ExchangeOptions;
  };
}

/** How long a token of Quay is believed to live when it does not say it, in milliseconds. */
const QUAY_LIFETIME_MS = 600_000;
/** The audience that AWS wants. https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const AWS_AUDIENCE = 'sts.amazonaws.com';

/** When it ends, in seconds since 1970: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4 */
const Expiry = z.object({ exp: z.number() });

/**
 * The logins of a workflow, in memory and nowhere else. What has to be fetched is fetched when a registry wants it, and again
 * before it ends: a token of Docker Hub is gone after some minutes, and a build can take an hour.
 *
 * @throws LiveryError `credentials-invalid`, `usage-invalid` for a login that cannot work
 */
export function registryLogins(options: RegistryLoginsOptions): CredentialSource {
  const { github } = options;
  const sources = new Map(options.logins.map(login => [login.registry, sourceOf(login, options)]));
  if (github) {
    const registry = registryOfServer(github.serverUrl);
    const password = options.secrets.keep(github.token, github.actor);
    sources.set(
      registry,
      sources.get(registry) ??
        fixed({ kind: 'password', username: github.actor, password }, 'the token of this job'),
    );
  }
  return {
    find: (registry, repository) => Promise.resolve(sources.get(registry)?.find(registry, repository)),
  };
}

/** The registry that belongs to a GitHub: the token of a job opens that one, and no other is shown it. */
export function registryOfServer(serverUrl: string): string {
  const { host } = new URL(serverUrl);
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`;
}

function sourceOf(login: RegistryLogin, options: RegistryLoginsOptions): CredentialSource {
  const { registry } = login;
  const { idTokens, secrets, endpoints = {}, signal } = options;
  const place = { registry, kind: kindOfRegistry(registry) };
  const exchange = { ...(signal && { signal }), ...endpoints.exchange };
  switch (login.kind) {
    case 'password': {
      const { username, password } = login;
      secrets.keep(password, username);
      const credentials = tokenLogin(place, password, username);
      return fixed(
        credentials,
        credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token',
      );
    }
    case 'aws-role': {
      const aws = { ...(signal && { signal }), ...endpoints.aws };
      const region = parseEcrHost(registry)?.region ?? '';
      const role = webIdentityCredentials({
        ...aws,
        roleArn: login.role,
        region,
        token: () => idTokens(AWS_AUDIENCE),
      });
      return keeping(
        secrets,
        ecrLogins(() => ({
          ...aws,
          credentials: async () => {
            const found = await role();
            secrets.keep(found.secretAccessKey);
            return found.sessionToken ? { ...found, sessionToken: secrets.keep(found.sessionToken) } : found;
          },
        })),
      );
    }
    case 'quay-robot':
      return new RenewedLogin(`the robot ${login.robot}`, async () => {
        const password = await quayToken(login, idTokens, secrets, exchange);
        const ends = claimsOf(password, Expiry)?.exp;
        return {
          credentials: kept(secrets, login.robot, password),
          endsAt: ends === undefined ? Date.now() + QUAY_LIFETIME_MS : ends * 1000,
        };
      });
    case 'docker-hub-connection':
      return new RenewedLogin(`the organisation ${login.username}`, async () => {
        const password = await dockerHubToken(login, idTokens, secrets, exchange);
        const credentials = kept(secrets, login.username, password);
        checkLogin(place, credentials);
        // It may grant less than it was asked for.
        const ends = claimsOf(password, Expiry)?.exp ?? Infinity;
        return {
          credentials,
          endsAt: Math.min(Date.now() + DOCKER_HUB_LIFETIME_SECONDS * 1000, ends * 1000),
        };
      });
  }
}

function kept(secrets: KnownSecrets, username: string, password: Secret): Credentials {
  return { kind: 'password', username, password: secrets.keep(password, username) };
}

function fixed(credentials: Credentials, identity: string): CredentialSource {
  return { find: () => Promise.resolve({ credentials, identity }) };
}

/** Remembers the passwords that a source gives out. */
function keeping(secrets: KnownSecrets, source: CredentialSource): CredentialSource {
  return {
    async find(registry, repository) {
      const found = await source.find(registry, repository);
      if (found?.credentials.kind === 'password') {
        secrets.keep(found.credentials.password, found.credentials.username);
      }
      return found;
    },
  };
}
