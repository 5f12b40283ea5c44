import { LiveryError, type UnnamedTranslation } from '@livery/contracts';
import { ProtectedText } from '../rules/ProtectedText';
import { findReplacements, replacePlain } from '../rules/replace';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';
import type { TextContext, Unwritable } from './text';
import { fillsInTheSame, isWritable } from './writable';

/** What the brand and the profile say of the translations in one file. */
export interface TranslationPolicy {
  readonly unnamed: UnnamedTranslation;
  /** English sentence → the text that the brand puts there. */
  readonly texts: Readonly<Record<string, string>>;
  /** Sentences that state facts about the upstream. */
  readonly statements: readonly { expression: RegExp; reason: string }[];
}

/** A sentence about the upstream, which the brand makes a sentence about the company. */
export interface Statement {
  readonly offset: number;
  readonly sentence: string;
  readonly reason: string;
}

/** The key in front of a value: `"Sign in to …": "…"`, in a document or in an object of a script. */
export function keyOf(text: string, scan: Scan, index: number): Segment | undefined {
  const key = scan.segments[index - 1];
  const value = scan.segments[index];
  const isPair =
    key?.kind === 'key' &&
    value !== undefined &&
    value.kind !== 'key' &&
    value.start - key.end < 32 &&
    /^\\?["']\s*:\s*\\?["'`]$/.test(text.slice(key.end, value.start));
  return isPair ? key : undefined;
}

/** Plans the translations of one file, a pair of key and value at a time. */
export class TranslationPlanner {
  /** Offsets of translations whose key names the app and whose text does not. */
  readonly unnamed: number[] = [];
  readonly statements: Statement[] = [];
  /** Values that cannot hold what the rules make of their sentence. */
  readonly unwritable: Unwritable[] = [];
  /** Sentences of `policy.texts` that the file has. */
  readonly usedTexts: string[] = [];
  readonly #text: string;
  readonly #context: TextContext;
  readonly #policy: TranslationPolicy;

  constructor(text: string, context: TextContext, policy: TranslationPolicy) {
    this.#text = text;
    this.#context = context;
    this.#policy = policy;
  }

  /**
   * Plans one translation.
   *
   * An empty one falls back to its key, the English sentence with the old name in it, in any language that is set as the
   * default: https://www.i18next.com/principles/fallback. So the branded sentence is written into it.
   *
   * @param editText - plans the rules for the text of the value, as for any other text
   * @returns the edits of the value
   * @throws LiveryError `brand-invalid` for a text of the brand that lacks what the app fills in
   */
  plan(key: Segment, value: Segment, editText: () => Edit[]): Edit[] {
    const sentence = key.encoding.decode(this.#text.slice(key.start, key.end)) ?? '';
    const { texts } = this.#policy;
    const own = Object.hasOwn(texts, sentence) ? texts[sentence] : undefined;
    if (own !== undefined) {
      this.usedTexts.push(sentence);
      this.#checkPlaceholders(sentence, own);
      return this.#replace(value, sentence, own);
    }
    const protectedText = new ProtectedText(sentence, this.#context.protectedPatterns);
    const legalText = new ProtectedText(sentence, this.#context.legalPatterns ?? []);
    const { replacements } = findReplacements(
      sentence,
      { start: 0, end: sentence.length, kind: 'value' },
      this.#context.rules,
      { all: () => protectedText.near(0, sentence.length), legal: () => legalText.near(0, sentence.length) },
    );
    const namesApp = replacements.some(({ rule }) => rule.origin === 'profile');
    if (namesApp) {
      this.#note(sentence, value.start);
    }
    const branded = replacePlain(sentence, replacements);
    const filledBy = replacements.map(({ rule }) => rule);
    if (replacements.length > 0 && value.start === value.end) {
      return this.#replace(value, sentence, branded, filledBy);
    }
    const edits = editText();
    if (!namesApp || edits.length > 0) {
      return edits;
    }
    if (this.#policy.unnamed === 'blank') {
      return this.#replace(value, sentence, branded, filledBy);
    }
    this.unnamed.push(value.start);
    return [];
  }

  /** The whole text of a value. */
  #replace(value: Segment, sentence: string, plain: string, filledBy: Edit['filledBy'] = []): Edit[] {
    const { placeholder } = this.#context;
    const isSafe = isWritable(plain, undefined) && fillsInTheSame(sentence, plain, placeholder);
    const raw = isSafe ? value.encoding.encode(plain) : undefined;
    if (raw === undefined) {
      this.unwritable.push({ start: value.start, plain, kind: 'value' });
      return [];
    }
    return this.#text.slice(value.start, value.end) === raw
      ? []
      : [{ start: value.start, end: value.end, raw, plain, kind: 'value', rule: undefined, filledBy }];
  }

  #note(sentence: string, offset: number): void {
    for (const { expression, reason } of this.#policy.statements) {
      if (expression.test(sentence)) {
        this.statements.push({ offset, sentence, reason });
      }
    }
  }

  #checkPlaceholders(sentence: string, text: string): void {
    const { placeholder, file } = this.#context;
    if (!fillsInTheSame(sentence, text, placeholder)) {
      const wanted = placeholder ? [...sentence.matchAll(placeholder)].map(String) : [];
      throw new LiveryError('brand-invalid', {
        message: `The brand translates ${JSON.stringify(sentence)} for ${file} by ${JSON.stringify(text)}, which does not hold what the app fills in: ${wanted.join(', ') || 'nothing'}.`,
        hint: 'Write each placeholder of the English sentence once, and no other.',
      });
    }
  }
}
