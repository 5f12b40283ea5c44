import { digestOf } from '@livery/engine';
import type { Knex } from 'knex';
import type { AssetStorage } from '@livery/backstage-plugin-livery-node';

interface ContentRow {
  digest: string;
  size_bytes: number;
  stored_at: Date | number;
}

/** The tables that refer to contents. */
const users = ['brand_assets', 'brand_template_version_assets', 'library_assets'] as const;

const orphansAtOnce = 100;

/** The bytes of all assets, each once. The database knows which there are; where they lie is up to the storage. */
export class AssetContents {
  readonly #client: Knex;
  readonly #storage: AssetStorage;

  constructor(options: { client: Knex; storage: AssetStorage }) {
    this.#client = options.client;
    this.#storage = options.storage;
  }

  /** Stores bytes before anything refers to them, and gives their digest. */
  async store(bytes: Buffer): Promise<string> {
    const digest = digestOf(bytes);
    const row = { digest, size_bytes: bytes.length, stored_at: new Date() };
    // The time is renewed also for what is there: whoever clears up leaves alone what somebody is about to refer to.
    await this.#client<ContentRow>('asset_contents').insert(row).onConflict('digest').merge(['stored_at']);
    await this.#storage.write(digest, bytes);
    return digest;
  }

  /** Reads bytes, and refuses what is no longer what was stored. */
  async read(digest: string): Promise<Buffer> {
    const bytes = await this.#storage.read(digest);
    if (!bytes || digestOf(bytes) !== digest) {
      throw new Error(`The asset storage ${bytes ? 'gives other bytes for' : 'has lost'} ${digest}.`);
    }
    return bytes;
  }

  /** Removes what nothing has referred to since a moment, and says how many there were. */
  async deleteOrphans(before: Date): Promise<number> {
    let removed = 0;
    for (;;) {
      const orphans = await this.#orphans(this.#client, before).limit(orphansAtOnce).select('digest');
      for (const { digest } of orphans) {
        removed += await this.#deleteOrphan(digest, before);
      }
      if (orphans.length < orphansAtOnce) {
        return removed;
      }
    }
  }

  /** In one transaction: whoever stores the same bytes meanwhile waits for the row, and then writes them anew. */
  async #deleteOrphan(digest: string, before: Date): Promise<number> {
    return this.#client.transaction(async transaction => {
      const deleted = await this.#orphans(transaction, before).where({ digest }).delete();
      if (deleted > 0) {
        await this.#storage.delete(digest);
      }
      return deleted;
    });
  }

  #orphans(client: Knex, before: Date) {
    const query = client<ContentRow>('asset_contents').where('stored_at', '<', before);
    for (const table of users) {
      query.whereNotExists(used => {
        used
          .from(table)
          .select('digest')
          .whereRaw('?? = ??', [`${table}.digest`, 'asset_contents.digest']);
      });
    }
    return query;
  }
}
