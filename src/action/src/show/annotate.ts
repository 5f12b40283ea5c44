import path from 'node:path';
import * as core from '@actions/core';
import type { Report } from '@livery/contracts';
import { driftOf } from '../work/drift';
import type { Outcome } from '../work/Outcome';
import type { Step } from '../work/Step';
import { brandFileOf, linesOfRules } from './brandLines';
import { harmless } from './harmless';

/** The runner keeps ten of each kind in a step; some are left for what the log says. */
const MAXIMUM_PLACES = 5;

/** Marks the lines that a person has to look at: rules of the brand, and what of the app still has the old name. */
export function annotateOutcome(outcome: Outcome, step: Step, failure: unknown): void {
  const { report, tree } = outcome;
  if (!report) {
    return;
  }
  const { rules, findings } = driftOf(report);
  const file = brandFileOf(step.inputs.brand, step.workflow.workspace);
  const lines = linesOfRules(file);
  // The first one that stops a run is where its error stands.
  const told = failure === undefined ? 0 : 1;
  for (const rule of rules.filter(({ origin }) => origin === 'brand').slice(told, MAXIMUM_PLACES)) {
    const startLine = lines.get(rule.id);
    core.warning(
      harmless(`${describe(rule)} in ${report.upstream.source} ${report.upstream.version ?? ''}.`),
      {
        title: 'A rule no longer fits',
        ...(startLine !== undefined && { file, startLine }),
      },
    );
  }
  // A source that is not in the workspace has no page to show a line on.
  const inWorkspace = tree !== undefined && outcome.kind !== 'overlay' ? tree : undefined;
  for (const { message, place } of findings.filter(found => found.place).slice(0, MAXIMUM_PLACES)) {
    if (place && inWorkspace !== undefined) {
      core.warning(harmless(message), {
        title: 'Not branded',
        file: path.join(inWorkspace, place.file),
        startLine: place.line,
        startColumn: place.column,
      });
    }
  }
}

function describe({ id, pattern, matches }: Report['rules'][number]): string {
  return `${id} (${JSON.stringify(pattern)}) matches ${matches} ${matches === 1 ? 'time' : 'times'}`;
}
