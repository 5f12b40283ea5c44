import type { LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '@livery/contracts';
import type { RunsStore } from './RunsStore';

interface Topic {
  /** Grows with each sign of new events. */
  version: number;
  /** The newest event id that the poller has seen. */
  lastEventId: number;
  watches: number;
  wake: Set<() => void>;
}

/** Watches one run for new events. */
export interface RunWatch {
  readonly version: number;
  /** Resolves as soon as the version differs from the one given, or the signal aborts. */
  changed(version: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Tells readers that a run has new events, whichever backend appended them.
 *
 * An append in this process wakes its readers at once. For those of other processes there is one query per
 * interval over all runs that somebody reads, however many readers there are, and none when nobody reads.
 */
export class RunEventFeed {
  readonly #store: Pick<RunsStore, 'lastEventIds'>;
  readonly #logger: LoggerService;
  readonly #intervalMs: number;
  readonly #topics = new Map<string, Topic>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: {
    store: Pick<RunsStore, 'lastEventIds'>;
    logger: LoggerService;
    intervalMs?: number;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#intervalMs = options.intervalMs ?? 1000;
  }

  /** Says that this process appended to the log of a run. */
  notify(runId: string): void {
    const topic = this.#topics.get(runId);
    if (topic) {
      advance(topic);
    }
  }

  /** Begins to watch a run. Close the watch when done. */
  watch(runId: string): RunWatch {
    const topic = this.#topics.get(runId) ?? { version: 0, lastEventId: 0, watches: 0, wake: new Set() };
    topic.watches += 1;
    this.#topics.set(runId, topic);
    this.#schedule();
    let isOpen = true;
    return {
      get version() {
        return topic.version;
      },
      changed: (version, signal) => waitForChange(topic, version, signal),
      close: () => {
        if (isOpen) {
          isOpen = false;
          topic.watches -= 1;
          if (topic.watches === 0) {
            this.#topics.delete(runId);
          }
        }
      },
    };
  }

  /** Stops the poller. Readers wake only by appends of this process from here on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer === undefined && !this.#stopped && this.#topics.size > 0) {
      this.#timer = setTimeout(() => void this.#poll(), this.#intervalMs).unref();
    }
  }

  async #poll(): Promise<void> {
    try {
      const lastEventIds = await this.#store.lastEventIds([...this.#topics.keys()]);
      for (const [runId, lastEventId] of lastEventIds) {
        const topic = this.#topics.get(runId);
        if (topic && topic.lastEventId < lastEventId) {
          topic.lastEventId = lastEventId;
          advance(topic);
        }
      }
    } catch (error) {
      this.#logger.warn(`Could not look for new run events, will try again: ${messageOf(error)}`);
    } finally {
      this.#timer = undefined;
      this.#schedule();
    }
  }
}

function advance(topic: Topic): void {
  topic.version += 1;
  for (const wake of topic.wake) {
    wake();
  }
}

async function waitForChange(topic: Topic, version: number, signal: AbortSignal): Promise<void> {
  if (topic.version !== version || signal.aborted) {
    return;
  }
  await new Promise<void>(resolve => {
    const done = () => {
      topic.wake.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    topic.wake.add(done);
    signal.addEventListener('abort', done);
  });
}
