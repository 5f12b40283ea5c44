import { type Expectation, LiveryError, type Report } from '@livery/contracts';

/** Whether a number of matches is what was expected. */
export function meets(expect: Expectation, matches: number): boolean {
  if ('exactly' in expect) {
    return matches === expect.exactly;
  }
  return 'optional' in expect || matches >= expect.atLeast;
}

/**
 * Refuses a plan in which a rule does not do what it is expected to do.
 *
 * @throws LiveryError `rule-unmatched`
 */
export function assertExpectations(report: Report): void {
  const unmet = report.rules.filter(rule => !rule.met);
  if (unmet.length === 0) {
    return;
  }
  const describe = (rule: (typeof unmet)[number]) =>
    `${rule.id} (${JSON.stringify(rule.pattern)}) matched ${rule.matches} ${rule.matches === 1 ? 'time' : 'times'} instead of ${describeExpectation(rule.expect)}`;
  const ofBrand = unmet.some(rule => rule.origin === 'brand');
  throw new LiveryError('rule-unmatched', {
    message: `${unmet.length === 1 ? 'A rule does' : `${unmet.length} rules do`} not fit ${report.upstream.source} ${report.upstream.version ?? ''}: ${unmet.map(describe).join('; ')}.`,
    hint: ofBrand
      ? 'Correct or remove the rule in brand.yaml, or let it be absent with "expect: {optional: true}".'
      : 'Use a fresh checkout of a release that the profile knows.',
  });
}

/** An expectation in words. */
export function describeExpectation(expect: Expectation): string {
  if ('exactly' in expect) {
    return `exactly ${expect.exactly}`;
  }
  return 'atLeast' in expect ? `at least ${expect.atLeast}` : 'any number';
}
