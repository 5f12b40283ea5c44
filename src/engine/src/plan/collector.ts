import type { Brand, FileResult, Finding } from '@livery/contracts';
import { digestOf } from '../digest';
import type { SyntaxVerdict } from '../syntax/SyntaxChecker';
import { unreadableFinding } from './findings';
import type { Change, FileOutcome } from './outcome';

/** Gathers what the texts of a tree come to. */
export class PlanCollector {
  readonly changes: Change[] = [];
  readonly files: FileResult[] = [];
  readonly findings: Finding[] = [];
  /** Protected pattern → matches it kept. */
  readonly refused: Record<string, number> = Object.create(null) as Record<string, number>;
  scannedFiles = 0;
  replacements = 0;
  filledTranslations = 0;
  residue = 0;
  readonly #matches = new Map<string, Map<string, number>>();
  readonly #statements = new Set<string>();
  readonly #usedTexts = new Set<string>();

  get protectedHits(): number {
    return Object.values(this.refused).reduce((sum, hits) => sum + hits, 0);
  }

  /** Matches of a rule or patch by file. */
  matchesOf(id: string): Record<string, number> {
    return Object.fromEntries(this.#matches.get(id) ?? []);
  }

  /** Books what a file comes to, unless its text was not what it says it is to begin with. */
  addOutcome(outcome: FileOutcome, verdict: SyntaxVerdict): void {
    const { file, language, written } = outcome;
    if (verdict.type === 'was-invalid') {
      this.findings.push(unreadableFinding(file, `could not be read as ${language} (${verdict.fault})`));
      return;
    }
    outcome.findings.forEach(finding => this.#addFinding(finding));
    outcome.usedTexts.forEach(sentence => this.#usedTexts.add(sentence));
    for (const pattern of outcome.refused) {
      this.refused[pattern] = (this.refused[pattern] ?? 0) + 1;
    }
    for (const [id, count] of Object.entries(outcome.patches)) {
      this.#addMatches(id, file, count);
      this.replacements += count;
    }
    for (const { rule, filledBy, outranked } of outcome.edits) {
      outranked?.forEach(({ id }) => this.#addMatches(id, file, 1));
      if (rule) {
        this.#addMatches(rule.id, file, 1);
        this.replacements += 1;
      } else {
        this.filledTranslations += 1;
        // People read a rule of the brand there; the profile's own are counted where the name itself stands.
        for (const { id } of filledBy?.filter(({ origin }) => origin === 'brand') ?? []) {
          this.#addMatches(id, file, 1);
        }
      }
    }
    if (written) {
      this.changes.push(written.change);
      this.files.push(written.result);
    }
  }

  /** Books what becomes of a source map. */
  addSourceMap(change: Change): void {
    const { file, before, content } = change;
    this.changes.push(change);
    this.files.push({ file, edits: 1, before, ...(content && { after: digestOf(content) }) });
  }

  /** Says which of the brand's own translations stand nowhere: a sentence that the upstream has changed, most likely. */
  checkTexts({ translations }: Brand): void {
    for (const [locale, texts] of Object.entries(translations.texts)) {
      for (const sentence of Object.keys(texts)) {
        if (!this.#usedTexts.has(sentence)) {
          this.findings.push({
            code: 'translation-unknown',
            message: `The brand translates ${JSON.stringify(sentence)} for ${locale}, and this release has no such sentence there.`,
          });
        }
      }
    }
  }

  #addMatches(id: string, file: string, count: number): void {
    const files = this.#matches.get(id) ?? new Map<string, number>();
    files.set(file, (files.get(file) ?? 0) + count);
    this.#matches.set(id, files);
  }

  #addFinding(finding: Finding): void {
    if (finding.code === 'residue') {
      this.residue += 1;
    }
    // A sentence about the upstream stands in every language; it is said once.
    const isStatement = finding.code === 'statement-about-upstream';
    if (!isStatement || !this.#statements.has(finding.message)) {
      this.findings.push(finding);
    }
    if (isStatement) {
      this.#statements.add(finding.message);
    }
  }
}
