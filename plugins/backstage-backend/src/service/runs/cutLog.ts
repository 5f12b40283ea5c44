import type { RunEvent } from '@livery/contracts';

/**
 * What of a batch still fits into the log of a run: events up to the maximum, then one line that says so, and the
 * end of the run in any case.
 */
export function cutLog(events: readonly RunEvent[], storedBefore: number, maximum: number): RunEvent[] {
  const kept: RunEvent[] = [];
  for (const event of events) {
    const count = storedBefore + kept.length;
    if (count < maximum || event.type === 'run.finished') {
      kept.push(event);
    } else if (count === maximum) {
      kept.push({
        type: 'log',
        at: event.at,
        level: 'warn',
        message: `The log is cut here: it has ${maximum} entries, the most that are kept of one run. The run goes on.`,
      });
    }
  }
  return kept;
}
