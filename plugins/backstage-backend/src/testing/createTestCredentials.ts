import type { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { CredentialCare, type Notifier } from '../service/credentials/CredentialCare';
import { CredentialLender } from '../service/credentials/CredentialLender';
import { type CredentialUser, CredentialUses } from '../service/credentials/CredentialUses';
import { type CredentialVerifier, CredentialVerifiers } from '../service/credentials/CredentialVerifier';
import { DatabaseCredentialsStore } from '../service/credentials/DatabaseCredentialsStore';
import { DefaultCredentialsService } from '../service/credentials/DefaultCredentialsService';
import { KeyRotation } from '../service/vault/KeyRotation';
import { Vault } from '../service/vault/Vault';
import { VaultAccess } from '../service/vault/VaultAccess';
import { ringOf } from './testKeys';

const auditor: AuditorService = {
  createEvent: async () => ({ success: async () => {}, fail: async () => {} }),
};

/** Credentials and their vault as one backend has them, without permissions and routes. */
export async function createTestCredentials(options: {
  client: Knex;
  keys: Parameters<typeof ringOf>;
  logger: LoggerService;
  notifications?: Notifier;
  verifiers?: CredentialVerifier[];
  users?: CredentialUser[];
  betweenTrialsMs?: number;
}) {
  const { client, keys, logger, notifications = { send: async () => {} } } = options;
  const vault = await Vault.create({ client, keys: await ringOf(...keys) });
  const access = new VaultAccess({ vault });
  const store = new DatabaseCredentialsStore({ client });
  const care = new CredentialCare({ store, vault: access, notifications, logger });
  const lender = new CredentialLender({ store, vault: access, client, auditor, logger, care });
  const service = new DefaultCredentialsService({
    store,
    vault: access,
    lender,
    verifiers: new CredentialVerifiers(options.verifiers ?? []),
    uses: new CredentialUses(options.users ?? []),
    care,
    betweenTrialsMs: options.betweenTrialsMs ?? 0,
  });
  return {
    vault,
    store,
    lender,
    care,
    service,
    rotation: new KeyRotation({ vault, client, logger }),
  };
}
