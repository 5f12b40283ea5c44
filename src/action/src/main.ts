import * as core from '@actions/core';
import { type LiveryError, toLiveryError } from '@livery/contracts';
import { version } from '../package.json';
import { Cancellation } from './Cancellation';
import { refuseUntrusted } from './guard/refuseUntrusted';
import { readWorkflow, type Workflow } from './guard/Workflow';
import type { Inputs } from './inputs/Inputs';
import { type InputProblem, InputsError, readInputs } from './inputs/readInputs';
import { placeOfInput } from './inputs/placeOfInput';
import { harmless } from './show/harmless';
import { StateKeeper } from './StateKeeper';

async function main(): Promise<void> {
  const cancellation = new Cancellation();
  let workflow: Workflow | undefined;
  let inputs: Inputs | undefined;
  let keeper: StateKeeper | undefined;
  try {
    workflow = readWorkflow();
    inputs = readInputs();
    // What is started from here on has no use for them: git, credential helpers, container engines.
    delete process.env['INPUT_LOGINS'];
    delete process.env['INPUT_GITHUB-TOKEN'];
    core.info(harmless(`Livery ${version}, with the brand ${inputs.brand}`));
    refuseUntrusted(workflow, {
      reachesOut: reachesOut(inputs),
      allowUntrusted: inputs['allow-untrusted'],
    });
    keeper = new StateKeeper();
    cancellation.after(inputs.timeout);
    // All that is heavy is loaded from here on, so that a wrong input is told at once.
    const { run } = await import('./work/run');
    await run({ inputs, workflow, owns: folder => keeper?.owns(folder), signal: cancellation.signal });
    keeper.ended('completed');
  } catch (thrown) {
    const error = cancellation.explain(toLiveryError(thrown));
    await fail(error, workflow, inputs);
    keeper?.ended(error.code === 'cancelled' ? 'cancelled' : 'failed');
    process.exitCode = error.exitCode;
  } finally {
    cancellation.dispose();
  }
}

/** Whether anything is sent to anybody. */
function reachesOut(inputs: Inputs): boolean {
  const pushes = inputs.targets.length > 0 && !inputs['dry-run'];
  return pushes || inputs.logins.trim() !== '' || inputs.portal !== undefined;
}

async function fail(error: LiveryError, workflow?: Workflow, inputs?: Inputs): Promise<void> {
  if (error instanceof InputsError) {
    error.problems.forEach(problem => failInput(problem, workflow));
    return;
  }
  const { brandFileOf, brandLineOf } = await import('./show/brandLines');
  const place = workflow && inputs && brandLineOf(error, brandFileOf(inputs.brand, workflow.workspace));
  core.error(harmless(error.toParagraph()), { ...place });
}

function failInput(problem: InputProblem, workflow: Workflow | undefined): void {
  const place = workflow && placeOfInput(problem, workflow);
  core.error(harmless(`The input ${problem.message}`), { title: 'A wrong input', ...place });
}

void main();
