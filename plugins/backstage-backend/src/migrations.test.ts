import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { migrationsDirectory } from './database';

jest.setTimeout(60_000);

const now = new Date('2026-01-02T03:04:05.678Z');

async function migrateUpTo(client: Knex, name: string): Promise<void> {
  await client.migrate.up({ directory: migrationsDirectory, name });
}

async function migrateDown(client: Knex): Promise<void> {
  await client.migrate.down({ directory: migrationsDirectory });
}

async function insertTemplate(client: Knex): Promise<string> {
  const id = randomUUID();
  await client('brand_templates').insert({
    id,
    name: `Acme ${id}`,
    description: '',
    brand: '{}',
    created_by: 'user:default/ada',
    created_at: now,
    updated_at: now,
  });
  return id;
}

describe('migrations', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    it('20261120_brand_templates makes the tables of brand templates, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261120_brand_templates.js');

      const template_id = await insertTemplate(client);
      const bytes = Buffer.from([0, 1, 2, 255]);
      const asset = { template_id, path: 'assets/a.png', digest: 'sha256:0', size_bytes: 4, bytes };
      await client('brand_assets').insert(asset);
      await expect(client('brand_assets').insert(asset)).rejects.toThrow();
      await expect(client('brand_assets').insert({ ...asset, template_id: randomUUID() })).rejects.toThrow();
      expect((await client('brand_assets').first('bytes')).bytes).toEqual(bytes);

      await client('brand_templates').where({ id: template_id }).delete();
      expect(await client('brand_assets')).toEqual([]);

      await migrateDown(client);
      expect(await client.schema.hasTable('brand_templates')).toBe(false);
      expect(await client.schema.hasTable('brand_assets')).toBe(false);
    });

    it('20261120_runs makes the tables of runs; a run outlives its template, and a log dies with its run', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261120_brand_templates.js');
      const template_id = await insertTemplate(client);
      await migrateUpTo(client, '20261120_runs.js');

      const id = randomUUID();
      await client('runs').insert({
        id,
        state: 'pending',
        runner: 'scaffolder',
        template_id,
        template_name: 'Acme',
        source: '{}',
        created_by: 'user:default/ada',
        created_at: now,
        steps: '[]',
      });
      await client('run_events').insert([
        { run_id: id, event: '"first"' },
        { run_id: id, event: '"second"' },
      ]);
      const output = {
        run_id: id,
        kind: 'zip',
        name: 'a.zip',
        digest: 'sha256:0',
        // More than 32 bits hold
        size_bytes: 5_000_000_000,
        file: 'f',
        created_at: now,
      };
      await client('run_outputs').insert({ ...output, id: randomUUID() });
      await expect(client('run_outputs').insert({ ...output, id: randomUUID() })).rejects.toThrow();
      expect((await client('run_events').orderBy('id')).map(row => row.event)).toEqual([
        '"first"',
        '"second"',
      ]);
      const [stored] = await client('run_outputs');
      expect(Number(stored.size_bytes)).toBe(5_000_000_000);
      expect(stored.downloads).toBe(0);

      await client('brand_templates').where({ id: template_id }).delete();
      expect(await client('runs').first('template_id', 'template_name')).toEqual({
        template_id: null,
        template_name: 'Acme',
      });
      await client('runs').where({ id }).delete();
      expect(await client('run_events')).toEqual([]);
      expect(await client('run_outputs')).toEqual([]);

      await migrateDown(client);
      expect(await client.schema.hasTable('runs')).toBe(false);
      expect(await client.schema.hasTable('brand_templates')).toBe(true);
    });

    it('20261121_run_event_batches counts the events that are there, and gives a run the id of its last batch', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261120_brand_templates.js');
      await migrateUpTo(client, '20261120_runs.js');
      const run = {
        state: 'running',
        runner: 'scaffolder',
        template_name: 'Acme',
        source: '{}',
        created_by: 'user:default/ada',
        created_at: now,
        steps: '[]',
      };
      const [id, other] = [randomUUID(), randomUUID()];
      await client('runs').insert([
        { ...run, id },
        { ...run, id: other },
      ]);
      await client('run_events').insert([
        { run_id: id, event: '"first"' },
        { run_id: id, event: '"second"' },
      ]);
      await migrateUpTo(client, '20261121_run_event_batches.js');

      const facts = ['last_batch', 'event_count'] as const;
      expect(await client('runs').where({ id }).first(facts)).toEqual({ last_batch: null, event_count: 2 });
      expect(await client('runs').where({ id: other }).first(facts)).toMatchObject({ event_count: 0 });
      const last_batch = randomUUID();
      await client('runs').where({ id }).update({ last_batch });
      expect(await client('runs').where({ id }).first(facts)).toMatchObject({ last_batch });

      await migrateDown(client);
      expect(await client.schema.hasColumn('runs', 'last_batch')).toBe(false);
      expect(await client.schema.hasColumn('runs', 'event_count')).toBe(false);
      expect(await client('runs')).toHaveLength(2);
      expect(await client('run_events')).toHaveLength(2);
    });
  });
});
