import type { Run, StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import { isActive } from './runStates';

/** The run as the page shows it: the log tells of its end a moment before the record does. */
export function shownRun(run: Run, events: readonly StoredRunEvent[]): Run {
  const last = events.at(-1)?.event;
  if (!isActive(run.state) || last?.type !== 'run.finished') {
    return run;
  }
  const { state, at, summary, error } = last;
  return { ...run, state, finishedAt: at, summary: summary ?? run.summary, error: error ?? run.error };
}

/** Enough of the id of a run to tell it from its neighbours. */
export function shortIdOf(run: Run): string {
  return run.id.slice(0, 8);
}
