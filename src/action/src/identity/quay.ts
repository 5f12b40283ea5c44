import { Secret } from '@livery/images';
import { type ExchangeOptions, exchangeToken } from './exchangeToken';
import type { IdTokens } from './idTokens';
import type { KnownSecrets } from './KnownSecrets';

/** A robot of Quay that trusts a workflow. */
export interface QuayRobot {
  readonly registry: string;
  /** `namespace+name`. */
  readonly robot: string;
}

/**
 * The password of a robot for an hour, for the token of an identity that it is federated with.
 * https://docs.redhat.com/en/documentation/red_hat_quay/3/html/manage_red_hat_quay/keyless-authentication-robot-accounts
 *
 * @throws LiveryError as {@link exchangeToken}, and of the identity
 */
export function quayToken(
  { registry, robot }: QuayRobot,
  idTokens: IdTokens,
  secrets: KnownSecrets,
  options: ExchangeOptions = {},
): Promise<Secret> {
  return exchangeToken({
    ...options,
    purpose: `Logging in to ${registry} as the robot ${robot}`,
    identity: 'the identity of this workflow',
    service: `https://${registry}`,
    path: '/oauth2/federation/robot/token',
    secrets,
    request: async () => {
      // Quay compares issuer and subject, and no audience; one of its own keeps the token from being used elsewhere.
      const token = await idTokens(`https://${registry}`);
      const pair = Buffer.from(`${robot}:${token.reveal()}`, 'utf8').toString('base64');
      const authorization = secrets.keep(new Secret(pair));
      return { method: 'GET', authorization: new Secret(`Basic ${authorization.reveal()}`) };
    },
    hint: `In Quay, set up the federation of ${robot} with the issuer https://token.actions.githubusercontent.com and the subject of this workflow.`,
    field: 'token',
  });
}
