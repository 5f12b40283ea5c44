import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { RunEvent } from '@livery/contracts';
import { connectDatabase } from '../../database';
import { DatabaseRunOutputsStore } from '../outputs/DatabaseRunOutputsStore';
import { DatabaseRunsStore } from './DatabaseRunsStore';
import type { RunRecord } from './RunsStore';

jest.setTimeout(60_000);

function draft(createdAt: string): RunRecord {
  return {
    id: randomUUID(),
    state: 'pending',
    runner: 'scaffolder',
    templateName: 'Acme',
    source: { url: 'https://example.com/a.git', ref: 'v1' },
    createdBy: 'user:default/ada',
    createdAt,
    steps: [{ key: 'clone_repo', state: 'pending' }],
  };
}

const at = '2026-01-01T00:00:09.123Z';
const begin: RunEvent = { type: 'run.started', at, steps: ['clone_repo'] };
const end: RunEvent = { type: 'run.finished', at, state: 'completed' };

function line(message: string): RunEvent {
  return { type: 'log', at, level: 'info', message };
}

describe('DatabaseRunsStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function createStores() {
      const knex = await databases.init(databaseId);
      const client = await connectDatabase(mockServices.database({ knex }));
      return {
        runs: new DatabaseRunsStore({ client, maximumEvents: 6 }),
        outputs: new DatabaseRunOutputsStore({ client }),
      };
    }

    it('lists the newest runs first, with the total over all pages', async () => {
      const { runs } = await createStores();
      const all = [1, 2, 3].map(second => draft(`2026-01-01T00:00:0${second}.000Z`));
      for (const run of all) {
        await runs.insert(run);
      }
      const [first, second, third] = all;
      expect(await runs.list({ limit: 2, offset: 0 })).toEqual({ items: [third, second], total: 3 });
      expect(await runs.list({ limit: 2, offset: 2 })).toEqual({ items: [first], total: 3 });
      expect(await runs.get(first!.id)).toEqual(first);
      await expect(runs.get(randomUUID())).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('queues a run with its task, unless the task is already further', async () => {
      const { runs } = await createStores();
      const [slow, fast] = [draft(at), draft(at)];
      await runs.insert(slow);
      await runs.insert(fast);
      expect(await runs.setTask(slow.id, 'task-1')).toMatchObject({ state: 'queued', taskId: 'task-1' });
      await runs.appendEvents(fast.id, { events: [begin] });
      expect(await runs.setTask(fast.id, 'task-2')).toMatchObject({ state: 'running', taskId: 'task-2' });
      expect(await runs.findByTask('task-2')).toMatchObject({ id: fast.id });
      expect(await runs.findByTask('task-3')).toBeUndefined();
      await expect(runs.setTask(slow.id, 'task-2')).rejects.toThrow();
    });

    it('appends all events of a batch or none, and carries the record along', async () => {
      const { runs } = await createStores();
      const run = draft(at);
      await runs.insert(run);
      expect(
        await runs.appendEvents(run.id, { events: [begin, line('\u001b[1mone\u001b[0m')] }),
      ).toMatchObject({
        state: 'running',
        startedAt: at,
      });
      await runs.appendEvents(run.id, { events: [line('two')] });
      const events = await runs.listEvents(run.id, { after: 0, limit: 10 });
      expect(events.map(({ event }) => event)).toEqual([begin, line('one'), line('two')]);
      expect(events.map(({ id }) => id)).toEqual([...events.map(({ id }) => id)].sort((a, b) => a - b));
      expect(await runs.listEvents(run.id, { after: events[1]!.id, limit: 10 })).toEqual([events[2]]);
      expect(await runs.listEvents(run.id, { after: 0, limit: 1 })).toEqual([events[0]]);
      expect(await runs.lastEventIds([run.id, randomUUID()])).toEqual(new Map([[run.id, events[2]!.id]]));

      // The second event comes after the end: the batch is refused as a whole.
      await expect(runs.appendEvents(run.id, { events: [end, line('too late')] })).rejects.toMatchObject({
        name: 'ConflictError',
      });
      expect(await runs.get(run.id)).toMatchObject({ state: 'running' });
      expect(await runs.listUnfinished(10)).toHaveLength(1);

      expect(await runs.appendEvents(run.id, { events: [end] })).toMatchObject({
        state: 'completed',
        finishedAt: at,
      });
      await expect(runs.appendEvents(run.id, { events: [end] })).rejects.toMatchObject({
        name: 'ConflictError',
      });
      expect(await runs.listUnfinished(10)).toEqual([]);
      expect(await runs.listEvents(run.id, { after: 0, limit: 10 })).toHaveLength(4);
      await expect(runs.appendEvents(randomUUID(), { events: [begin] })).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });

    it('knows a batch that is sent again, also one that ended the run', async () => {
      const { runs } = await createStores();
      const run = draft(at);
      await runs.insert(run);
      const [first, last] = [randomUUID(), randomUUID()];
      const batch = { id: first, events: [begin, line('one')] };
      const appended = await runs.appendEvents(run.id, batch);
      expect(await runs.appendEvents(run.id, batch)).toEqual(appended);
      // What others append in between, such as a person who cancels, has no id and changes nothing about that.
      await runs.appendEvents(run.id, { events: [line('two')] });
      await runs.appendEvents(run.id, batch);
      expect(await runs.listEvents(run.id, { after: 0, limit: 10 })).toHaveLength(3);

      const ended = await runs.appendEvents(run.id, { id: last, events: [end] });
      expect(await runs.appendEvents(run.id, { id: last, events: [end] })).toEqual(ended);
      expect(await runs.listEvents(run.id, { after: 0, limit: 10 })).toHaveLength(4);
      await expect(runs.appendEvents(run.id, { id: first, events: [end] })).rejects.toMatchObject({
        name: 'ConflictError',
      });
    });

    it('cuts a log that has grown too long, says so once, and still keeps the end', async () => {
      const { runs } = await createStores();
      const run = draft(at);
      await runs.insert(run);
      await runs.appendEvents(run.id, { events: [1, 2, 3, 4, 5].map(number => line(`${number}`)) });
      await runs.appendEvents(run.id, { events: [line('6'), line('7'), line('8')] });
      expect(await runs.appendEvents(run.id, { events: [begin, line('9')] })).toMatchObject({
        state: 'running',
      });
      await runs.appendEvents(run.id, { events: [line('10'), end] });
      const events = (await runs.listEvents(run.id, { after: 0, limit: 20 })).map(({ event }) => event);
      expect(events.slice(0, 6)).toEqual([1, 2, 3, 4, 5, 6].map(number => line(`${number}`)));
      expect(events.slice(6)).toEqual([
        { type: 'log', at, level: 'warn', message: expect.stringContaining('it has 6 entries') },
        end,
      ]);
    });

    it('closes a run once when two end it at the same moment', async () => {
      const { runs } = await createStores();
      const run = draft(at);
      await runs.insert(run);
      const attempts = await Promise.allSettled([
        runs.appendEvents(run.id, { events: [end] }),
        runs.appendEvents(run.id, { events: [{ ...end, state: 'cancelled' }] }),
      ]);
      expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await runs.listEvents(run.id, { after: 0, limit: 10 })).toHaveLength(1);
    });

    it('keeps outputs with their runs, counts downloads, and refuses an output of a final run', async () => {
      const { runs, outputs } = await createStores();
      const run = draft(at);
      await runs.insert(run);
      const output = {
        id: randomUUID(),
        kind: 'zip' as const,
        name: 'a.zip',
        digest: `sha256:${'a'.repeat(64)}`,
        sizeBytes: 5_000_000_000,
        createdAt: at,
        downloads: 0,
      };
      await outputs.insert(run.id, { ...output, file: 'x/y' });
      expect(await outputs.listByRuns([run.id])).toEqual(new Map([[run.id, [output]]]));
      expect(await outputs.findByName(run.id, 'a.zip')).toEqual({ ...output, file: 'x/y' });
      expect(await outputs.findByName(run.id, 'b.zip')).toBeUndefined();
      await outputs.countDownload(run.id, output.id);
      expect(await outputs.countDownload(run.id, output.id)).toEqual({ ...output, downloads: 2 });
      await expect(outputs.get(randomUUID(), output.id)).rejects.toMatchObject({ name: 'NotFoundError' });

      await runs.appendEvents(run.id, { events: [end] });
      await expect(
        outputs.insert(run.id, { ...output, id: randomUUID(), name: 'b.zip', file: 'z' }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
    });
  });
});
