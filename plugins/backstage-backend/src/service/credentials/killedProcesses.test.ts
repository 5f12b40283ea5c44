import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  mockCredentials,
  mockServices,
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { NewCredential } from '@livery/backstage-plugin-livery-common';
import createKnex, { type Knex } from 'knex';
import { connectDatabase } from '../../database';
import { createTestCredentials } from '../../testing/createTestCredentials';
import { newKeySecret } from '../../testing/testKeys';

jest.setTimeout(60_000);

const ada = { credentials: mockCredentials.user('user:default/ada') };
const [one, two] = [['one', newKeySecret()] as const, ['two', newKeySecret()] as const];
const host = 'git.example.org';

/** A change that a process has said to be in the database. */
interface Change {
  id: string;
  version: number;
  password: string;
}

/** Starts a process that changes and wraps secrets, with the first key as its active one. */
function startWorker(
  database: Knex.Config,
  keys: (readonly [string, string])[],
  changes: Change[],
): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      resolve(__dirname, '../../testing/credentialsWorker.ts'),
    ],
    {
      env: { ...process.env, LIVERY_TEST_WORK: JSON.stringify({ database, keys }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  createInterface({ input: child.stdout! }).on('line', line => {
    const [id = '', version, password = ''] = line.split(' ');
    changes.push({ id, version: Number(version), password });
  });
  return child;
}

describe('Credentials that backends change and wrap with keys against each other, until these are killed', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  const folder = mkdtempSync(join(tmpdir(), 'livery-killed-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** SQLite is for one process, which is killed all the same. */
  async function databaseOf(databaseId: TestDatabaseId) {
    if (databaseId === 'SQLITE_3') {
      const connection = { filename: join(folder, 'livery.sqlite') };
      return { config: { client: 'better-sqlite3', connection }, workers: 1 };
    }
    const { config } = (await databases.init(databaseId)).client as { config: Knex.Config };
    return { config: { client: 'pg', connection: config.connection }, workers: 2 };
  }

  it.each(databases.eachSupportedId())('CR7: lose nothing, on %s', async databaseId => {
    const { config, workers } = await databaseOf(databaseId);
    const client = createKnex({ ...config, useNullAsDefault: true } as Knex.Config);
    const logger = mockServices.logger.mock();
    const changes: Change[] = [];
    const children: ChildProcess[] = [];
    try {
      await connectDatabase(mockServices.database({ knex: client }));
      const before = await createTestCredentials({ client, keys: [one, two], logger });
      const ids: string[] = [];
      for (let index = 0; index < 6; index++) {
        const secret = { password: 'first' };
        const { id } = await before.service.create(
          NewCredential.parse({ name: `Bot ${index}`, type: 'git_https', host, secret }),
          ada,
        );
        ids.push(id);
      }

      const orders = [
        [one, two],
        [two, one],
      ];
      children.push(...orders.slice(0, workers).map(keys => startWorker(config, keys, changes)));
      // Not before each has done a good deal, and then somewhere in the middle.
      while (changes.length < 40 * workers) {
        expect(children.map(({ exitCode }) => exitCode)).toEqual(children.map(() => null));
        await new Promise(wait => setTimeout(wait, 10));
      }
      await Promise.all(
        children.map(async child => {
          child.kill('SIGKILL');
          await once(child, 'close');
        }),
      );

      const after = await createTestCredentials({ client, keys: [two, one], logger });
      for (const id of ids) {
        const { secretVersion } = await after.store.get(id);
        const own = changes.filter(change => change.id === id);
        const lent = await after.lender.lend({ id, host, actor: 'test', purpose: 'test' });
        const password = lent.type === 'git_https' ? lent.password.reveal() : '';
        const last = Math.max(...own.map(({ version }) => version));
        // A change may be in the database of which the process had no time to tell: one for each of them.
        expect(secretVersion - last).toBeGreaterThanOrEqual(0);
        expect(secretVersion - last).toBeLessThanOrEqual(workers);
        expect(own.find(({ version }) => version === secretVersion)?.password ?? password).toBe(password);
        // No version was given twice.
        expect(new Set(own.map(({ version }) => version)).size).toBe(own.length);
      }
      const progress = await after.rotation.promoteAndRun('test');
      expect(progress).toMatchObject({ activeKey: 'two', failed: 0, remaining: 0 });
      expect(await after.vault.audit.verify()).toMatchObject({ isIntact: true });
      const alone = await createTestCredentials({ client, keys: [two], logger });
      expect((await alone.lender.lend({ id: ids[0]!, host, actor: 'test', purpose: 'test' })).id).toBe(
        ids[0],
      );
    } finally {
      children.forEach(child => child.kill('SIGKILL'));
      await client.destroy();
    }
  });
});
