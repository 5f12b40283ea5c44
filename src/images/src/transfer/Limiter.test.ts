import { setTimeout as sleep } from 'node:timers/promises';
import { InFlight, Limiter } from './Limiter';

describe('A limiter', () => {
  it('runs so many tasks at a time, in order, and goes on after one that failed', async () => {
    const limiter = new Limiter(2);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const task = (index: number) =>
      limiter.run(async () => {
        started.push(index);
        running += 1;
        most = Math.max(most, running);
        await sleep(1);
        running -= 1;
        if (index === 1) {
          throw new Error('no');
        }
        return index;
      });
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map(task));
    expect(results.map(result => (result.status === 'fulfilled' ? result.value : undefined))).toEqual([
      0,
      undefined,
      2,
      3,
      4,
    ]);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});

describe('Tasks in flight', () => {
  it('run once for all who want the same, and anew for those who come later', async () => {
    const flights = new InFlight<number>();
    let runs = 0;
    const start = async () => {
      runs += 1;
      await sleep(1);
      return runs;
    };
    await expect(
      Promise.all([flights.run('a', start), flights.run('a', start), flights.run('b', start)]),
    ).resolves.toEqual([2, 2, 2]);
    await expect(flights.run('a', start)).resolves.toBe(3);
    const fail = () => Promise.reject(new Error('no'));
    await expect(flights.run('a', fail)).rejects.toThrow('no');
    await expect(flights.run('a', start)).resolves.toBe(4);
  });
});
