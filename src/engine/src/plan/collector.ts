import type { EditSample, FileResult, Finding } from '@livery/contracts';
import type { z } from 'zod';
import { digestOf } from '../digest';
import { type Undo, undoOf, type UndoSpan } from '../record/undo';
import { placeOf } from './prove';
import type { TextPlan } from './text';

/** The new content of one file. */
export interface Change {
  readonly file: string;
  /** Digest of what stands there now. */
  readonly before: string;
  readonly content: Buffer;
  /** How the original comes back. */
  readonly undo: Undo;
}

/** A text after the changes of code that go before the rules. */
export interface PatchedText {
  readonly text: string;
  /** Patch → how often it matched. */
  readonly matches: Readonly<Record<string, number>>;
  /** The inverse of each change. */
  readonly passes: readonly UndoSpan[][];
}

/** Gathers what the texts of a tree come to. */
export class PlanCollector {
  readonly changes: Change[] = [];
  readonly files: FileResult[] = [];
  readonly findings: Finding[] = [];
  /** Protected pattern → matches it kept. */
  readonly refused: Record<string, number> = {};
  scannedFiles = 0;
  replacements = 0;
  filledTranslations = 0;
  residue = 0;
  readonly #matches = new Map<string, Record<string, number>>();

  get protectedHits(): number {
    return Object.values(this.refused).reduce((sum, hits) => sum + hits, 0);
  }

  /** Matches of a rule or patch by file. */
  matchesOf(id: string): Record<string, number> {
    return this.#matches.get(id) ?? {};
  }

  addMatches(id: string, file: string, count: number): void {
    const files = this.#matches.get(id) ?? {};
    files[file] = (files[file] ?? 0) + count;
    this.#matches.set(id, files);
  }

  addFinding(code: Finding['code'], message: string, file: string, text: string, offset: number): void {
    this.findings.push({ code, message, place: { file, ...placeOf(text, offset) } });
  }

  /** Books the plan of one text. */
  addText(file: string, original: Buffer, patched: PatchedText, textPlan: TextPlan): void {
    const { text, matches, passes } = patched;
    let patches = 0;
    for (const [id, count] of Object.entries(matches)) {
      this.addMatches(id, file, count);
      patches += count;
    }
    for (const pattern of textPlan.refused) {
      this.refused[pattern] = (this.refused[pattern] ?? 0) + 1;
    }
    for (const edit of textPlan.edits) {
      if (edit.rule) {
        this.addMatches(edit.rule.id, file, 1);
        this.replacements += 1;
      } else {
        this.filledTranslations += 1;
        // People read a rule of the brand there; the profile's own are counted where the name itself stands.
        for (const rule of edit.filledBy?.filter(({ origin }) => origin === 'brand') ?? []) {
          this.addMatches(rule.id, file, 1);
        }
      }
    }
    this.replacements += patches;
    if (textPlan.edits.length + patches === 0) {
      return;
    }
    const content = Buffer.from(textPlan.result);
    const before = digestOf(original);
    const sample = sampleOf(text, textPlan);
    const undo: Undo = { type: 'text', passes: [...passes, undoOf(text, textPlan.edits)] };
    this.changes.push({ file, before, content, undo });
    this.files.push({
      file,
      edits: textPlan.edits.length + patches,
      before,
      after: digestOf(content),
      ...(sample && { sample }),
    });
  }
}

function sampleOf(text: string, { edits }: TextPlan): z.infer<typeof EditSample> | undefined {
  const edit = edits.find(candidate => candidate.rule);
  if (!edit?.rule) {
    return undefined;
  }
  const { line } = placeOf(text, edit.start);
  return {
    line,
    kind: edit.kind,
    rule: edit.rule.id,
    before: text.slice(edit.start, edit.end),
    after: edit.raw,
  };
}
