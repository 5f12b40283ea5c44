import type { LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '@livery/contracts';
import type { Knex } from 'knex';
import { rewrap } from '../../vault/envelope';
import type { SecretAddress, StoredSecret } from './DatabaseSecretsStore';
import { CHECKS_TABLE, reaching, type Vault, VAULT_ACTOR } from './Vault';

const batchSize = 100;

/** How far the secrets have come towards the active key. */
export interface RotationProgress {
  readonly activeKey: string;
  /** Wrapped anew now. */
  readonly rewrapped: number;
  /** Could not be opened, and stay as they are. */
  readonly failed: number;
  /** Still wrapped with an older key, those that failed included. */
  readonly remaining: number;
}

/** Wraps the secrets of older keys with the active one. The secrets themselves are not decrypted. */
export class KeyRotation {
  readonly #options: { vault: Vault; client: Knex; logger: LoggerService };

  constructor(options: { vault: Vault; client: Knex; logger: LoggerService }) {
    this.#options = options;
  }

  /**
   * Goes through all secrets once. It can be stopped at any point and run by several backends at once: each secret is one
   * change of one row, which is made only if nobody else changed that row.
   */
  async run(options: { actor?: string; signal?: AbortSignal } = {}): Promise<RotationProgress> {
    const { vault } = this.#options;
    const older = await this.#olderKeys();
    let [rewrapped, failed] = [0, 0];
    let after: SecretAddress | undefined;
    while (older.length > 0 && !options.signal?.aborted) {
      const batch = await vault.secrets.listByKeys(older, {
        limit: batchSize,
        after,
        exceptTable: CHECKS_TABLE,
      });
      for (const secret of batch) {
        const outcome = await this.#rewrap(secret);
        rewrapped += outcome === 'rewrapped' ? 1 : 0;
        failed += outcome === 'failed' ? 1 : 0;
      }
      after = batch.at(-1)?.binding;
      if (batch.length < batchSize) {
        break;
      }
    }
    const counts = await vault.secrets.countByKey(CHECKS_TABLE);
    const remaining = older.reduce((total, id) => total + (counts.get(id) ?? 0), 0);
    const progress = { activeKey: vault.keys.active.id, rewrapped, failed, remaining };
    if (rewrapped > 0 || failed > 0) {
      await this.#record(progress, older, options.actor ?? VAULT_ACTOR);
    }
    return progress;
  }

  /** Goes through all secrets towards the active key of this backend, also when another one was made active later. */
  async promoteAndRun(actor: string): Promise<RotationProgress> {
    const { vault } = this.#options;
    await vault.seenKeys.promote(vault.keys.active.id, new Date());
    return this.run({ actor });
  }

  /**
   * The keys that became active before the one of this backend. While the configuration is being changed, another backend
   * may still have an older key as its active one: it must not wrap everything back.
   */
  async #olderKeys(): Promise<string[]> {
    const { vault } = this.#options;
    const keys = await vault.seenKeys.list();
    const active = keys.find(({ id }) => id === vault.keys.active.id);
    return keys
      .filter(({ id, promotedAt }) => id !== active?.id && (promotedAt ?? '') < (active?.promotedAt ?? ''))
      .map(({ id }) => id);
  }

  async #rewrap(secret: StoredSecret): Promise<'rewrapped' | 'failed' | 'changed'> {
    const { vault, logger } = this.#options;
    const { binding, sealed } = secret;
    try {
      const wrapped = await reaching(sealed.keyId, () =>
        rewrap(vault.keys.get(sealed.keyId), vault.keys.active, sealed, binding),
      );
      return (await vault.secrets.replaceWrapping(secret, wrapped)) ? 'rewrapped' : 'changed';
    } catch (error) {
      logger.error(
        `Could not wrap the secret of ${binding.table} ${binding.id} with the key '${vault.keys.active.id}': ${messageOf(error)}`,
      );
      return 'failed';
    }
  }

  async #record(progress: RotationProgress, older: readonly string[], actor: string): Promise<void> {
    const { vault, client, logger } = this.#options;
    const { rewrapped, failed, activeKey } = progress;
    const detail = `${rewrapped} secrets wrapped with the key ${activeKey} in place of ${older.join(', ')}; ${failed} failed`;
    await client.transaction(transaction =>
      vault.audit.append(transaction, {
        actor,
        action: 'rewrap',
        purpose: 'key rotation',
        outcome: failed > 0 ? 'refused' : 'done',
        detail,
      }),
    );
    logger.info(`Key rotation: ${detail}.`);
  }
}
