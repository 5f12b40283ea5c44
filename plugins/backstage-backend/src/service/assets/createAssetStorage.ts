import type { AssetStorage } from '@livery/backstage-plugin-livery-node';
import type { Knex } from 'knex';
import { DatabaseAssetStorage } from './DatabaseAssetStorage';
import { FileSystemAssetStorage } from './FileSystemAssetStorage';

/** The storage that the configuration asks for: a folder, or else the database. */
export async function createAssetStorage(
  { directory }: { directory?: string },
  client: Knex,
): Promise<AssetStorage> {
  return directory === undefined
    ? new DatabaseAssetStorage({ client })
    : FileSystemAssetStorage.create({ directory });
}
