import * as core from '@actions/core';
import { LiveryError } from '@livery/contracts';
import { Inputs } from './Inputs';

/** What is wrong with one input. */
export interface InputProblem {
  readonly input: string;
  /** Within the value, 1-based; left out for what is wrong as a whole. */
  readonly line?: number;
  /** A sentence that names the input and its line. */
  readonly message: string;
}

/** Every input that is wrong, each told by itself. */
export class InputsError extends LiveryError {
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super('usage-invalid', {
      message: `The inputs of the action are wrong. ${problems.map(({ message }) => message).join(' ')}`,
      hint: 'Correct "with:" in the workflow.',
    });
    this.problems = problems;
  }
}

/**
 * Reads and checks the inputs. GitHub does not enforce `required`, so this does.
 *
 * @param read - gives the value of an input, empty if there is none
 * @throws InputsError `usage-invalid`, with a problem for every wrong input
 */
export function readInputs(read: (name: string) => string = readRaw): Inputs {
  const raw = Object.fromEntries(Object.keys(Inputs.shape).map(name => [name, read(name)]));
  const result = Inputs.safeParse(raw);
  if (!result.success) {
    throw new InputsError(result.error.issues.map(({ path, message }) => problemOf(path, message)));
  }
  const problems = contradictionsOf(result.data);
  if (problems.length > 0) {
    throw new InputsError(problems);
  }
  return result.data;
}

/** Not trimmed at its start: the first line of a multi-line value counts, also when it is empty. */
function readRaw(name: string): string {
  const value = core.getInput(name, { trimWhitespace: false });
  return value.includes('\n') ? value.trimEnd() : value.trim();
}

function problemOf(path: readonly PropertyKey[], message: string): InputProblem {
  const [input, line] = path;
  const where = typeof line === 'number' ? `, line ${line}:` : '';
  return {
    input: String(input),
    ...(typeof line === 'number' && { line }),
    message: `${String(input)}${where} ${message}.`,
  };
}

/** Inputs that are right by themselves, and not together. */
function contradictionsOf(inputs: Inputs): InputProblem[] {
  const problem = (input: keyof Inputs, message: string) => problemOf([input], message);
  const has = { targets: inputs.targets.length > 0, dryRun: inputs['dry-run'] };
  return [
    ...(inputs.tags.length > 0 && !has.targets && inputs.portal === undefined
      ? [problem('tags', 'are given, but there is no target that they could be for')]
      : []),
    ...(inputs.mode === 'overlay' && inputs.source === undefined
      ? [problem('source', 'is required for the mode overlay: the image to brand')]
      : []),
    ...(inputs['run-id'] !== undefined && inputs.portal === undefined
      ? [problem('run-id', 'is given without the portal that the run is of')]
      : []),
    ...(inputs['drift-policy'] === 'report' && !has.dryRun
      ? [problem('drift-policy', 'can be report in a dry run only: what does not fit is not written')]
      : []),
  ];
}
