import type { DriftReport, Report, RuleResult } from '@livery/contracts';
import { describeFindings } from '@livery/pipeline';

/** The report of a plan, as a page for people. */
export function reportText(report: Report): string {
  const { upstream, brand, licence, totals } = report;
  const lines = [
    `${report.profile.id} ${upstream.version ?? ''} → ${brand.name}`,
    '',
    `Licence   ${licence.spdx} (${licence.text}), rebranding is ${licence.rebrand}`,
    `          ${licence.notice}`,
    ...(licence.ground ? [`          ground: ${licence.ground.basis}, ${licence.ground.reference}`] : []),
    `Changes   ${report.files.length} of ${totals.scannedFiles} scanned texts: ${totals.replacements} replacements, ${totals.filledTranslations} filled translations; ${totals.assetsWritten} pictures`,
    `Protected ${totals.protectedHits} matches left alone`,
    `Residue   ${totals.residue}`,
    '',
    ...table(ruleRows(report.rules)),
  ];
  const findings = describeFindings(report.findings);
  if (findings.length > 0) {
    lines.push('', 'Look at', ...findings.map(finding => `- ${oneLine(finding)}`));
  }
  return lines.join('\n');
}

/** Every file of a report with its first change, as a page for people. */
export function filesText(report: Report): string {
  const texts = report.files.map(({ file, edits, sample }) => {
    const change = sample ? `line ${sample.line}: ${sample.before} → ${sample.after}` : 'translations filled';
    return [String(edits), file, change];
  });
  const pictures = report.assets.map(({ file, source }) => ['1', file, `picture from ${source}`]);
  return table([['edits', 'file', 'first change'], ...texts, ...pictures]).join('\n');
}

/** What a release does not have in common with its profile any more, as a page for people. */
export function driftText(drift: DriftReport): string {
  const { findings } = drift;
  const counted = findings.filter(finding => finding.level === 'ignore').length;
  const lines = [
    `${drift.profile.id} ${drift.upstream.version}: ${findings.length - counted} to look at, ${counted} ignored`,
    '',
    ...table(ruleRows(drift.rules)),
  ];
  const shown = findings.filter(finding => finding.level !== 'ignore');
  if (shown.length > 0) {
    lines.push(
      '',
      ...shown.map(({ level, message, place }) =>
        oneLine(`${level}: ${message}${place ? ` ${place.file}:${place.line}` : ''}`),
      ),
    );
  }
  return lines.join('\n');
}

function ruleRows(rules: readonly RuleResult[]): string[][] {
  return [
    ['rule', 'matches', 'files', '', 'pattern'],
    ...rules.map(rule => [
      rule.id,
      String(rule.matches),
      String(Object.keys(rule.files).length),
      rule.met ? 'ok' : 'NOT AS EXPECTED',
      rule.pattern,
    ]),
  ];
}

/** What stands at the start of a line can be a command to the runner that shows it; names of files are anybody's. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

/** Rows as lines, their columns one below the other. */
export function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)));
  return rows.map(row =>
    row
      .map(oneLine)
      .map((cell, column) =>
        /^\d+$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
