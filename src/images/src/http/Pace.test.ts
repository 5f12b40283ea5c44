import { Deadline } from './Deadline';
import { Pace } from './Pace';

describe('The pace of requests to one host', () => {
  let now = 0;
  const start = () => new Pace(() => now);
  const take = (pace: Pace, count: number) => [...Array(count).keys()].map(() => Math.round(pace.take()));

  it('lets a usual run go at once, and slows down what would be a flood', () => {
    const pace = start();
    expect(new Set(take(pace, 100))).toEqual(new Set([0]));
    // 30 a second
    expect(take(pace, 3)).toEqual([33, 67, 100]);
    now += 1000;
    expect(take(pace, 28)).toEqual([...Array(27).fill(0), 33]);
  });

  it('pauses as the host asks, halves once for a burst of complaints, and speeds up again', () => {
    const pace = start();
    pace.slowDown(60);
    pace.slowDown(40);
    expect(take(pace, 1)).toEqual([60]);
    now += 60;
    // 15 a second: one came in the pause, nearly
    expect(take(pace, 2)).toEqual([7, 73]);
    for (let success = 0; success < 5; success += 1) {
      pace.succeeded();
    }
    now += 73;
    // 30 again
    const [, one, two] = take(pace, 3);
    expect([33, 34]).toContain(two! - one!);
  });

  it('lets nobody wait beyond the end', async () => {
    const pace = new Pace();
    pace.slowDown(60_000);
    const short = new Deadline(20);
    await expect(pace.turn(short)).resolves.toBeLessThan(10_000);
    short.dispose();
  });
});
