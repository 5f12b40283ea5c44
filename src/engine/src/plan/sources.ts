import type { Brand, RuleResult } from '@livery/contracts';
import type { Patch, Profile } from '../profile/schema';
import type { Pacer } from '../Pacer';
import { undoOf, type UndoSpan } from '../record/undo';
import { compileRules, matcherOf, type Rule } from '../rules/rule';
import { type Language, languageOf } from '../tokens/language';
import { readTextWith } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import type { PatchedText, PlanCollector } from './collector';
import { meets } from './expectation';
import { applyEdits, planText, type TextPlan } from './text';

interface CompiledPatch extends Patch {
  readonly expression: RegExp;
  readonly appliesToFile: (file: string) => boolean;
}

/** Plans every text file of a tree, and tells what each rule came to. */
export async function planSources(
  tree: SourceTree,
  profile: Profile,
  brand: Brand,
  collector: PlanCollector,
  pacer: Pacer,
): Promise<RuleResult[]> {
  const rules = compileRules(profile, brand);
  const patches = profile.patches.map(patch => ({
    ...patch,
    expression: new RegExp(patch.pattern, 'gu'),
    appliesToFile: matcherOf(patch.files),
  }));
  const planner = new SourcePlanner(profile, rules, patches, collector);
  for (const file of tree.files) {
    planner.plan(tree, file);
    if (pacer.isDue) {
      await pacer.rest();
    }
  }
  const resultOf = (
    rule: Pick<RuleResult, 'id' | 'origin' | 'pattern' | 'replacement' | 'expect'>,
  ): RuleResult => {
    const matched = collector.matchesOf(rule.id);
    const matches = Object.values(matched).reduce((sum, count) => sum + count, 0);
    const { id, origin, pattern, replacement, expect } = rule;
    return { id, origin, pattern, replacement, expect, matches, files: matched, met: meets(expect, matches) };
  };
  return [...rules, ...patches.map(patch => ({ ...patch, origin: 'profile' as const }))].map(resultOf);
}

class SourcePlanner {
  readonly #profile: Profile;
  readonly #rules: readonly Rule[];
  readonly #patches: readonly CompiledPatch[];
  readonly #collector: PlanCollector;
  readonly #isProtected: (file: string) => boolean;
  readonly #isTranslation: (file: string) => boolean;
  readonly #languages: readonly { matches: (file: string) => boolean; language: Language }[];
  readonly #protectedPatterns: readonly RegExp[];
  readonly #placeholder: RegExp;
  /** The app's own name in any spelling: where one is left on show, the branding is not complete. */
  readonly #spellings: RegExp;

  constructor(
    profile: Profile,
    rules: readonly Rule[],
    patches: readonly CompiledPatch[],
    collector: PlanCollector,
  ) {
    this.#profile = profile;
    this.#rules = rules;
    this.#patches = patches;
    this.#collector = collector;
    this.#isProtected = matcherOf(profile.protect.files);
    this.#isTranslation = profile.translations ? matcherOf(profile.translations.files) : () => false;
    this.#languages = profile.text.map(entry => ({
      matches: matcherOf(entry.files),
      language: entry.language,
    }));
    this.#protectedPatterns = profile.protect.text.map(entry => new RegExp(entry.pattern, 'gu'));
    this.#placeholder = new RegExp(profile.translations?.placeholder ?? '(?!)', 'gu');
    this.#spellings = new RegExp(profile.residue.map(escapeExpression).join('|'), 'gu');
  }

  plan(tree: SourceTree, file: string): void {
    const listed = this.#languages.find(entry => entry.matches(file))?.language;
    const rules = this.#rules.filter(rule => (listed || rule.addsFiles) && rule.appliesToFile(file));
    if (rules.length === 0 || this.#isProtected(file)) {
      return;
    }
    const patches = this.#patches.filter(patch => patch.appliesToFile(file));
    this.#collector.scannedFiles += 1;
    const read = readTextWith(tree, file, patches.length > 0 ? undefined : needlesOf(rules));
    if (!read) {
      return;
    }
    if (read.text === undefined) {
      this.#collector.findings.push({
        code: 'file-not-scannable',
        message: `${file} holds the name, but is not UTF-8 text, or too large for one; it was left alone.`,
      });
      return;
    }
    const language = listed ?? languageOf(file);
    const patched = patchText(read.text, patches);
    const textPlan = planText(patched.text, {
      file,
      language,
      rules,
      protectedPatterns: this.#protectedPatterns,
      translationCalls: this.#profile.translations?.calls ?? [],
      placeholder: this.#isTranslation(file) ? this.#placeholder : undefined,
    });
    if (!textPlan.scannable) {
      this.#collector.findings.push({
        code: 'file-not-scannable',
        message: `${file} holds the name, but could not be read as ${language}; it was left alone.`,
      });
      return;
    }
    this.#collector.addText(file, read.bytes, patched, textPlan);
    this.#report(file, patched.text, textPlan);
  }

  /** What a person should look at in a text that has been planned. */
  #report(file: string, text: string, textPlan: TextPlan): void {
    const collector = this.#collector;
    for (const { start, plain, kind } of textPlan.unwritable) {
      const message = `${JSON.stringify(plain)} cannot be written into this ${kind}, so it is as it was.`;
      collector.addFinding('place-unwritable', message, file, text, start);
    }
    for (const offset of textPlan.unnamedTranslations) {
      collector.addFinding(
        'translation-without-name',
        'The English sentence names the app, but this translation does not in a spelling that the profile knows.',
        file,
        text,
        offset,
      );
    }
    for (const match of text.matchAll(this.#spellings)) {
      if (textPlan.isLeftOnShow(match.index, match.index + match[0].length)) {
        collector.residue += 1;
        collector.addFinding('residue', `"${match[0]}" is still on show.`, file, text, match.index);
      }
    }
  }
}

/** Makes the changes of code. What they leave has to be readable in its language like any text. */
function patchText(text: string, patches: readonly CompiledPatch[]): PatchedText {
  const matches: Record<string, number> = {};
  const passes: UndoSpan[][] = [];
  let result = text;
  for (const { id, expression, replacement } of patches) {
    const edits = [...result.matchAll(expression)].map(match => ({
      start: match.index,
      end: match.index + match[0].length,
      raw: replacement,
    }));
    if (edits.length > 0) {
      matches[id] = edits.length;
      passes.push(undoOf(result, edits));
      result = applyEdits(result, edits);
    }
  }
  return { text: result, matches, passes };
}

function needlesOf(rules: readonly Rule[]): Buffer[] | undefined {
  const needles: Buffer[] = [];
  for (const rule of rules) {
    if (!rule.needles) {
      return undefined;
    }
    needles.push(...rule.needles.map(needle => Buffer.from(needle)));
  }
  return needles;
}

function escapeExpression(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
}
