import type { RunEvent } from '@livery/contracts';
import type { LiveryClient } from './client';
import { withRetries } from './retry';

const eventsPerBatch = 100;

/**
 * Reports the events of a run to the backend: in order, in batches, one request at a time.
 *
 * `report` never waits, so a slow backend does not hold up the pipeline; `flush` does.
 */
export class RunReporter {
  readonly #client: Pick<LiveryClient, 'reportRunEvents'>;
  readonly #runId: string;
  readonly #onFailure: (error: unknown) => void;
  readonly #retryDelaysMs: readonly number[] | undefined;
  readonly #pending: RunEvent[] = [];
  #sending: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;

  constructor(options: {
    client: Pick<LiveryClient, 'reportRunEvents'>;
    runId: string;
    /** Told once when a report failed for good; nothing is reported from then on. */
    onFailure: (error: unknown) => void;
    retryDelaysMs?: readonly number[];
  }) {
    this.#client = options.client;
    this.#runId = options.runId;
    this.#onFailure = options.onFailure;
    this.#retryDelaysMs = options.retryDelaysMs;
  }

  /** Takes an event to be reported soon. */
  report(event: RunEvent): void {
    if (this.#failure) {
      return;
    }
    this.#pending.push(event);
    this.#sending ??= this.#sendPending();
  }

  /** Waits until everything is reported, and throws when a report failed for good. */
  async flush(): Promise<void> {
    await this.#sending;
    if (this.#failure) {
      throw this.#failure.error;
    }
  }

  async #sendPending(): Promise<void> {
    try {
      while (this.#pending.length > 0) {
        await this.#send(this.#pending.splice(0, eventsPerBatch));
      }
    } catch (error) {
      this.#failure = { error };
      this.#onFailure(error);
    } finally {
      this.#sending = undefined;
    }
  }

  async #send(events: RunEvent[]): Promise<void> {
    // By its id the backend knows a batch again whose answer got lost on the way here.
    const batch = { id: crypto.randomUUID(), events };
    await withRetries(() => this.#client.reportRunEvents(this.#runId, batch), {
      delaysMs: this.#retryDelaysMs,
    });
  }
}
