import * as core from '@actions/core';
import { type RunEvent, stepTitles } from '@livery/contracts';

/**
 * Makes a line of foreign text harmless: the runner takes `::name::` at the start of a line and `##[name]` anywhere for a
 * command. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function harmless(line: string): string {
  return line
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .replace(/^\s*::/, '» ::')
    .replace(/##\[/g, '## [');
}

/** Shows the events of a run: one group of log lines for each step, closed with its time. */
export function showEvent(event: RunEvent): void {
  switch (event.type) {
    case 'step.started':
      core.startGroup(stepTitles[event.step]);
      break;
    case 'step.completed':
      core.info(`${(event.durationMs / 1000).toFixed(1)} s`);
      core.endGroup();
      break;
    case 'step.failed':
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
