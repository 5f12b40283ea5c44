import type { Secret } from '@livery/images';
import { type ExchangeOptions, exchangeToken } from './exchangeToken';
import type { IdTokens } from './idTokens';
import type { KnownSecrets } from './KnownSecrets';

/** A connection of an organisation of Docker Hub that trusts a workflow. */
export interface DockerHubConnection {
  /** The id that Docker Home shows; it is no secret. */
  readonly connection: string;
}

const SERVICE = 'https://identity.docker.com';

/** Asked for in seconds; from 300 to 3600 can be had. A login is fetched when it is needed, so it need not last. */
export const DOCKER_HUB_LIFETIME_SECONDS = 900;

/**
 * A token of an organisation of Docker Hub, for the token of an identity.
 * https://github.com/docker/login-action#docker-hub and https://www.rfc-editor.org/rfc/rfc8693
 *
 * @throws LiveryError as {@link exchangeToken}, and of the identity
 */
export function dockerHubToken(
  { connection }: DockerHubConnection,
  idTokens: IdTokens,
  secrets: KnownSecrets,
  options: ExchangeOptions = {},
): Promise<Secret> {
  return exchangeToken({
    ...options,
    purpose: 'Logging in to docker.io',
    identity: `the identity of this workflow over the connection ${connection}`,
    service: SERVICE,
    path: '/oauth/token',
    secrets,
    request: async () => {
      const token = await idTokens(SERVICE);
      const form = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: token.reveal(),
        connection_id: connection,
        expires_in: String(DOCKER_HUB_LIFETIME_SECONDS),
      });
      return {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: Buffer.from(form.toString(), 'utf8'),
      };
    },
    hint: 'In Docker Home, check the id of the connection, and that one of its rules names the subject of this workflow and the repository.',
    field: 'access_token',
  });
}
