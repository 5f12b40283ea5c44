import { LiveryError } from '@livery/contracts';
import { formatSeconds } from './show/units';

/** What ends a run before its time: GitHub, or a time limit. */
export class Cancellation {
  readonly #controller = new AbortController();
  readonly #stop = () => this.#controller.abort();
  #timer: NodeJS.Timeout | undefined;
  #timeout: LiveryError | undefined;

  constructor() {
    // The runner asks with SIGINT, then SIGTERM, and kills the process 10 seconds after the first.
    process.on('SIGINT', this.#stop);
    process.on('SIGTERM', this.#stop);
  }

  /** Fires when the run has to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the run when it takes longer. */
  after(durationMs: number | undefined): void {
    if (durationMs === undefined) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timeout = new LiveryError('timed-out', {
        message: `The run was stopped: it took more than ${formatSeconds(durationMs / 1000)}.`,
        hint: 'Give it more time with the input "timeout".',
      });
      this.#controller.abort();
    }, durationMs);
    this.#timer.unref();
  }

  /** The error of a run that ended with another one, perhaps only because it was told to end. */
  explain(error: LiveryError): LiveryError {
    if (!this.signal.aborted || error.code === 'cancelled') {
      return this.#timeout ?? error;
    }
    return (
      this.#timeout ??
      new LiveryError('cancelled', {
        message: `The run was cancelled. ${error.message}`,
        hint: error.hint,
        cause: error,
      })
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    process.off('SIGINT', this.#stop);
    process.off('SIGTERM', this.#stop);
  }
}
