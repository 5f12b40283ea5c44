import * as core from '@actions/core';
import type { Report } from '@livery/contracts';

/** Text as Markdown shows it, whatever it holds. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|&~-]/g, character => `&#${character.charCodeAt(0)};`);
}

/** Writes the job summary: what was branded, on which ground, and what each rule did. */
export async function writeSummary(report: Report): Promise<void> {
  const { upstream, brand, licence, totals } = report;
  const table = (rows: string[][]) => rows.map(row => `| ${row.join(' | ')} |`).join('\n');
  const facts = [
    ['', ''],
    ['---', '---'],
    ['Upstream', plain(`${upstream.version ?? ''} ${upstream.commit ?? ''}`)],
    ['Licence', plain(`${licence.spdx}: rebranding is ${licence.rebrand}`)],
    ['Changed files', String(totals.changedFiles)],
    ['Replacements', String(totals.replacements)],
    ['Filled translations', String(totals.filledTranslations)],
    ['Pictures', String(totals.assetsWritten)],
    ['Residue', String(totals.residue)],
  ];
  const rules = [
    ['Rule', 'Matches', 'Files'],
    ['---', '--:', '--:'],
    ...report.rules.map(rule => [
      plain(rule.id),
      String(rule.matches),
      String(Object.keys(rule.files).length),
    ]),
  ];
  await core.summary
    .addRaw(`## ${plain(brand.name)}${report.applied ? '' : ' (dry run: nothing was written)'}\n\n`)
    .addRaw(`${table(facts)}\n\n${table(rules)}\n`)
    .write();
}
