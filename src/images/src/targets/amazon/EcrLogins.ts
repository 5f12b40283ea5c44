import type { CredentialSource, FoundCredentials } from '../../auth/Credentials';
import { InFlight } from '../../transfer/Limiter';
import { EcrClient, type EcrOptions, type EcrToken } from './EcrClient';
import { parseEcrHost } from './ecrHost';

/** A login that ends sooner is not used again, in milliseconds. A transfer may take an hour. */
const MARGIN_MS = 3_600_000;

/**
 * Logs in to registries of Amazon ECR with access keys of AWS, when a registry wants it. A login lasts for twelve hours and
 * is kept in memory, for each registry one.
 *
 * @param optionsOf - how the API of a registry is reached; undefined leaves the registry to another source
 */
export function ecrLogins(optionsOf: (host: string) => EcrOptions | undefined): CredentialSource {
  const tokens = new Map<string, EcrToken>();
  const logins = new InFlight<EcrToken>();

  async function login(host: string, options: EcrOptions): Promise<EcrToken> {
    const client = new EcrClient(host, options);
    try {
      const token = await client.login();
      tokens.set(host, token);
      return token;
    } finally {
      client.close();
    }
  }

  return {
    async find(registry): Promise<FoundCredentials | undefined> {
      const options = parseEcrHost(registry) && optionsOf(registry);
      if (!options) {
        return undefined;
      }
      const known = tokens.get(registry);
      const isFresh = known !== undefined && known.expiresAt.getTime() - Date.now() > MARGIN_MS;
      const { password, identity } = isFresh
        ? known
        : await logins.run(registry, () => login(registry, options));
      return { credentials: { kind: 'password', username: 'AWS', password }, identity };
    },
  };
}
