import { setImmediate } from 'node:timers/promises';
import { cancelled } from '@livery/contracts';

/** The longest that planning holds up everything else in the process, in milliseconds. */
const STRETCH_MS = 15;

/**
 * Breaks long work into stretches. A plan computes for a second or two, and in a server other people's requests and the
 * log of this very run want to go on meanwhile.
 */
export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #stretchEnds = performance.now() + STRETCH_MS;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether it is time to {@link rest}. Asking is cheap, so ask often. */
  get isDue(): boolean {
    return performance.now() > this.#stretchEnds;
  }

  /**
   * Lets others go first.
   *
   * @throws LiveryError `cancelled`
   */
  async rest(): Promise<void> {
    await setImmediate();
    if (this.#signal?.aborted) {
      throw cancelled('Planning the brand');
    }
    this.#stretchEnds = performance.now() + STRETCH_MS;
  }
}
