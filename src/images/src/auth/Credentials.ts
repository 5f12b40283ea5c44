import type { Secret } from './Secret';

/** What opens a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  /** A long-lived token that the token server changes for short ones. */
  | { readonly kind: 'identity-token'; readonly token: Secret }
  /** A token that the registry itself takes. */
  | { readonly kind: 'registry-token'; readonly token: Secret };

/** Credentials, and how errors call them: `user "robot" of /home/me/.docker/config.json`. Never holds the secret. */
export interface FoundCredentials {
  readonly credentials: Credentials;
  readonly identity: string;
}

/** Where credentials come from. It is asked when a registry wants some, and again when it refuses them. */
export interface CredentialSource {
  /**
   * @param registry - as references name it: `docker.io`, `ghcr.io`, `localhost:5000`
   * @throws LiveryError `credentials-invalid`
   */
  find(registry: string, repository: string): Promise<FoundCredentials | undefined>;
}

/** No credentials for anybody. */
export const anonymous: CredentialSource = { find: () => Promise.resolve(undefined) };

/** The same credentials for one registry, such as those that a vault lent. */
export function fixedCredentials(registry: string, credentials: Credentials): CredentialSource {
  const identity =
    credentials.kind === 'password' ? `user "${credentials.username}"` : 'the token that was given';
  return {
    find: asked => Promise.resolve(asked === registry ? { credentials, identity } : undefined),
  };
}

/** Asks several sources, one after the other. */
export function firstOf(...sources: readonly CredentialSource[]): CredentialSource {
  return {
    async find(registry, repository) {
      for (const source of sources) {
        const found = await source.find(registry, repository);
        if (found) {
          return found;
        }
      }
      return undefined;
    },
  };
}
