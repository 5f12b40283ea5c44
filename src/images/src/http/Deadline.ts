import { setTimeout as sleep } from 'node:timers/promises';
import { cancelled } from '@livery/contracts';

/** The time that an operation has, with all its tries and waits, and whoever may cancel it. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal | undefined;
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.#controller.abort();
  /** How long the operation has in all, in milliseconds. */
  readonly allowedMs: number;

  constructor(allowedMs: number, parent?: AbortSignal) {
    this.allowedMs = allowedMs;
    this.#parent = parent;
    this.#endsAt = performance.now() + allowedMs;
    this.#timer = setTimeout(this.#onAbort, allowedMs);
    this.#timer.unref();
    if (parent?.aborted) {
      this.#controller.abort();
    } else {
      // Not AbortSignal.any: what it makes stays in memory as long as the parent lives.
      // https://github.com/nodejs/node/issues/55351
      parent?.addEventListener('abort', this.#onAbort, { once: true });
    }
  }

  /** Fires when time is up and when somebody cancels. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Whether it was not the time that ended the operation. */
  get isCancelled(): boolean {
    return this.#parent?.aborted ?? false;
  }

  /** @throws LiveryError `cancelled` */
  throwIfCancelled(purpose: string): void {
    if (this.isCancelled) {
      throw cancelled(purpose, this.#parent?.reason);
    }
  }

  /** Waits, and stops waiting when time is up or somebody cancels. */
  async wait(durationMs: number): Promise<void> {
    try {
      await sleep(durationMs, undefined, { signal: this.signal });
    } catch {
      // The signal says why, to whoever looks next.
    }
  }

  /** Lets go of the timer and of the parent. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#parent?.removeEventListener('abort', this.#onAbort);
  }
}

/** Runs a task that has so much time. */
export async function withDeadline<T>(
  allowedMs: number,
  parent: AbortSignal | undefined,
  task: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(allowedMs, parent);
  try {
    return await task(deadline);
  } finally {
    deadline.dispose();
  }
}
