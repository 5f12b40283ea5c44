import type { Brand, Finding } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import { compileRules, matcherOf, type Rule } from '../rules/rule';
import { type Language, languageOf } from '../tokens/language';
import { readTextWith } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import { findingsOf, unreadableFinding } from './findings';
import { type CompiledPatch, compilePatch, type Pass, patchText } from './patches';
import { planText, type TextPlan } from './text';
import type { TranslationFiles } from './TranslationFiles';

/** What a text of a tree comes to. Nothing of it counts until its syntax has been checked. */
export interface FilePlan {
  readonly file: string;
  readonly language: Language;
  readonly original: Buffer;
  readonly originalText: string;
  /** What was done to it; nothing when the file stays as it is. */
  readonly passes: readonly Pass[];
  readonly result: string;
  /** Patch → how often it matched. */
  readonly patches: Readonly<Record<string, number>>;
  /** What the rules did. */
  readonly edited: Pick<TextPlan, 'edits' | 'refused' | 'usedTexts'> & { readonly text: string };
  readonly findings: readonly Finding[];
}

/** Knows what the profile and the brand say of each file, and plans one at a time. */
export class FilePlanner {
  readonly rules: readonly Rule[];
  readonly patches: readonly CompiledPatch[];
  /** How many files were looked into so far. */
  scannedFiles = 0;
  readonly #isProtected: (file: string) => boolean;
  readonly #isLegal: (file: string) => boolean;
  readonly #languages: readonly { matches: (file: string) => boolean; language: Language }[];
  readonly #protectedPatterns: readonly RegExp[];
  readonly #legalPatterns: readonly RegExp[];
  readonly #calls: readonly string[];
  readonly #translations: TranslationFiles;
  readonly #needles = new Map<string, Buffer>();
  /** The app's own name in any spelling: where one is left on show, the branding is not complete. */
  readonly #spellings: RegExp;
  readonly #residue: readonly string[];

  constructor(profile: Profile, brand: Brand, translations: TranslationFiles) {
    const { protect } = profile;
    const chosen = brand.include.flatMap(name => profile.options[name]?.text ?? []);
    const patterns = protect.text.map(entry => ({ ...entry, expression: new RegExp(entry.pattern, 'gu') }));
    this.rules = compileRules(profile, brand);
    this.patches = profile.patches.map(compilePatch);
    this.#isProtected = matcherOf([...protect.files, ...protect.legalFiles]);
    this.#isLegal = matcherOf(protect.legalFiles);
    this.#languages = [...chosen, ...profile.text].map(entry => ({
      matches: matcherOf(entry.files),
      language: entry.language,
    }));
    this.#protectedPatterns = patterns.map(({ expression }) => expression);
    this.#legalPatterns = patterns.filter(({ legal }) => legal).map(({ expression }) => expression);
    this.#calls = profile.translations?.calls ?? [];
    this.#translations = translations;
    this.#residue = profile.residue;
    this.#spellings = new RegExp(profile.residue.map(escapeExpression).join('|'), 'gu');
  }

  /** Plans a file of the tree; undefined when nothing in it concerns a rule. */
  plan(tree: SourceTree, file: string): FilePlan | undefined {
    const { language, rules, patches } = this.#rulesFor(file);
    if (rules.length + patches.length === 0) {
      return undefined;
    }
    this.scannedFiles += 1;
    const read = readTextWith(tree, file, this.#needlesOf(rules, patches));
    if (!read) {
      return undefined;
    }
    if (read.text === undefined) {
      return unreadable(file, read.bytes, 'is not UTF-8 text, or too large for one');
    }
    return this.#planText(file, read.bytes, read.text, { language, rules, patches });
  }

  /** Plans a text as if it stood in a file: the source in a source map, for example. */
  planSource(file: string, text: string): FilePlan | undefined {
    const { language, rules } = this.#rulesFor(file);
    return rules.length === 0
      ? undefined
      : this.#planText(file, Buffer.alloc(0), text, { language, rules, patches: [] });
  }

  /** The plan of a file that no rule concerns. */
  readUnplanned(tree: SourceTree, file: string): FilePlan {
    const original = tree.read(file);
    const text = original.toString('utf8');
    return { ...unreadable(file, original, ''), originalText: text, result: text, findings: [] };
  }

  #planText(
    file: string,
    original: Buffer,
    originalText: string,
    given: { language: Language; rules: readonly Rule[]; patches: readonly CompiledPatch[] },
  ): FilePlan {
    const { language, rules } = given;
    const patched = patchText(originalText, given.patches);
    const { text } = patched;
    const textPlan = planText(text, {
      file,
      language,
      rules,
      protectedPatterns: this.#protectedPatterns,
      legalPatterns: this.#legalPatterns,
      translationCalls: this.#calls,
      spellings: this.#residue,
      ...this.#translations.of(file),
    });
    if (!textPlan.scannable) {
      return unreadable(file, original, `could not be read as ${language}`);
    }
    const { edits, refused, usedTexts, result } = textPlan;
    return {
      file,
      language,
      original,
      originalText,
      passes: edits.length > 0 ? [...patched.passes, { text, edits }] : patched.passes,
      result,
      patches: patched.matches,
      edited: { text, edits, refused, usedTexts },
      findings: findingsOf(file, text, textPlan, this.#spellings),
    };
  }

  #rulesFor(file: string): { language: Language; rules: readonly Rule[]; patches: readonly CompiledPatch[] } {
    const listed = this.#languages.find(entry => entry.matches(file))?.language;
    const language = listed ?? languageOf(file);
    if (this.#isLegal(file)) {
      return { language, rules: [], patches: [] };
    }
    const isProtected = this.#isProtected(file);
    return {
      language,
      rules: this.rules.filter(
        rule =>
          (listed !== undefined || rule.addsFiles) &&
          (!isProtected || rule.unsafe) &&
          rule.appliesToFile(file),
      ),
      patches: isProtected ? [] : this.patches.filter(patch => patch.appliesToFile(file)),
    };
  }

  /** Texts of which one stands in every file that a rule or patch can match; undefined when there are none such. */
  #needlesOf(rules: readonly Rule[], patches: readonly CompiledPatch[]): Buffer[] | undefined {
    const needles: Buffer[] = [];
    for (const texts of [
      ...patches.map(({ holds }) => holds && [holds]),
      ...rules.map(rule => rule.needles),
    ]) {
      if (!texts) {
        return undefined;
      }
      needles.push(...texts.map(text => this.#needle(text)));
    }
    return needles;
  }

  #needle(text: string): Buffer {
    const needle = this.#needles.get(text) ?? Buffer.from(text);
    this.#needles.set(text, needle);
    return needle;
  }
}

function unreadable(file: string, original: Buffer, reason: string): FilePlan {
  return {
    file,
    language: 'plain',
    original,
    originalText: '',
    passes: [],
    result: '',
    patches: {},
    edited: { text: '', edits: [], refused: [], usedTexts: [] },
    findings: [unreadableFinding(file, reason)],
  };
}

function escapeExpression(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/]/g, '\\$&');
}
