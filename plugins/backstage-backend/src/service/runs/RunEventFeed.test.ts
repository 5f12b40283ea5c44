import { mockServices } from '@backstage/backend-test-utils';
import { RunEventFeed } from './RunEventFeed';

const never = new AbortController().signal;

function createFeed(lastEventIds: () => Promise<ReadonlyMap<string, number>>) {
  const logger = mockServices.logger.mock();
  const store = { lastEventIds: jest.fn(lastEventIds) };
  return { store, logger, feed: new RunEventFeed({ store, logger, intervalMs: 5 }) };
}

function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

describe('RunEventFeed', () => {
  it('wakes every reader of a run at once when this process appends to its log, and nobody else', async () => {
    const { feed } = createFeed(async () => new Map());
    const [first, second, other] = [feed.watch('a'), feed.watch('a'), feed.watch('b')];
    const othersChange = jest.fn();
    void other.changed(other.version, never).then(othersChange);
    const changes = Promise.all([first.changed(0, never), second.changed(0, never)]);
    feed.notify('a');
    await changes;
    // What changed while a reader was busy is not lost.
    await first.changed(0, never);
    await wait(20);
    expect(othersChange).not.toHaveBeenCalled();
    feed.stop();
  });

  it('asks the database once for all readers, survives its errors, and asks nothing when nobody reads', async () => {
    let lastEventId = 7;
    const { feed, store, logger } = createFeed(async () => new Map([['a', lastEventId]]));
    store.lastEventIds.mockRejectedValueOnce(new Error('database is down'));
    const watches = [feed.watch('a'), feed.watch('a'), feed.watch('b')];
    await watches[0]!.changed(0, never);
    expect(store.lastEventIds).toHaveBeenLastCalledWith(['a', 'b']);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('database is down'));

    const { version } = watches[1]!;
    const change = watches[1]!.changed(version, never);
    lastEventId = 8;
    await change;
    expect(watches[0]!.version).toBe(version + 1);

    for (const watch of watches) {
      watch.close();
      watch.close();
    }
    await wait(20);
    store.lastEventIds.mockClear();
    await wait(20);
    expect(store.lastEventIds).not.toHaveBeenCalled();
  });

  it('lets a reader go that leaves', async () => {
    const { feed } = createFeed(async () => new Map());
    const watch = feed.watch('a');
    const controller = new AbortController();
    const change = watch.changed(watch.version, controller.signal);
    controller.abort();
    await change;
    await watch.changed(watch.version, controller.signal);
    watch.close();
    feed.stop();
  });
});
