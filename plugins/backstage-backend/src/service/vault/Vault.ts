import { randomBytes } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { LiveryError, messageOf } from '@livery/contracts';
import type { Knex } from 'knex';
import { KEY_BYTES } from '../../vault/aead';
import { open, seal } from '../../vault/envelope';
import { fingerprintOf } from '../../vault/fingerprint';
import type { KeyRing } from '../../vault/KeyRing';
import type { SecretBinding } from '../../vault/SecretBinding';
import { DatabaseAuditLog } from './DatabaseAuditLog';
import { DatabaseKeysStore } from './DatabaseKeysStore';
import { DatabaseSecretsStore, type SecretAddress, type StoredSecret } from './DatabaseSecretsStore';

/** Who the vault is in its own audit log. */
export const VAULT_ACTOR = 'plugin:livery';

/** The rows that prove that a key is the one it was. They are never wrapped with another key. */
export const CHECKS_TABLE = 'vault_keys';

/** Keys that the vault made for itself and keeps like any other secret. */
const ownKeys = { audit: 'audit', fingerprint: 'fingerprint' } as const;

/** Seals secrets, keeps them in the database, and opens them. Rules about who may are not its business. */
export class Vault {
  readonly keys: KeyRing;
  readonly secrets: DatabaseSecretsStore;
  readonly seenKeys: DatabaseKeysStore;
  readonly audit: DatabaseAuditLog;
  readonly #fingerprintKey: Buffer;

  /**
   * Opens the vault: proves that each key is the one it was, and that all keys that secrets need are there.
   *
   * @throws LiveryError `vault-key-invalid`, `vault-key-unknown`
   */
  static async create(options: { client: Knex; keys: KeyRing }): Promise<Vault> {
    const { client, keys } = options;
    const secrets = new DatabaseSecretsStore({ client });
    const seenKeys = new DatabaseKeysStore({ client });
    await requireKnownKeys(keys, secrets);
    for (const id of keys.ids) {
      await proveSame(keys, id, secrets);
    }
    await seenKeys.markSeen(keys.ids, new Date());
    const audit = new DatabaseAuditLog({ client, key: await ownKey(ownKeys.audit, keys, secrets) });
    const fingerprintKey = await ownKey(ownKeys.fingerprint, keys, secrets);
    return new Vault({ keys, secrets, seenKeys, audit, fingerprintKey });
  }

  private constructor(options: {
    keys: KeyRing;
    secrets: DatabaseSecretsStore;
    seenKeys: DatabaseKeysStore;
    audit: DatabaseAuditLog;
    fingerprintKey: Buffer;
  }) {
    this.keys = options.keys;
    this.secrets = options.secrets;
    this.seenKeys = options.seenKeys;
    this.audit = options.audit;
    this.#fingerprintKey = options.fingerprintKey;
  }

  /**
   * Seals a secret, which {@link DatabaseSecretsStore.put} then keeps. Not within a transaction: a key management service
   * may be asked.
   */
  async seal(plaintext: Uint8Array, binding: SecretBinding): Promise<StoredSecret> {
    return {
      binding,
      sealed: await reaching(this.keys.active.id, () => seal(this.keys.active, plaintext, binding)),
    };
  }

  /**
   * Opens the secret of a record. Whoever gets it overwrites it after use.
   *
   * @param binding - as the record says it; not what the row of the secret says
   * @throws LiveryError `secret-unreadable`, `vault-key-unknown`
   */
  async open(binding: SecretBinding): Promise<Buffer> {
    const { sealed } = await this.secrets.get(binding);
    const key = this.keys.get(sealed.keyId);
    return reaching(key.id, () => open(key, sealed, binding));
  }

  /** The same for the same secret; see {@link fingerprintOf}. */
  fingerprint(plaintext: Uint8Array): string {
    return fingerprintOf(this.#fingerprintKey, plaintext);
  }
}

/** Turns what a key provider throws when it cannot be reached into an answer that says so. */
export async function reaching<T>(keyId: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof LiveryError) {
      throw error;
    }
    throw new ServiceUnavailableError(
      `The key '${keyId}' of the vault cannot be used now: ${messageOf(error)}. Nothing was changed. ` +
        'Try again once its provider answers.',
      error,
    );
  }
}

async function requireKnownKeys(keys: KeyRing, secrets: DatabaseSecretsStore): Promise<void> {
  const counts = await secrets.countByKey(CHECKS_TABLE);
  for (const [id, count] of counts) {
    if (!keys.ids.includes(id)) {
      throw new LiveryError('vault-key-unknown', {
        message: `${count} secrets of the vault are sealed with the key '${id}', which livery.vault.keys does not have.`,
        hint: `Add the key '${id}' to livery.vault.keys, behind the first one, and start the backend again.`,
      });
    }
  }
}

/** Seals a known text with a key that is new, and opens that text with one that is not. */
async function proveSame(keys: KeyRing, id: string, secrets: DatabaseSecretsStore): Promise<void> {
  const key = keys.get(id);
  const binding = ownBinding(CHECKS_TABLE, id, 'check');
  if (!(await secrets.find(binding))) {
    await secrets.putIfAbsent({ binding, sealed: await seal(key, Buffer.from('livery'), binding) });
  }
  const { sealed } = await secrets.get(binding);
  try {
    await open(key, sealed, binding);
  } catch (error) {
    throw error instanceof LiveryError
      ? new LiveryError('vault-key-invalid', {
          message: `The key '${id}' of livery.vault.keys is not the key that had this name before: it does not open what that one sealed.`,
          hint: `Put the former key '${id}' back, and give the new one a name of its own, before it in the list.`,
          cause: error,
        })
      : error;
  }
}

async function ownKey(name: string, keys: KeyRing, secrets: DatabaseSecretsStore): Promise<Buffer> {
  const binding = ownBinding('vault', name, 'key');
  if (!(await secrets.find(binding))) {
    const made = randomBytes(KEY_BYTES);
    await secrets.putIfAbsent({ binding, sealed: await seal(keys.active, made, binding) });
    made.fill(0);
  }
  // Also after making one: another backend may have been faster.
  const { sealed } = await secrets.get(binding);
  return open(keys.get(sealed.keyId), sealed, binding);
}

function ownBinding(table: string, id: string, kind: string): SecretBinding & SecretAddress {
  return { table, id, owner: VAULT_ACTOR, kind, version: 1 };
}
