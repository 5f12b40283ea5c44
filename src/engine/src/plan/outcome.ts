import type { EditSample, FileResult, Finding } from '@livery/contracts';
import type { z } from 'zod';
import { digestOf } from '../digest';
import { undoOf, type UndoPasses } from '../record/undo';
import type { Edit } from './edit';
import type { FilePlan } from './FilePlanner';
import { placeOf } from './place';

/** The new content of one file. */
export interface Change {
  readonly file: string;
  /** Digest of what stands there now. */
  readonly before: string;
  /** Undefined when the file is to go. */
  readonly content: Buffer | undefined;
  /** How the original comes back from the content; undefined when it is to be kept as a whole. */
  readonly undo: UndoPasses | undefined;
}

/** What is left of the plan of a file once its texts are not needed any more: a tree has many, and they are large. */
export interface FileOutcome {
  readonly file: string;
  readonly language: string;
  readonly findings: readonly Finding[];
  /** Patch → how often it matched. */
  readonly patches: Readonly<Record<string, number>>;
  readonly edits: readonly Pick<Edit, 'rule' | 'filledBy' | 'outranked'>[];
  readonly refused: readonly string[];
  readonly usedTexts: readonly string[];
  /** What is to be written, if anything. */
  readonly written: { readonly change: Change; readonly result: FileResult } | undefined;
}

/** Sums up the plan of a file. */
export function outcomeOf(plan: FilePlan): FileOutcome {
  const { file, language, findings, patches, edited } = plan;
  return {
    file,
    language,
    findings,
    patches,
    edits: edited.edits.map(({ rule, filledBy, outranked }) => ({
      rule,
      ...(filledBy && { filledBy }),
      ...(outranked && { outranked }),
    })),
    refused: edited.refused,
    usedTexts: edited.usedTexts,
    written: plan.passes.length > 0 ? writtenBy(plan) : undefined,
  };
}

function writtenBy({ file, original, result, passes, edited }: FilePlan): FileOutcome['written'] {
  const content = Buffer.from(result);
  const before = digestOf(original);
  const sample = sampleOf(edited);
  const undo = passes.map(({ text, edits }) => undoOf(text, edits));
  return {
    change: { file, before, content, undo },
    result: {
      file,
      edits: passes.reduce((sum, { edits }) => sum + edits.length, 0),
      before,
      after: digestOf(content),
      ...(sample && { sample }),
    },
  };
}

function sampleOf({ text, edits }: FilePlan['edited']): z.infer<typeof EditSample> | undefined {
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
