import { type DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** The folder of the migrations, for knex. */
export const migrationsDirectory = resolvePackagePath(
  '@livery/backstage-plugin-livery-backend',
  'migrations',
);

/** Connects to the database of the plugin and brings its tables up to date. */
export async function connectDatabase(database: DatabaseService): Promise<Knex> {
  const client = await database.getClient();
  if (!database.migrations?.skip) {
    await client.migrate.latest({ directory: migrationsDirectory });
  }
  return client;
}

/**
 * A moment as the schemas write it. PostgreSQL gives a `Date`, SQLite the milliseconds that knex stored.
 */
export function toTimestamp(value: Date | number | string): string {
  return new Date(value).toISOString();
}
