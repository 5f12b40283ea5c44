import type { Deadline } from './Deadline';
import { errorOf, type Failure } from './failure';
import { describeSeconds } from './retryAfter';
import type { Statistics } from './statistics';

/** How stubborn a client is. */
export interface RetryPolicy {
  /** Tries in a row that get nowhere. */
  readonly tries: number;
  /** The longest wait before the second try, in milliseconds; it doubles with each. */
  readonly firstWaitMs: number;
  /** The longest wait of all, in milliseconds, unless the host asks for more. */
  readonly longestWaitMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { tries: 6, firstWaitMs: 250, longestWaitMs: 15_000 };

/** The tries of one operation. */
export class Tries {
  readonly #policy: RetryPolicy;
  readonly #deadline: Deadline;
  readonly #statistics: Statistics;
  #failed = 0;

  constructor(policy: RetryPolicy, deadline: Deadline, statistics: Statistics) {
    this.#policy = policy;
    this.#deadline = deadline;
    this.#statistics = statistics;
  }

  /** The last try got further than the one before it, so the count starts anew. */
  gotFurther(): void {
    this.#failed = 0;
  }

  /**
   * Waits until it is time for another try.
   *
   * @throws LiveryError of the failure when there is no use in another, or no time; `cancelled`
   */
  async afterFailure(purpose: string, failure: Failure): Promise<void> {
    this.#deadline.throwIfCancelled(purpose);
    this.#failed += 1;
    const waitMs = this.#waitMs(failure);
    if (!failure.retry || this.#failed >= this.#policy.tries) {
      throw errorOf(purpose, failure, this.#failed);
    }
    if (waitMs >= this.#deadline.remainingMs) {
      throw errorOf(purpose, withDeadlineReason(failure, waitMs, this.#deadline), this.#failed);
    }
    this.#statistics.retries += 1;
    this.#statistics.waitedMs += waitMs;
    await this.#deadline.wait(waitMs);
    this.#deadline.throwIfCancelled(purpose);
  }

  /**
   * Any time up to a bound that doubles, so that clients that failed together do not come back together; never sooner than
   * the host asks for. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
   */
  #waitMs(failure: Failure): number {
    const bound = Math.min(this.#policy.longestWaitMs, this.#policy.firstWaitMs * 2 ** (this.#failed - 1));
    const jitterMs = Math.random() * bound;
    return failure.waitMs === undefined ? jitterMs : failure.waitMs + Math.min(jitterMs, failure.waitMs / 10);
  }
}

function withDeadlineReason(failure: Failure, waitMs: number, deadline: Deadline): Failure {
  const allowed = describeSeconds(deadline.allowedMs / 1000);
  const reason =
    failure.waitMs === undefined
      ? `${failure.reason}, and the ${allowed} for it are over`
      : `${failure.reason} and wants ${describeSeconds(waitMs / 1000)} of rest, more than is left of the ${allowed} for it`;
  return { ...failure, reason };
}
