import { rmSync } from 'node:fs';
import path from 'node:path';
import { ActionState, STATE } from './state';

/** Only below these may post remove anything, and only what bears our name. */
function isOurs(folder: string, environment: NodeJS.ProcessEnv): boolean {
  const parents = [environment.RUNNER_TEMP, environment.GITHUB_WORKSPACE].filter(Boolean) as string[];
  return (
    path.basename(folder).startsWith('.livery-') &&
    parents.some(parent => path.resolve(folder).startsWith(`${path.resolve(parent)}${path.sep}`))
  );
}

/** Ends what main could not end: GitHub kills a step that does not stop within ten seconds of being cancelled. */
function main(environment: NodeJS.ProcessEnv): void {
  const text = environment[`STATE_${STATE}`];
  if (text === undefined || text === '') {
    // Main did not come so far as to begin.
    return;
  }
  const state = ActionState.parse(JSON.parse(text));
  const folders = state.folders.filter(folder => isOurs(folder, environment));
  folders.forEach(folder => rmSync(folder, { recursive: true, force: true }));
  if (state.phase === 'running') {
    console.log(
      `::warning::The run was ended from outside. Livery has removed ${folders.length} folders that it left.`,
    );
  }
}

main(process.env);
