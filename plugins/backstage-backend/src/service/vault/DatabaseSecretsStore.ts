import { LiveryError } from '@livery/contracts';
import type { Knex } from 'knex';
import type { SealedSecret } from '../../vault/envelope';
import type { SecretBinding } from '../../vault/SecretBinding';

interface SecretRow {
  record_table: string;
  record_id: string;
  owner: string;
  kind: string;
  host: string | null;
  version: number;
  algorithm: string;
  binding_format: number;
  key_id: string;
  wrapped_key: Buffer;
  nonce: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
  commitment: Buffer;
}

/** A sealed secret, and what its row says that it belongs to. */
export interface StoredSecret {
  readonly binding: SecretBinding;
  readonly sealed: SealedSecret;
}

/** What a secret is found by. */
export type SecretAddress = Pick<SecretBinding, 'table' | 'id'>;

const table = 'vault_secrets';

/** Sealed secrets in the table `vault_secrets`. */
export class DatabaseSecretsStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async find({ table: record_table, id }: SecretAddress): Promise<StoredSecret | undefined> {
    const [row] = await this.#client<SecretRow>(table).where({ record_table, record_id: id });
    return row && toStored(row);
  }

  /** @throws LiveryError `secret-unreadable` if there is none */
  async get(address: SecretAddress): Promise<StoredSecret> {
    const stored = await this.find(address);
    if (!stored) {
      throw new LiveryError('secret-unreadable', {
        message: `The vault has no secret for ${address.table} ${address.id}.`,
        hint: 'Enter the secret again.',
      });
    }
    return stored;
  }

  /** Keeps a secret in place of the one that the record has. */
  async put(transaction: Knex.Transaction, stored: StoredSecret): Promise<void> {
    await transaction<SecretRow>(table)
      .insert(toRow(stored))
      .onConflict(['record_table', 'record_id'])
      .merge();
  }

  /** Keeps a secret unless the record has one. */
  async putIfAbsent(stored: StoredSecret): Promise<void> {
    await this.#client<SecretRow>(table)
      .insert(toRow(stored))
      .onConflict(['record_table', 'record_id'])
      .ignore();
  }

  async remove(transaction: Knex.Transaction, { table: record_table, id }: SecretAddress): Promise<void> {
    await transaction<SecretRow>(table).where({ record_table, record_id: id }).delete();
  }

  /**
   * Puts another wrapping in place of the one that was read. Nothing is locked meanwhile, which would be long where a key
   * management service is asked: a secret that somebody else replaced, removed or wrapped in the meantime stays as it is.
   *
   * @returns whether it was still the one that was read
   */
  async replaceWrapping(before: StoredSecret, after: SealedSecret): Promise<boolean> {
    const { table: record_table, id: record_id, version } = before.binding;
    const changed = await this.#client<SecretRow>(table)
      .where({ record_table, record_id, version, key_id: before.sealed.keyId, nonce: before.sealed.nonce })
      .update({ key_id: after.keyId, wrapped_key: after.wrappedKey });
    return changed === 1;
  }

  /** Secrets that these keys wrap, in the order of their addresses, after one of them. */
  async listByKeys(
    keyIds: readonly string[],
    options: { limit: number; after?: SecretAddress; exceptTable: string },
  ): Promise<StoredSecret[]> {
    const { after, limit, exceptTable } = options;
    const query = this.#client<SecretRow>(table)
      .whereIn('key_id', [...keyIds])
      .whereNot('record_table', exceptTable);
    if (after) {
      // Both databases compare rows like single values.
      query.whereRaw('(record_table, record_id) > (?, ?)', [after.table, after.id]);
    }
    const rows = await query.orderBy(['record_table', 'record_id']).limit(limit);
    return rows.map(toStored);
  }

  /** How many secrets each key wraps. */
  async countByKey(exceptTable: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#client(table)
      .whereNot('record_table', exceptTable)
      .groupBy('key_id')
      .select('key_id')
      .count<{ key_id: string; total: number | string }[]>({ total: '*' });
    return new Map(rows.map(row => [row.key_id, Number(row.total)]));
  }
}

function toStored(row: SecretRow): StoredSecret {
  return {
    binding: {
      table: row.record_table,
      id: row.record_id,
      owner: row.owner,
      kind: row.kind,
      host: row.host ?? undefined,
      version: row.version,
    },
    sealed: {
      algorithm: row.algorithm,
      bindingFormat: row.binding_format,
      keyId: row.key_id,
      wrappedKey: row.wrapped_key,
      nonce: row.nonce,
      ciphertext: row.ciphertext,
      tag: row.tag,
      commitment: row.commitment,
    },
  };
}

function toRow({ binding, sealed }: StoredSecret): SecretRow {
  return {
    record_table: binding.table,
    record_id: binding.id,
    owner: binding.owner,
    kind: binding.kind,
    // null, so that merge() takes away the host that was there
    host: binding.host ?? null,
    version: binding.version,
    algorithm: sealed.algorithm,
    binding_format: sealed.bindingFormat,
    key_id: sealed.keyId,
    wrapped_key: sealed.wrappedKey,
    nonce: sealed.nonce,
    ciphertext: sealed.ciphertext,
    tag: sealed.tag,
    commitment: sealed.commitment,
  };
}
