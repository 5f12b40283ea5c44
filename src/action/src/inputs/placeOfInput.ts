import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Workflow } from '../guard/Workflow';
import type { InputProblem } from './readInputs';

/**
 * The line of the workflow on which a wrong input stands, if the workflow is in the checkout and only one line can be meant.
 */
export function placeOfInput(
  { input, line }: InputProblem,
  { workflowRef, repository, workspace }: Pick<Workflow, 'workflowRef' | 'repository' | 'workspace'>,
): { file: string; startLine: number } | undefined {
  const [location = ''] = workflowRef.split('@', 1);
  if (repository === '' || !location.startsWith(`${repository}/.github/workflows/`)) {
    return undefined;
  }
  const file = path.join(workspace, location.slice(repository.length + 1));
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const keyLines = text
    .split('\n')
    .flatMap((content, index) => (content.trimStart().startsWith(`${input}:`) ? [{ content, index }] : []));
  const [only] = keyLines;
  if (!only || keyLines.length > 1) {
    return undefined;
  }
  // Below `|` the lines of the value begin with the next one.
  const isBlock = /:\s*[|>][-+\d]*\s*$/.test(only.content);
  return { file, startLine: only.index + 1 + (isBlock ? (line ?? 0) : 0) };
}
