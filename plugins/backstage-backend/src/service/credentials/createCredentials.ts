import type {
  AuditorService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { credentialUsePermission } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import type { KeyProvider } from '@livery/backstage-plugin-livery-node';
import type { CredentialSource } from '../../remotes/CredentialSource';
import type { KeyEntry } from '../../vault/KeyRing';
import { RecordGate } from '../records/RecordGate';
import { AuthorizedVaultService } from '../vault/AuthorizedVaultService';
import { DefaultVaultService } from '../vault/DefaultVaultService';
import { KeyRotation } from '../vault/KeyRotation';
import { openVault } from '../vault/openVault';
import { AuthorizedCredentialsService } from './AuthorizedCredentialsService';
import { CredentialCare, type Notifier } from './CredentialCare';
import { CredentialLender } from './CredentialLender';
import { type CredentialUser, CredentialUses } from './CredentialUses';
import { type CredentialVerifier, CredentialVerifiers } from './CredentialVerifier';
import { DatabaseCredentialsStore } from './DatabaseCredentialsStore';
import { DefaultCredentialsService } from './DefaultCredentialsService';
import { credentialResourceRef, credentialResourceType } from './resource';

/** What credentials and their vault are made from. */
export interface CredentialsOptions {
  client: Knex;
  /** `livery.vault.keys` */
  keys: readonly KeyEntry[];
  keyProviders: readonly KeyProvider[];
  /** Who tries credentials on their hosts. */
  verifiers: readonly CredentialVerifier[];
  /** The kinds of records that refer to credentials. */
  users: readonly CredentialUser[];
  auditor: AuditorService;
  logger: LoggerService;
  notifications: Notifier;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
}

/** Puts the vault and the credentials together. */
export async function createCredentials(options: CredentialsOptions) {
  const { auditor, client, keys, keyProviders, logger, notifications, permissions, permissionsRegistry } =
    options;
  const vault = await openVault({ client, keys, providers: keyProviders, logger });
  const store = new DatabaseCredentialsStore({ client });
  const care = new CredentialCare({ store, vault, notifications, logger });
  const lender = new CredentialLender({ store, vault, client, auditor, logger, care });
  permissionsRegistry.addResourceType(credentialResourceType(store));
  const gate = new RecordGate({ permissions, permissionsRegistry, resourceRef: credentialResourceRef });

  return {
    credentials: new AuthorizedCredentialsService({
      inner: new DefaultCredentialsService({
        store,
        vault,
        lender,
        verifiers: new CredentialVerifiers(options.verifiers),
        uses: new CredentialUses(options.users),
        care,
      }),
      permissions,
      gate,
    }),
    vault: new AuthorizedVaultService({
      inner: new DefaultVaultService({ vault, client, logger }),
      permissions,
    }),
    /** Where other records get the secrets that they refer to. */
    credentialSource: {
      describe: (id, caller) => gate.read(credentialUsePermission, () => store.get(id), caller),
      lend: request => lender.lend(request),
    } satisfies CredentialSource,
    credentialCare: care,
    /** Wraps secrets of older keys with the active one; nothing without a key. */
    async rotateKeys(signal?: AbortSignal): Promise<void> {
      if (vault.isConfigured) {
        await new KeyRotation({ vault: vault.get(), client, logger }).run({ signal });
      }
    },
  };
}
