import { ConflictError } from '@backstage/errors';
import { mockServices } from '@backstage/backend-test-utils';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import { LostRuns } from './LostRuns';
import { RunEventFeed } from './RunEventFeed';
import type { RunRecord, RunsStore } from './RunsStore';
import { ScaffolderTasks } from './ScaffolderTasks';

const now = Date.parse('2026-01-01T12:00:00Z');
const run: RunRecord = {
  id: '5b1c1d1a-6f0e-4a52-9d0a-0c9b4d3a7e11',
  state: 'running',
  runner: 'scaffolder',
  templateName: 'Acme',
  source: { upstream: 'demo' },
  taskId: 'task-1',
  createdBy: 'user:default/ada',
  createdAt: '2026-01-01T11:59:00.000Z',
  steps: [],
};

function setUp(record: RunRecord) {
  const scaffolder = scaffolderServiceMock.mock();
  const appendEvents = jest.fn<
    ReturnType<RunsStore['appendEvents']>,
    Parameters<RunsStore['appendEvents']>
  >();
  const runs = { listUnfinished: async () => [record], appendEvents } as unknown as RunsStore;
  const logger = mockServices.logger.mock();
  const lostRuns = new LostRuns({
    runs,
    tasks: new ScaffolderTasks({ scaffolder, auth: mockServices.auth({ pluginId: 'livery' }) }),
    feed: new RunEventFeed({ store: { lastEventIds: async () => new Map() }, logger }),
    logger,
  });
  return { scaffolder, appendEvents, logger, lostRuns };
}

function task(status: string, lastHeartbeatAt?: string) {
  return { id: 'task-1', status, lastHeartbeatAt, createdAt: run.createdAt, spec: {} } as never;
}

function notFound(): Error {
  return Object.assign(new Error('gone'), { name: 'NotFoundError' });
}

describe('LostRuns', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  });
  afterEach(() => jest.useRealTimers());

  it.each([
    ['has ended without a report', task('completed'), 'failed', 'without reporting the end'],
    ['was cancelled', task('cancelled'), 'cancelled', 'was cancelled'],
    ['failed', task('failed'), 'failed', 'failed: No disk left.'],
    [
      'fell silent',
      task('processing', '2026-01-01T11:57:00Z'),
      'failed',
      'last sign of life at 2026-01-01T11:57',
    ],
    ['is unknown', undefined, 'failed', 'no longer knows the task task-1'],
  ])('closes a run whose task %s', async (_name, answer, state, message) => {
    const { scaffolder, appendEvents, lostRuns } = setUp(run);
    scaffolder.getTask.mockImplementation(async () => {
      if (!answer) {
        throw notFound();
      }
      return answer;
    });
    scaffolder.getLogs.mockResolvedValue([
      { type: 'log', body: { message: 'x' } },
      { type: 'completion', body: { message: 'failed', error: { message: 'No disk left.' } } },
    ] as never);
    await lostRuns.close();
    expect(appendEvents).toHaveBeenCalledWith(run.id, {
      events: [
        {
          type: 'run.finished',
          at: '2026-01-01T12:00:00.000Z',
          state,
          error: {
            code: state === 'cancelled' ? 'cancelled' : 'runner-lost',
            message: expect.stringContaining(message),
            hint: expect.stringMatching(/\.$/),
          },
        },
      ],
    });
  });

  it.each([
    ['waits for a worker', task('open')],
    ['shows signs of life', task('processing', '2026-01-01T11:59:59Z')],
  ])('leaves a run alone whose task %s', async (_name, answer) => {
    const { scaffolder, appendEvents, lostRuns } = setUp(run);
    scaffolder.getTask.mockResolvedValue(answer);
    await lostRuns.close();
    expect(appendEvents).not.toHaveBeenCalled();
  });

  it('closes a run that was never handed over, but not while that may still happen', async () => {
    const fresh = setUp({ ...run, taskId: undefined });
    await fresh.lostRuns.close();
    expect(fresh.appendEvents).not.toHaveBeenCalled();

    const old = setUp({ ...run, taskId: undefined, createdAt: '2026-01-01T11:00:00.000Z' });
    await old.lostRuns.close();
    expect(old.appendEvents).toHaveBeenCalledTimes(1);
  });

  it('waits when the scaffolder cannot be asked, and lets a runner win that reports its end just now', async () => {
    const unreachable = setUp(run);
    unreachable.scaffolder.getTask.mockRejectedValue(new Error('connection refused'));
    await unreachable.lostRuns.close();
    expect(unreachable.appendEvents).not.toHaveBeenCalled();
    expect(unreachable.logger.warn).toHaveBeenCalledWith(expect.stringContaining('connection refused'));

    const finished = setUp(run);
    finished.scaffolder.getTask.mockResolvedValue(task('completed'));
    finished.appendEvents.mockRejectedValue(new ConflictError('closed'));
    await finished.lostRuns.close();
    expect(finished.logger.warn).not.toHaveBeenCalled();
  });
});
