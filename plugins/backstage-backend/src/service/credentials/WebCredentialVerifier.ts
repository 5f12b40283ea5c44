import { request } from 'node:https';
import { rootCertificates } from 'node:tls';
import { AddressRefused, checkLiteral, type Secret } from '@livery/images';
import { type HostRules, hostnameOf } from '../../remotes/HostRules';
import type { CredentialVerifier, Finding, Trial } from './CredentialVerifier';
import type { LentCredential } from './LentCredential';

/** How a secret is sent to an API. */
function headersOf(credential: LentCredential): Record<string, string> | undefined {
  const bearer = (secret: Secret) => ({ authorization: `Bearer ${secret.reveal()}` });
  switch (credential.type) {
    case 'oauth_token':
      return bearer(credential.accessToken);
    case 'api_key':
      // There is no one header for keys: APIs take one of these and pass over the other.
      return { ...bearer(credential.apiKey), 'x-api-key': credential.apiKey.reveal() };
    default:
      return undefined;
  }
}

const refusals: readonly number[] = [401, 403];

/**
 * Tries API keys and OAuth tokens on an address of their host that is not open to everybody: it is asked without and then
 * with the secret. Redirects are not followed, and answers are not read.
 */
export class WebCredentialVerifier implements CredentialVerifier {
  readonly types = ['api_key', 'oauth_token'] as const;
  readonly #rules: HostRules;
  readonly #authorities: string[];

  /** @param options.certificateAuthorities - to trust beside the usual ones, in PEM */
  constructor(options: { rules: HostRules; certificateAuthorities?: string }) {
    this.#rules = options.rules;
    const { certificateAuthorities } = options;
    this.#authorities = certificateAuthorities === undefined ? [] : [certificateAuthorities];
  }

  async verify(credential: LentCredential, { target, signal }: Trial): Promise<Finding> {
    const { host } = credential;
    const headers = headersOf(credential);
    if (host === undefined || !headers) {
      return unknown('It is for no host in particular, so that there is nothing to try it on.');
    }
    if (target === undefined) {
      return unknown(`Name an address on https://${host} that asks for it.`);
    }
    if (!URL.canParse(target)) {
      return unknown('What it should be tried on is no address.');
    }
    const url = new URL(target);
    if (url.protocol !== 'https:' || url.host !== host || url.username !== '' || url.password !== '') {
      return unknown(`It is for https://${host}, and was not sent to another place.`);
    }
    const open = await this.#statusOf(url, {}, signal);
    if (!refusals.includes(open)) {
      return unknown(
        `${host} answers ${open} without it, too. Name an address that is not open to everybody.`,
      );
    }
    const status = await this.#statusOf(url, headers, signal);
    if (refusals.includes(status)) {
      return { state: 'invalid', message: `${host} refuses it with ${status}.` };
    }
    return status >= 200 && status < 300
      ? { state: 'valid', message: `${host} answers ${open} without it and ${status} with it.` }
      : unknown(`${host} answers ${status}, which does not tell whether it takes it.`);
  }

  async #statusOf(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<number> {
    try {
      // Nothing is looked up for an address that stands in the URL itself.
      checkLiteral(hostnameOf(url.host), this.#rules.reachOf(url.host));
      return await new Promise<number>((resolve, reject) => {
        const sent = request(
          url,
          {
            headers,
            signal,
            agent: false,
            lookup: this.#rules.lookupFor(url.host),
            ca: [...rootCertificates, ...this.#authorities],
          },
          response => {
            response.destroy();
            resolve(response.statusCode ?? 0);
          },
        );
        sent.on('error', reject);
        sent.end();
      });
    } catch (error) {
      if (error instanceof AddressRefused) {
        throw new Error(
          `${url.host} leads to an address that the portal does not connect to. An administrator can name it under livery.remotes.privateHosts.`,
          { cause: error },
        );
      }
      throw error;
    }
  }
}

function unknown(message: string): Finding {
  return { state: 'unknown', message };
}
