import type { Knex } from 'knex';
import { toTimestamp } from '../../database';

type Moment = Date | number | string;

interface KeyRow {
  id: string;
  first_seen_at: Moment;
  last_seen_at: Moment;
  promoted_at: Moment | null;
}

/** What the database knows of a key: never the key. */
export interface SeenKey {
  readonly id: string;
  readonly firstSeenAt: string;
  /** When a backend last started with it. */
  readonly lastSeenAt: string;
  /** When it became the one that seals. */
  readonly promotedAt?: string;
}

const table = 'vault_keys';

/** Which keys the backends have had, in the table `vault_keys`. */
export class DatabaseKeysStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async list(): Promise<SeenKey[]> {
    const rows = await this.#client<KeyRow>(table).orderBy('id');
    return rows.map(row => ({
      id: row.id,
      firstSeenAt: toTimestamp(row.first_seen_at),
      lastSeenAt: toTimestamp(row.last_seen_at),
      ...(row.promoted_at !== null && { promotedAt: toTimestamp(row.promoted_at) }),
    }));
  }

  /** Notes that a backend has these keys, and that the first one is its active key. */
  async markSeen(ids: readonly string[], now: Date): Promise<void> {
    await this.#client<KeyRow>(table)
      .insert(ids.map(id => ({ id, first_seen_at: now, last_seen_at: now })))
      .onConflict('id')
      .merge(['last_seen_at']);
    const [active] = ids;
    // Not again when it already was the active one: a backend that is behind must not take it back.
    await this.#client<KeyRow>(table)
      .where({ id: active })
      .whereNull('promoted_at')
      .update({ promoted_at: now });
  }

  /** Makes a key the one that all secrets are wrapped towards. */
  async promote(id: string, now: Date): Promise<void> {
    await this.#client<KeyRow>(table).where({ id }).update({ promoted_at: now });
  }
}
