import type { Brand, Trial, TrialMatch } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import { compileRules, matcherOf, type Rule } from '../rules/rule';
import { type Language, languageOf, scanners } from '../tokens/language';
import type { SourceTree } from '../tree/SourceTree';
import type { Edit } from './edit';
import { placeOf } from './prove';
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
  const scope = scopeOf(profile, brand, place);
  if (scope.leftAlone !== undefined) {
    return leave(text, scope.leftAlone);
  }
  const patterns = profile.protect.text.map(entry => ({
    ...entry,
    expression: new RegExp(entry.pattern, 'gu'),
  }));
  const translations =
    file === undefined ? { placeholder: undefined } : new TranslationFiles(NO_FILES, profile, brand).of(file);
  const context: TextContext = {
    file: file ?? 'the text',
    language: scope.language,
    rules: scope.rules,
    protectedPatterns: patterns.map(({ expression }) => expression),
    legalPatterns: patterns.filter(({ legal }) => legal).map(({ expression }) => expression),
    translationCalls: profile.translations?.calls ?? [],
    ...translations,
  };
  const plan = planText(text, context);
  if (!plan.scannable) {
    return leave(
      text,
      `It cannot be read as ${scope.language}: something that is opened in it is not closed.`,
    );
  }
  const reasons = new Map(patterns.map(({ expression, reason }) => [expression.source, reason]));
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

/** The rules that work on a file, as the planner of a source chooses them. */
function scopeOf(
  profile: Profile,
  brand: Brand,
  { file, language }: TrialPlace,
): { language: Language; rules: readonly Rule[]; leftAlone?: string } {
  const rules = compileRules(profile, brand);
  if (file === undefined) {
    return { language: language ?? 'html', rules };
  }
  const { legalFiles, files } = profile.protect;
  const chosen = brand.include.flatMap(name => profile.options[name]?.text ?? []);
  const listed = [...chosen, ...profile.text].find(entry => matcherOf(entry.files)(file))?.language;
  const isLegal = matcherOf(legalFiles)(file);
  const isProtected = isLegal || matcherOf(files)(file);
  const applying = isLegal
    ? []
    : rules.filter(
        rule =>
          (listed !== undefined || rule.addsFiles) &&
          (!isProtected || rule.unsafe) &&
          rule.appliesToFile(file),
      );
  const reason = isProtected
    ? `The profile ${profile.id} protects ${file}.`
    : `The profile ${profile.id} does not scan ${file}, and no rule of the brand names it in "files".`;
  return {
    language: language ?? listed ?? languageOf(file),
    rules: applying,
    ...(applying.length === 0 && { leftAlone: reason }),
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
