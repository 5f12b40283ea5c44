import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { migrationsDirectory } from '../database';
import { insertCredential } from '../testing/insertCredential';

jest.setTimeout(60_000);

const now = new Date('2026-01-02T03:04:05.678Z');
const common = {
  description: '',
  is_active: true,
  verification_state: 'pending',
  verification_message: '',
  owner: 'user:default/ada',
  revision: 1,
  created_by: 'user:default/ada',
  created_at: now,
  updated_by: 'user:default/ada',
  updated_at: now,
  search_words: ' app',
};

/** Takes the database up to a migration, that one included. */
async function migrateUpTo(client: Knex, last: string): Promise<void> {
  for (const name of readdirSync(migrationsDirectory).sort()) {
    if (name <= last) {
      await client.migrate.up({ directory: migrationsDirectory, name });
    }
  }
}

async function migrateDown(client: Knex, name: string): Promise<void> {
  await client.migrate.down({ directory: migrationsDirectory, name } as Knex.MigratorConfig);
}

describe('migrations', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    it('20261123_git_repositories makes the tables of git repositories, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261123_git_repositories.js');
      const credential_id = await insertCredential(client);
      const row = {
        ...common,
        id: randomUUID(),
        name: 'App',
        url: 'https://github.com/acme/app.git',
        url_key: 'https:github.com/acme/app',
        type: 'https',
        host: 'github.com',
        path_owner: 'acme',
        repo_name: 'app',
        default_branch: 'main',
        credential_id,
        is_experimental: false,
      };
      await client('git_repositories').insert(row);
      await client('git_repository_tags').insert({ repository_id: row.id, tag: 'web' });
      const other = { ...row, id: randomUUID() };
      await expect(client('git_repositories').insert({ ...other, url_key: 'x' })).rejects.toThrow();
      await expect(client('git_repositories').insert({ ...other, name: 'Other' })).rejects.toThrow();
      const key = { host: 'github.com', fingerprint: 'SHA256:x', type: 'ssh-ed25519', key: 'eA==' };
      const approval = { approved_by: common.owner, approved_at: now };
      await client('git_host_keys').insert({ ...key, ...approval });
      await expect(client('git_host_keys').insert({ ...key, ...approval })).rejects.toThrow();

      await client('credentials').where({ id: credential_id }).delete();
      expect(await client('git_repositories').first('credential_id', 'default_branch')).toEqual({
        credential_id: null,
        default_branch: 'main',
      });
      await client('git_repositories').where({ id: row.id }).delete();
      expect(await client('git_repository_tags')).toEqual([]);

      await client('git_repositories').insert({ ...row, credential_id: null });
      await migrateDown(client, '20261123_git_repositories.js');
      for (const table of ['git_repositories', 'git_repository_tags', 'git_host_keys']) {
        expect(await client.schema.hasTable(table)).toBe(false);
      }
      expect(await client.schema.hasTable('credentials')).toBe(true);
    });

    it('20261124_container_registries makes the tables of container registries, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261124_container_registries.js');
      const credential_id = await insertCredential(client);
      const row = {
        ...common,
        id: randomUUID(),
        name: 'GHCR',
        type: 'github_registry',
        host: 'ghcr.io',
        base_image: 'alpine:3',
        target_image: 'acme/app:latest',
        credential_id,
      };
      await client('container_registries').insert(row);
      await client('container_registry_tags').insert({ registry_id: row.id, tag: 'web' });
      await expect(client('container_registries').insert({ ...row, id: randomUUID() })).rejects.toThrow();
      await client('credentials').where({ id: credential_id }).delete();
      expect((await client('container_registries').first('credential_id')).credential_id).toBeNull();
      await client('container_registries').delete();
      expect(await client('container_registry_tags')).toEqual([]);

      await client('container_registries').insert({ ...row, credential_id: null });
      await migrateDown(client, '20261124_container_registries.js');
      for (const table of ['container_registries', 'container_registry_tags']) {
        expect(await client.schema.hasTable(table)).toBe(false);
      }
      expect(await client.schema.hasTable('git_repositories')).toBe(true);
    });
  });
});
