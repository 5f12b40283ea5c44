import type { Finding, Report } from '@livery/contracts';
import { applyPlan, type Plan } from '@livery/engine';

/** Writes one line into the log of the step. */
export type Log = (level: 'info' | 'warn', message: string) => void;

/** How many places of one kind of finding the log names. */
const NAMED_PLACES = 3;

/** Applies a plan, and says in the log what it did and what a person should look at. */
export function applyBranding(plan: Plan, log: Log): Report {
  const { totals, licence, upstream, brand } = plan.report;
  log(
    'info',
    `Licence ${licence.spdx} (${licence.text}): rebranding is ${licence.rebrand}. ${licence.notice}`,
  );
  const report = applyPlan(plan);
  log(
    'info',
    `Branded ${upstream.version ?? upstream.source} as ${brand.name}: ${totals.replacements} replacements and ${totals.filledTranslations} filled translations in ${report.files.length} of ${totals.scannedFiles} scanned texts, and ${totals.assetsWritten} pictures.`,
  );
  for (const line of describeFindings(report.findings)) {
    log('warn', line);
  }
  return report;
}

/** The findings of a report, one sentence for each kind. */
export function describeFindings(findings: readonly Finding[]): string[] {
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings) {
    byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
  }
  return [...byCode.values()].flatMap(group => {
    const [first] = group;
    if (!first?.place) {
      return group.map(finding => finding.message);
    }
    const places = group
      .slice(0, NAMED_PLACES)
      .map(({ place }) => (place ? `${place.file}:${place.line}` : ''));
    const more = group.length > NAMED_PLACES ? ` and ${group.length - NAMED_PLACES} more` : '';
    return [`${first.message} (${group.length}: ${places.join(', ')}${more})`];
  });
}
