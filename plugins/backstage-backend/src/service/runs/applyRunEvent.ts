import { ConflictError } from '@backstage/errors';
import { finalRunStates, type RunEvent, type StepKey } from '@livery/contracts';
import type { RunStep } from '@livery/backstage-plugin-livery-common';
import type { RunRecord } from './RunsStore';

/**
 * What the record of a run becomes with one more event.
 *
 * Pure: the store calls it for each event it appends, so the record is always what the log says.
 */
export function applyRunEvent(run: RunRecord, event: RunEvent): RunRecord {
  if (finalRunStates.includes(run.state)) {
    throw new ConflictError(`The run ${run.id} is ${run.state}; its log is closed.`);
  }
  switch (event.type) {
    case 'run.started':
      // A task that the scaffolder recovered starts its run over: the steps begin anew, the start stays.
      return {
        ...run,
        state: 'running',
        startedAt: run.startedAt ?? event.at,
        steps: event.steps.map(key => ({ key, state: 'pending' })),
      };
    case 'step.started':
      return withStep(run, { key: event.step, state: 'running' });
    case 'step.completed':
      return withStep(run, { key: event.step, state: 'completed', durationMs: event.durationMs });
    case 'step.failed':
      return withStep(run, { key: event.step, state: 'failed', durationMs: event.durationMs });
    case 'run.finished':
      return {
        ...run,
        state: event.state,
        finishedAt: event.at,
        summary: event.summary,
        error: event.error,
        steps: run.steps.map(closeStep),
      };
    case 'log':
    case 'output':
      return run;
    default:
      return assertNever(event);
  }
}

function withStep(run: RunRecord, step: RunStep): RunRecord {
  const isKnown = run.steps.some(({ key }) => key === step.key);
  return {
    ...run,
    state: 'running',
    steps: isKnown ? replaceStep(run.steps, step.key, step) : [...run.steps, step],
  };
}

function replaceStep(steps: readonly RunStep[], key: StepKey, step: RunStep): RunStep[] {
  return steps.map(existing => (existing.key === key ? step : existing));
}

/** A step that was under way when its run ended did not complete; one that never began was skipped. */
function closeStep(step: RunStep): RunStep {
  switch (step.state) {
    case 'running':
      return { ...step, state: 'failed' };
    case 'pending':
      return { ...step, state: 'skipped' };
    default:
      return step;
  }
}

function assertNever(event: never): never {
  throw new TypeError(`Unknown run event ${JSON.stringify(event)}`);
}
