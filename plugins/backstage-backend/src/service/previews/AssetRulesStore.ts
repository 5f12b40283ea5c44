import { AssetRule, type AssetRules, type RevisionMatch } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import { toTimestamp } from '../../database';
import { lockRevision } from '../records/revisions';

interface AssetRulesRow {
  id: string;
  rules: string;
  revision: number;
  updated_by: string;
  updated_at: Date | number;
}

const table = 'asset_rules';
/** There is one list for all brands. */
const id = 'all';

/** What brands have to bring, in the table `asset_rules`. */
export class AssetRulesStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async get(): Promise<AssetRules> {
    const row = (await this.#client<AssetRulesRow>(table).where({ id }).first()) as AssetRulesRow;
    return {
      rules: z.array(AssetRule).parse(JSON.parse(row.rules)),
      revision: row.revision,
      updatedBy: row.updated_by,
      updatedAt: toTimestamp(row.updated_at),
    };
  }

  async put(rules: readonly AssetRule[], revision: RevisionMatch, updatedBy: string): Promise<AssetRules> {
    await this.#client.transaction(async transaction => {
      const row = await lockRevision<AssetRulesRow>(transaction, {
        table,
        id,
        kind: 'list of asset rules',
        revision,
      });
      await transaction<AssetRulesRow>(table)
        .where({ id })
        .update({
          rules: JSON.stringify(rules),
          revision: row.revision + 1,
          updated_by: updatedBy,
          updated_at: new Date(),
        });
    });
    return this.get();
  }
}
