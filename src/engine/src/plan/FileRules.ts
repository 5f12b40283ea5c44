import type { Brand } from '@livery/contracts';
import type { Profile } from '../profile/schema';
import { Needles } from '../rules/Needles';
import { compileRules, matcherOf, type Rule } from '../rules/rule';
import { type Language, languageOf } from '../tokens/language';
import { type CompiledPatch, compilePatch } from './patches';
import type { TextContext } from './text';

/** What is done in one file. */
export interface FileScope {
  readonly language: Language;
  /** Whether the profile, or an option that the brand includes, scans the file. */
  readonly isScanned: boolean;
  readonly isProtected: boolean;
  readonly rules: readonly Rule[];
  readonly patches: readonly CompiledPatch[];
}

/** A rule for a style sheet that no profile lists is about its code, such as a colour; little in it is text for people. */
function unlistedLanguage(file: string): Language {
  const language = languageOf(file);
  return language === 'css' || language === 'scss' ? 'plain' : language;
}

/** Knows which rules work on which file, and what they leave alone in any. */
export class FileRules {
  readonly rules: readonly Rule[];
  readonly patches: readonly CompiledPatch[];
  /** What the planner of a text has to know of every file. */
  readonly context: Pick<
    TextContext,
    'protectedPatterns' | 'legalPatterns' | 'translationCalls' | 'spellings'
  >;
  readonly #needles = new Map<string, Needles>();
  readonly #isProtected: (file: string) => boolean;
  readonly #isLegal: (file: string) => boolean;
  readonly #languages: readonly { matches: (file: string) => boolean; language: Language }[];

  /** @throws LiveryError `brand-invalid` for a rule that cannot run */
  constructor(profile: Profile, brand: Brand) {
    const { protect } = profile;
    const chosen = brand.include.flatMap(name => profile.options[name]?.text ?? []);
    const patterns = protect.text.map(({ pattern, legal }) => ({
      legal,
      // A pattern is looked for with the lines around it; `^` and `$` are the ends of one.
      expression: new RegExp(pattern, 'gmu'),
    }));
    this.rules = compileRules(profile, brand);
    this.patches = profile.patches.map(compilePatch);
    this.context = {
      protectedPatterns: patterns.map(({ expression }) => expression),
      legalPatterns: patterns.filter(({ legal }) => legal).map(({ expression }) => expression),
      translationCalls: profile.translations?.calls ?? [],
      spellings: profile.residue,
    };
    this.#isProtected = matcherOf([...protect.files, ...protect.legalFiles]);
    this.#isLegal = matcherOf(protect.legalFiles);
    this.#languages = [...chosen, ...profile.text].map(({ files, language }) => ({
      matches: matcherOf(files),
      language,
    }));
  }

  /** Whether any rule or patch is for a file. */
  isOfInterest(file: string): boolean {
    const { rules, patches } = this.of(file);
    return rules.length + patches.length > 0;
  }

  /** Whether a rule or patch can match in a file, as far as can be told without reading it as its language. */
  mayChange(file: string, bytes: Buffer): boolean {
    const scope = this.of(file);
    if (scope.rules.length + scope.patches.length === 0) {
      return false;
    }
    const needles = this.needlesOf(scope);
    return !needles || needles.areIn(bytes);
  }

  /** Texts of which one stands in every file that a rule or patch can match; undefined when there are none such. */
  needlesOf({ rules, patches }: Pick<FileScope, 'rules' | 'patches'>): Needles | undefined {
    const texts: string[] = [];
    for (const own of [...patches.map(({ holds }) => holds && [holds]), ...rules.map(rule => rule.needles)]) {
      if (!own) {
        return undefined;
      }
      texts.push(...own);
    }
    const key = texts.join('\0');
    const needles = this.#needles.get(key) ?? new Needles(texts);
    this.#needles.set(key, needles);
    return needles;
  }

  of(file: string): FileScope {
    const listed = this.#languages.find(entry => entry.matches(file))?.language;
    const isScanned = listed !== undefined;
    const isProtected = this.#isProtected(file);
    const isLegal = isProtected && this.#isLegal(file);
    const works = (rule: Rule) =>
      !isLegal && (isScanned || rule.addsFiles) && (!isProtected || rule.unsafe) && rule.appliesToFile(file);
    return {
      language: listed ?? unlistedLanguage(file),
      isScanned,
      isProtected,
      rules: this.rules.filter(works),
      patches: isProtected ? [] : this.patches.filter(patch => patch.appliesToFile(file)),
    };
  }
}
