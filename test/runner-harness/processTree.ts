import { readdir, readFile } from 'node:fs/promises';

/** The variable that marks every process of a step, as the runner's own variable of this name does. */
export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID';

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // It has ended already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * The processes that carry the mark of a step. Descent does not find them all: when a parent ends, its
 * children get another one. Where there is no `/proc`, none is found.
 */
export async function trackedProcesses(trackingId: string): Promise<number[]> {
  const mark = `${TRACKING_VARIABLE}=${trackingId}`;
  const entries = await readdir('/proc').catch(() => []);
  const found: number[] = [];
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    // It may have ended since, or belong to somebody else.
    const environment = await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(mark)) found.push(Number(entry));
  }
  return found;
}

/**
 * Kills a step: its process group, and what left the group but carries its mark.
 *
 * @param groupId without it only what carries the mark
 */
export async function killProcessTree(trackingId: string, groupId?: number): Promise<void> {
  if (groupId !== undefined) kill(-groupId);
  for (const id of await trackedProcesses(trackingId)) kill(id);
}
