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

    it('20261122_brand_template_records gives templates an owner, a revision and words to be found by', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261120_brand_templates.js');
      const id = await insertTemplate(client);
      await client('brand_templates')
        .where({ id })
        .update({ brand: '{"name":"Ácme Chat"}', description: 'For everybody' });
      await migrateUpTo(client, '20261122_brand_template_records.js');

      const row = await client('brand_templates').where({ id }).first();
      expect(row).toMatchObject({ owner: 'user:default/ada', updated_by: 'user:default/ada', revision: 1 });
      expect([Boolean(row.is_default), Boolean(row.is_active)]).toEqual([false, true]);
      for (const word of ['acme', 'chat', 'everybody']) {
        expect(row.search_words).toContain(word);
      }
      const other = await insertTemplate(client);
      await client('brand_templates').where({ id }).update({ is_default: true });
      await expect(
        client('brand_templates').where({ id: other }).update({ is_default: true }),
      ).rejects.toThrow();
      await client('brand_template_tags').insert({ template_id: id, tag: 'blue' });
      await client('brand_templates').where({ id: other }).delete();

      await migrateDown(client);
      expect(await client.schema.hasTable('brand_template_tags')).toBe(false);
      expect(await client.schema.hasColumn('brand_templates', 'search_words')).toBe(false);
      expect(await client('brand_templates')).toHaveLength(1);
    });

    it('20261123_assets keeps each content once, and gives every template its bytes back on the way down', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261120_brand_templates.js');
      const templates = [await insertTemplate(client), await insertTemplate(client)];
      const bytes = Buffer.from([0, 1, 2, 255]);
      for (const template_id of templates) {
        const asset = { template_id, path: 'assets/a.png', digest: 'sha256:0', size_bytes: 4, bytes };
        await client('brand_assets').insert(asset);
      }
      await migrateUpTo(client, '20261123_assets.js');

      expect(await client('asset_bytes')).toEqual([{ digest: 'sha256:0', bytes }]);
      expect(await client('brand_assets').select('template_id', 'media_type', 'kind')).toEqual(
        expect.arrayContaining(
          templates.map(template_id => ({ template_id, media_type: 'image/png', kind: 'other' })),
        ),
      );
      await client('brand_templates').where({ id: templates[0] }).delete();
      expect(await client('brand_assets')).toHaveLength(1);
      expect(await client('asset_contents')).toHaveLength(1);

      await migrateDown(client);
      expect(await client('brand_assets')).toEqual([
        { template_id: templates[1], path: 'assets/a.png', digest: 'sha256:0', size_bytes: 4, bytes },
      ]);
      expect(await client.schema.hasTable('asset_contents')).toBe(false);
    });

    it('20261125_configuration makes the tables of settings, and takes them away again', async () => {
      const client = await databases.init(databaseId);
      await migrateUpTo(client, '20261125_configuration.js');
      const entry = {
        id: randomUUID(),
        key: 'WEBUI_NAME',
        value: 'Acme',
        category: 'general',
        description: '',
        owner: 'user:default/ada',
        revision: 1,
        created_by: 'user:default/ada',
        created_at: now,
        updated_by: 'user:default/ada',
        updated_at: now,
      };
      await client('configuration').insert(entry);
      await expect(client('configuration').insert({ ...entry, id: randomUUID() })).rejects.toThrow();
      await client('configuration_tags').insert({ entry_id: entry.id, tag: 'look' });
      await client('configuration').where({ id: entry.id }).delete();
      expect(await client('configuration_tags')).toEqual([]);

      await migrateDown(client);
      expect(await client.schema.hasTable('configuration')).toBe(false);
      expect(await client.schema.hasTable('configuration_tags')).toBe(false);
    });
  });
});
