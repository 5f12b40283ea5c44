import { fingerprintOf, HostKey } from '@livery/pipeline';
import type { Knex } from 'knex';
import type { HostKeysStore } from './GitRepositoriesStore';

interface HostKeyRow {
  host: string;
  fingerprint: string;
  type: string;
  key: string;
  approved_by: string;
  approved_at: Date | number;
}

/** The keys of hosts in the table `git_host_keys`. */
export class DatabaseHostKeysStore implements HostKeysStore {
  readonly #client: Knex;

  constructor({ client }: { client: Knex }) {
    this.#client = client;
  }

  async list(host: string): Promise<HostKey[]> {
    const rows = await this.#client<HostKeyRow>('git_host_keys').where({ host }).orderBy('type');
    return rows.map(({ type, key }) => HostKey.parse({ type, key }));
  }

  async replace(host: string, keys: readonly HostKey[], approvedBy: string): Promise<void> {
    await this.#client.transaction(async transaction => {
      await transaction<HostKeyRow>('git_host_keys').where({ host }).delete();
      await transaction<HostKeyRow>('git_host_keys').insert(
        keys.map(key => ({
          host,
          fingerprint: fingerprintOf(key),
          type: key.type,
          key: key.key,
          approved_by: approvedBy,
          approved_at: new Date(),
        })),
      );
    });
  }
}
