import type { Deadline } from './Deadline';

/** Requests per second that a host gets from one client when it does not complain. GHCR allows 2,000 a minute. */
const REQUESTS_PER_SECOND = 30;
/** So many may go at once after a rest: more than a usual run has in all. */
const BURST = 100;
const SLOWEST_PER_SECOND = 0.5;
/** After so many good answers in a row a host that had complained is asked faster again. */
const SUCCESSES_TO_SPEED_UP = 5;

/** How fast one host may be asked: a bucket of tokens that all requests to it share, and pauses it asked for. */
export class Pace {
  readonly #now: () => number;
  #tokens = BURST;
  #filledAt: number;
  #perSecond = REQUESTS_PER_SECOND;
  /** Nothing goes out before this moment. */
  #pausedUntil = 0;
  /** Good answers since the last complaint or change of speed. */
  #successes = 0;

  /** @param now - the clock, in milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#filledAt = now();
  }

  /** How long a request that goes out now has to wait, in milliseconds; its token is taken. */
  take(): number {
    const now = this.#now();
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    this.#tokens -= 1;
    const untilToken = this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000;
    return Math.max(0, untilToken, this.#pausedUntil - now);
  }

  /**
   * Waits for the turn of one request.
   *
   * @returns how long that took, in milliseconds
   */
  async turn(deadline: Deadline): Promise<number> {
    const waitMs = this.take();
    if (waitMs === 0) {
      return 0;
    }
    const started = performance.now();
    await deadline.wait(waitMs);
    return performance.now() - started;
  }

  /** The host complained: everybody waits, and then goes on at half the speed. */
  slowDown(pauseMs: number): void {
    const now = this.#now();
    if (now >= this.#pausedUntil) {
      // Once for a burst: the requests that were under way together all get the same complaint.
      this.#perSecond = Math.max(SLOWEST_PER_SECOND, this.#perSecond / 2);
      this.#tokens = Math.min(this.#tokens, 1);
    }
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs);
    this.#successes = 0;
  }

  /** The host answered well. */
  succeeded(): void {
    this.#successes += 1;
    if (this.#successes >= SUCCESSES_TO_SPEED_UP && this.#perSecond < REQUESTS_PER_SECOND) {
      this.#perSecond = Math.min(REQUESTS_PER_SECOND, this.#perSecond * 2);
      this.#successes = 0;
    }
  }
}
