import { type Finding, LiveryError, type Report } from '@livery/contracts';
import { describeFindings } from '@livery/pipeline';
import type { Inputs } from '../inputs/Inputs';

/** Findings which say that the app is no longer what the profile was written for. */
const DRIFT: ReadonlySet<Finding['code']> = new Set([
  'residue',
  'version-untested',
  'file-not-scannable',
  'place-unwritable',
  'translation-unknown',
]);

/** What of a release no longer fits: rules that find too little or too much, and places that no rule reaches. */
export interface Drift {
  readonly rules: Report['rules'];
  readonly findings: readonly Finding[];
}

export function driftOf(report: Report): Drift {
  return {
    rules: report.rules.filter(({ met }) => !met),
    findings: report.findings.filter(({ code }) => DRIFT.has(code)),
  };
}

/**
 * Stops a run whose plan shows drift, when that was asked for. Rules that do not fit stop it in any case.
 *
 * @throws LiveryError `drifted`, before anything is written
 */
export function enforceDriftPolicy(report: Report, policy: Inputs['drift-policy']): void {
  const { findings } = driftOf(report);
  if (policy === 'strict' && findings.length > 0) {
    throw new LiveryError('drifted', {
      message: `${report.upstream.source} ${report.upstream.version ?? ''} no longer fits the profile ${report.profile.id}, and the drift policy is strict. ${describeFindings(findings).join(' ')}`,
      hint: 'Look at the places, then add rules for them to the brand, or use the drift policy "fail", which stops only for rules that do not fit.',
    });
  }
}

/** Whether an error is drift that the policy wants to be told, and not to fail for. */
export function isOnlyReported(error: unknown, policy: Inputs['drift-policy']): boolean {
  return policy === 'report' && error instanceof LiveryError && error.code === 'rule-unmatched';
}
