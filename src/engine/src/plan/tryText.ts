import type { Brand, Trial, TrialMatch } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import type { Rule } from '../rules/rule';
import { type Language, scanners } from '../tokens/language';
import type { SourceTree } from '../tree/SourceTree';
import type { Edit } from './edit';
import { FileRules } from './FileRules';
import { placeOf } from './place';
import { planText, type TextContext, type TextPlan } from './text';
import { TranslationFiles } from './TranslationFiles';

/** The languages that a text can be tried in. */
export const TRIAL_LANGUAGES = Object.keys(scanners) as Language[];

/** Where a text would stand. */
export interface TrialPlace {
  /** Path from the root of the source. Without it every rule is tried, whatever its files. */
  readonly file?: string;
  /** Without it that of the file, and without one HTML, in which what stands outside of tags is text that people read. */
  readonly language?: Language;
}

/** Nothing but the text is looked at. */
const NO_FILES: SourceTree = {
  location: '',
  files: [],
  has: () => false,
  read: () => Buffer.alloc(0),
};

/**
 * Says what the rules of a brand make of a text, by the same code that plans a source. The changes of code that a profile makes to
 * single files are not part of it.
 *
 * @throws LiveryError `brand-invalid` for a rule that cannot run, `edit-unprovable`
 */
export function tryText(text: string, profile: Profile, brand: Brand, place: TrialPlace = {}): Trial {
  const { file } = place;
  const fileRules = new FileRules(profile, brand);
  const scope = scopeOf(fileRules, profile.id, place);
  if (scope.leftAlone !== undefined) {
    return leave(text, scope.leftAlone);
  }
  const translations =
    file === undefined ? { placeholder: undefined } : new TranslationFiles(NO_FILES, profile, brand).of(file);
  const context: TextContext = {
    file: file ?? 'the text',
    language: scope.language,
    rules: scope.rules,
    ...fileRules.context,
    ...translations,
  };
  const plan = planText(text, context);
  if (!plan.scannable) {
    return leave(
      text,
      `It cannot be read as ${scope.language}: something that is opened in it is not closed.`,
    );
  }
  const reasons = new Map(
    profile.protect.text.map(({ pattern, reason }) => [new RegExp(pattern, 'u').source, reason]),
  );
  return {
    result: plan.result,
    matches: plan.edits.map(edit => matchOf(text, edit, plan)),
    refused: [...countOf(plan.refused)].map(([pattern, matches]) => ({
      pattern,
      // What no entry of the profile protects is what the translator fills in.
      reason: reasons.get(pattern) ?? 'what the app fills in',
      matches,
    })),
    unwritable: plan.unwritable.map(({ start, plain, kind }) => ({
      ...placeOf(text, start),
      kind,
      text: plain,
    })),
  };
}

function scopeOf(
  fileRules: FileRules,
  profile: string,
  { file, language }: TrialPlace,
): { language: Language; rules: readonly Rule[]; leftAlone?: string } {
  if (file === undefined) {
    return { language: language ?? 'html', rules: fileRules.rules };
  }
  const scope = fileRules.of(file);
  const reason = scope.isProtected
    ? `The profile ${profile} protects ${file}.`
    : `The profile ${profile} does not scan ${file}, and no rule of the brand names it in "files".`;
  return {
    language: language ?? scope.language,
    rules: scope.rules,
    ...(scope.rules.length === 0 && { leftAlone: reason }),
  };
}

function leave(text: string, leftAlone: string): Trial {
  return { result: text, matches: [], refused: [], unwritable: [], leftAlone };
}

function matchOf(text: string, edit: Edit, { overridden }: TextPlan): TrialMatch {
  const { start, end, kind, raw, rule } = edit;
  const pattern = overridden.find(override => override.start === start)?.pattern;
  return {
    ...placeOf(text, start),
    kind,
    ...(rule && { rule: rule.id }),
    before: text.slice(start, end),
    after: raw,
    ...(pattern !== undefined && { overridden: pattern }),
  };
}

function countOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
