import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { migrationsDirectory } from './database';

jest.setTimeout(60_000);

const now = new Date('2026-01-02T03:04:05.678Z');

describe('migrations', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    it('20261122_vault makes the tables of the vault with the beginning of its audit log, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await client.migrate.up({ directory: migrationsDirectory, name: '20261122_vault.js' });

      const bytes = Buffer.from([0, 1, 2, 255]);
      const secret = {
        record_table: 'credentials',
        record_id: randomUUID(),
        owner: 'user:default/ada',
        kind: 'git_https',
        version: 1,
        algorithm: 'A256GCM',
        binding_format: 1,
        key_id: 'main',
        wrapped_key: bytes,
        nonce: bytes,
        ciphertext: bytes,
        tag: bytes,
        commitment: bytes,
      };
      await client('vault_secrets').insert(secret);
      await expect(client('vault_secrets').insert(secret)).rejects.toThrow();
      expect(await client('vault_secrets').first('ciphertext', 'host')).toEqual({
        ciphertext: bytes,
        host: null,
      });
      await client('vault_keys').insert({ id: 'main', first_seen_at: now, last_seen_at: now });
      const [head] = await client('vault_audit_head');
      expect({ ...head, sequence: Number(head.sequence) }).toEqual({
        id: 1,
        sequence: 0,
        hash: '0'.repeat(64),
      });
      const record = {
        sequence: 1,
        at: now.toISOString(),
        actor: 'a',
        action: 'open',
        purpose: 'b',
        outcome: 'done',
        previous_hash: head.hash,
        hash: head.hash,
      };
      await client('vault_audit').insert(record);
      await expect(client('vault_audit').insert(record)).rejects.toThrow();

      await client.migrate.down({ directory: migrationsDirectory });
      for (const table of ['vault_keys', 'vault_secrets', 'vault_audit', 'vault_audit_head']) {
        expect(await client.schema.hasTable(table)).toBe(false);
      }
    });

    it('20261122_credentials makes the tables of credentials, whose tags go with them, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await client.migrate.up({ directory: migrationsDirectory, name: '20261122_credentials.js' });

      const id = randomUUID();
      const credential = {
        id,
        name: 'Bot',
        description: '',
        type: 'git_https',
        metadata: '{}',
        owner: 'user:default/ada',
        revision: 1,
        is_active: true,
        secret_version: 1,
        secret_changed_at: now,
        fingerprint: '0'.repeat(16),
        verification_state: 'unknown',
        created_by: 'user:default/ada',
        created_at: now,
        updated_by: 'user:default/ada',
        updated_at: now,
      };
      await client('credentials').insert(credential);
      await expect(client('credentials').insert({ ...credential, id: randomUUID() })).rejects.toThrow();
      await client('credential_tags').insert({ credential_id: id, tag: 'ci' });
      await client('credentials').where({ id }).delete();
      expect(await client('credential_tags')).toEqual([]);

      await client.migrate.down({ directory: migrationsDirectory });
      expect(await client.schema.hasTable('credentials')).toBe(false);
      expect(await client.schema.hasTable('credential_tags')).toBe(false);
    });
  });
});
