import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { LiveryError } from '@livery/contracts';
import type { Knex } from 'knex';
import type { KeyProvider } from '@livery/backstage-plugin-livery-node';
import { type KeyEntry, KeyRing } from '../../vault/KeyRing';
import { localKeyProvider } from '../../vault/LocalKeyProvider';
import { DatabaseSecretsStore } from './DatabaseSecretsStore';
import { CHECKS_TABLE, Vault } from './Vault';
import { VaultAccess } from './VaultAccess';

/**
 * Opens the vault when the backend starts. A portal without a key starts without a vault, and says so.
 *
 * @param options.providers - those that modules brought, beside `local`
 * @throws InputError with wrong keys: the backend must not start
 */
export async function openVault(options: {
  client: Knex;
  keys: readonly KeyEntry[];
  providers: readonly KeyProvider[];
  logger: LoggerService;
}): Promise<VaultAccess> {
  const { client, keys, providers, logger } = options;
  const [first, ...others] = keys;
  if (!first) {
    const counts = await new DatabaseSecretsStore({ client }).countByKey(CHECKS_TABLE);
    const access = new VaultAccess({ needed: [...counts.keys()].sort() });
    logger.warn(`The vault has no key, so that nobody can use credentials. ${access.hint}`);
    return access;
  }
  try {
    const ring = await KeyRing.create([first, ...others], [localKeyProvider, ...providers]);
    return new VaultAccess({ vault: await Vault.create({ client, keys: ring }) });
  } catch (error) {
    // Backstage shows the message of what stops it, and no hint.
    throw error instanceof LiveryError ? new InputError(error.toParagraph()) : error;
  }
}
