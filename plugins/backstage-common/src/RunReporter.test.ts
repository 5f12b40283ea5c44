import type { RunEvent } from '@livery/contracts';
import { LiveryResponseError } from './http/refusal';
import { RunReporter } from './RunReporter';
import type { RunEventBatch } from './schemas';

const at = '2026-01-01T00:00:00.000Z';
const end: RunEvent = { type: 'run.finished', at, state: 'completed' };

function line(index: number): RunEvent {
  return { type: 'log', at, level: 'info', message: `line ${index}` };
}

function setUp() {
  const reportRunEvents = jest.fn(async (_runId: string, _batch: RunEventBatch): Promise<void> => {});
  const onFailure = jest.fn();
  const reporter = new RunReporter({
    client: { reportRunEvents },
    runId: 'run',
    onFailure,
    retryDelaysMs: [1, 1],
  });
  return { reportRunEvents, onFailure, reporter };
}

describe('RunReporter', () => {
  it('reports everything once and in order, in batches, one request at a time', async () => {
    const { reportRunEvents, reporter } = setUp();
    let underWay = 0;
    const received: RunEvent[] = [];
    reportRunEvents.mockImplementation(async (_runId, { events }) => {
      underWay += 1;
      expect(underWay).toBe(1);
      await new Promise(resolve => setTimeout(resolve, 2));
      received.push(...events);
      underWay -= 1;
    });
    const events = Array.from({ length: 250 }, (_, index) => line(index));
    for (const event of events) {
      reporter.report(event);
    }
    await reporter.flush();
    expect(received).toEqual(events);
    expect(reportRunEvents.mock.calls.map(([, batch]) => batch.events.length)).toEqual([1, 100, 100, 49]);
    expect(new Set(reportRunEvents.mock.calls.map(([, { id }]) => id)).size).toBe(4);

    reporter.report(end);
    await reporter.flush();
    expect(received.at(-1)).toEqual(end);
  });

  it('sends the same batch again when the backend is away for a moment', async () => {
    const { reportRunEvents, onFailure, reporter } = setUp();
    reportRunEvents
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockRejectedValueOnce(new LiveryResponseError(503, 'Not now.'));
    reporter.report(line(1));
    await reporter.flush();
    const [first, second, third] = reportRunEvents.mock.calls.map(([, batch]) => batch);
    expect(first).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), events: [line(1)] });
    expect([second, third]).toEqual([first, first]);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('gives up at a refusal, and after a few tries; then it says so once and reports no more', async () => {
    for (const [error, tries] of [
      [new LiveryResponseError(403, 'No.'), 1],
      [new TypeError('fetch failed'), 3],
    ] as const) {
      const { reportRunEvents, onFailure, reporter } = setUp();
      reportRunEvents.mockRejectedValue(error);
      reporter.report(line(1));
      reporter.report(line(2));
      await expect(reporter.flush()).rejects.toBe(error);
      reporter.report(line(3));
      await expect(reporter.flush()).rejects.toBe(error);
      expect(reportRunEvents).toHaveBeenCalledTimes(tries);
      expect(onFailure.mock.calls).toEqual([[error]]);
    }
  });
});
