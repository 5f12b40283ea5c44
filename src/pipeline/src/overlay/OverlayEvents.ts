import {
  type ImageOutput,
  MAXIMUM_LOG_MESSAGE,
  type Report,
  type RunEvent,
  type StepKey,
  toLiveryError,
} from '@livery/contracts';
import { endOf, summaryOf } from '../runSummary';

/** Tells an overlay as the run that it is: the image is made (`apply_branding`), then it is pushed (`push_registry`). */
export class OverlayEvents {
  readonly #emit: (event: RunEvent) => void;
  readonly #at: () => string;
  #step: StepKey | undefined;
  #startedMs = 0;

  constructor(emit: (event: RunEvent) => void, now: () => Date) {
    this.#emit = emit;
    this.#at = () => now().toISOString();
  }

  /** @param willPush - whether there is anything to push to */
  started(willPush: boolean): void {
    const steps: StepKey[] = ['apply_branding', ...(willPush ? (['push_registry'] as const) : [])];
    this.#emit({ type: 'run.started', at: this.#at(), steps });
    this.#start('apply_branding');
  }

  pushing(): void {
    this.#complete();
    this.#start('push_registry');
  }

  log(message: string): void {
    const shown = message.slice(0, MAXIMUM_LOG_MESSAGE);
    this.#emit({ type: 'log', at: this.#at(), step: this.#step, level: 'info', message: shown });
  }

  /** It got somewhere; `report` is left out when every target had the image already. */
  completed(image: ImageOutput, report: Report | undefined): void {
    const { reference, digest, sizeBytes, targets, bytesUp = 0, bytesMounted = 0, requests = 0 } = image;
    if (targets.length > 0) {
      this.log(
        `Sent ${bytesUp} bytes, took over ${bytesMounted} within registries, in ${requests} requests.`,
      );
    }
    if (targets.some(target => target.digest !== undefined)) {
      const output = { kind: 'image', name: reference, digest, sizeBytes } as const;
      this.#emit({ type: 'output', at: this.#at(), output });
    }
    const failed = targets.find(({ error }) => error !== undefined)?.error;
    if (failed) {
      this.#fail(failed, 'failed');
      return;
    }
    this.#complete();
    const summary = report && { summary: summaryOf(report) };
    this.#emit({ type: 'run.finished', at: this.#at(), state: 'completed', ...summary });
  }

  failed(thrown: unknown): void {
    const { code, message, hint } = toLiveryError(thrown);
    this.#fail({ code, message, hint }, endOf(code));
  }

  #start(step: StepKey): void {
    this.#step = step;
    this.#startedMs = performance.now();
    this.#emit({ type: 'step.started', at: this.#at(), step });
  }

  #complete(): void {
    if (this.#step) {
      const event = { at: this.#at(), step: this.#step, durationMs: this.#elapsedMs() };
      this.#step = undefined;
      this.#emit({ type: 'step.completed', ...event });
    }
  }

  #fail(
    error: { code: string; message: string; hint: string },
    state: 'failed' | 'cancelled' | 'timeout',
  ): void {
    if (this.#step) {
      const event = { at: this.#at(), step: this.#step, durationMs: this.#elapsedMs(), error };
      this.#step = undefined;
      this.#emit({ type: 'step.failed', ...event });
    }
    this.#emit({ type: 'run.finished', at: this.#at(), state, error });
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedMs);
  }
}
