import * as core from '@actions/core';
import { type RunEvent, stepTitles } from '@livery/contracts';
import { harmless } from './harmless';
import { formatBytes, formatSeconds } from './units';

/** Shows the events of a run: one group of log lines for each step, closed with its time and what came of it. */
export class GroupLog {
  #made: string[] = [];

  show(event: RunEvent): void {
    switch (event.type) {
      case 'step.started':
        this.#made = [];
        core.startGroup(stepTitles[event.step]);
        break;
      case 'output':
        this.#made.push(
          `${event.output.kind === 'zip' ? 'a zip' : 'an image'} of ${formatBytes(event.output.sizeBytes)}`,
        );
        break;
      case 'step.completed':
      case 'step.failed':
        core.info(this.#ending(event.durationMs));
        core.endGroup();
        break;
      case 'log':
        if (event.level === 'info') {
          core.info(harmless(event.message));
        } else {
          core.warning(harmless(event.message));
        }
        break;
    }
  }

  /** Says something about the run as a whole. */
  note(text: string): void {
    core.info(harmless(text));
  }

  #ending(durationMs: number): string {
    return [formatSeconds(durationMs / 1000), ...this.#made].join(', ');
  }
}
