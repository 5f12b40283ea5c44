import { finalRunStates, type RunState } from '@livery/contracts';

/** Whether a run in this state can still change. */
export function isActive(state: RunState): boolean {
  return !finalRunStates.includes(state);
}
