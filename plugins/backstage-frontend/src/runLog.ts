import type { StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import type { StepKey } from '@livery/contracts';

/** One line of a log, as it is shown. */
export interface LogLine {
  id: number;
  at: string;
  level: 'info' | 'warn' | 'error';
  message: string;
}

/** Lines that follow each other and belong to one step, or to the run as a whole. */
export interface LogGroup {
  /** The id of the event that opened the group. */
  id: number;
  step: StepKey | undefined;
  lines: LogLine[];
}

/** The log of a run, in groups of lines that belong to the same step, in the order in which they came. */
export function groupLog(events: readonly StoredRunEvent[]): LogGroup[] {
  const groups: LogGroup[] = [];
  const groupOf = (id: number, step: StepKey | undefined): LogGroup => {
    const last = groups.at(-1);
    if (last && last.step === step) {
      return last;
    }
    const group: LogGroup = { id, step, lines: [] };
    groups.push(group);
    return group;
  };
  for (const { id, event } of events) {
    if (event.type === 'step.started') {
      groupOf(id, event.step);
    } else if (event.type === 'log') {
      const { at, level, message } = event;
      groupOf(id, event.step).lines.push({ id, at, level, message });
    } else if (event.type === 'step.failed') {
      const { at, error } = event;
      groupOf(id, event.step).lines.push({ id, at, level: 'error', message: error.message });
    }
  }
  return groups;
}

/** The log as plain text, one line per line, for a file or the clipboard; the steps are called as on the page. */
export function logText(groups: readonly LogGroup[], nameOf: (step: StepKey | undefined) => string): string {
  return groups
    .flatMap(group =>
      group.lines.map(line => `${line.at} ${line.level.padEnd(5)} [${nameOf(group.step)}] ${line.message}\n`),
    )
    .join('');
}
