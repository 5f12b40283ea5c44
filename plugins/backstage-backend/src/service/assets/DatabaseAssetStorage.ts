import type { Knex } from 'knex';
import type { AssetStorage } from '@livery/backstage-plugin-livery-node';

interface BytesRow {
  digest: string;
  bytes: Buffer;
}

/** Bytes in the table `asset_bytes`: nothing to set up, and part of every backup of the database. */
export class DatabaseAssetStorage implements AssetStorage {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async write(digest: string, bytes: Buffer): Promise<void> {
    await this.#client<BytesRow>('asset_bytes').insert({ digest, bytes }).onConflict('digest').ignore();
  }

  async read(digest: string): Promise<Buffer | undefined> {
    const row = await this.#client<BytesRow>('asset_bytes').where({ digest }).first();
    return row?.bytes;
  }

  /** The row goes with that of `asset_contents`, in the transaction that deletes it. */
  async delete(): Promise<void> {}
}
