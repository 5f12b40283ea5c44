import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type {
  AuditHead,
  AuditVerdict,
  Page,
  RotationProgress,
  VaultAuditRecord,
  VaultStatus,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import { KeyRotation } from './KeyRotation';
import { CHECKS_TABLE } from './Vault';
import type { VaultAccess } from './VaultAccess';
import type { AuditQuery, VaultService } from './VaultService';

/** The vault for whoever runs the portal, without permissions. */
export class DefaultVaultService implements VaultService {
  readonly #options: { vault: VaultAccess; client: Knex; logger: LoggerService };

  constructor(options: { vault: VaultAccess; client: Knex; logger: LoggerService }) {
    this.#options = options;
  }

  async status(): Promise<VaultStatus> {
    const { vault } = this.#options;
    if (!vault.isConfigured) {
      return { isConfigured: false, hint: vault.hint, keys: [] };
    }
    const { seenKeys, secrets, keys } = vault.get();
    const counts = await secrets.countByKey(CHECKS_TABLE);
    const seen = await seenKeys.list();
    return {
      isConfigured: true,
      keys: seen.map(({ id, firstSeenAt, lastSeenAt }) => ({
        id,
        isActive: id === keys.active.id,
        isConfigured: keys.ids.includes(id),
        secrets: counts.get(id) ?? 0,
        firstSeenAt,
        lastSeenAt,
      })),
    };
  }

  async rotate(activeKey: string, options: ServiceOptions): Promise<RotationProgress> {
    const { vault, client, logger } = this.#options;
    const { active } = vault.get().keys;
    if (active.id !== activeKey) {
      throw new ConflictError(
        `The active key of this backend is '${active.id}', and not '${activeKey}'. Look at the vault again; ` +
          'if several backends disagree, give all of them the same livery.vault.keys first.',
      );
    }
    const rotation = new KeyRotation({ vault: vault.get(), client, logger });
    return rotation.promoteAndRun(nameOfPrincipal(options.credentials));
  }

  async listAudit(query: AuditQuery): Promise<Page<VaultAuditRecord>> {
    return this.#options.vault.get().audit.list(query);
  }

  async verifyAudit(anchor: AuditHead | undefined): Promise<AuditVerdict> {
    return this.#options.vault.get().audit.verify(anchor);
  }
}
