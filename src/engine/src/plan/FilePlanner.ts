import { type Finding, LiveryError, messageOf } from '@livery/contracts';
import type { Language } from '../tokens/language';
import { readTextWith } from '../tree/readText';
import type { SourceTree } from '../tree/SourceTree';
import type { FileRules, FileScope } from './FileRules';
import { findingsOf, spellingsExpression, unreadableFinding } from './findings';
import { type Pass, patchText } from './patches';
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
  /** Whether the texts are those of the file; without that they are empty, and it stays as it is. */
  readonly isReadable: boolean;
}

/** Plans the files of a tree, one at a time. */
export class FilePlanner {
  /** How many files were looked into so far. */
  scannedFiles = 0;
  readonly #fileRules: FileRules;
  readonly #translations: TranslationFiles;
  /** The app's own name in any spelling: where one is left on show, the branding is not complete. */
  readonly #spellings: RegExp;

  constructor(fileRules: FileRules, translations: TranslationFiles) {
    this.#fileRules = fileRules;
    this.#translations = translations;
    this.#spellings = spellingsExpression(fileRules.context.spellings ?? []);
  }

  /** Plans a file of the tree; undefined when nothing in it concerns a rule. */
  plan(tree: SourceTree, file: string): FilePlan | undefined {
    const scope = this.#fileRules.of(file);
    const { rules, patches } = scope;
    if (rules.length + patches.length === 0) {
      return undefined;
    }
    this.scannedFiles += 1;
    const read = readTextWith(tree, file, this.#fileRules.needlesOf(scope));
    if (!read) {
      return undefined;
    }
    if (read.text === undefined) {
      return unreadable(file, read.bytes, 'is not UTF-8 text, or too large for one');
    }
    return this.#planNamed(file, read.bytes, read.text, scope);
  }

  /** Plans a text as if it stood in a file: the source in a source map, for example. */
  planSource(file: string, text: string): FilePlan | undefined {
    const scope = this.#fileRules.of(file);
    return scope.rules.length === 0
      ? undefined
      : this.#planNamed(file, Buffer.alloc(0), text, { ...scope, patches: [] });
  }

  /** The plan of a file that no rule concerns. */
  readUnplanned(tree: SourceTree, file: string): FilePlan {
    const read = readTextWith(tree, file, undefined);
    if (read?.text === undefined) {
      return { ...unreadable(file, Buffer.alloc(0), ''), findings: [] };
    }
    const { bytes, text } = read;
    return {
      ...unreadable(file, bytes, ''),
      originalText: text,
      result: text,
      findings: [],
      isReadable: true,
    };
  }

  /** @throws LiveryError; an error that nobody expected says of which file it is */
  #planNamed(file: string, original: Buffer, text: string, scope: FileScope): FilePlan {
    try {
      return this.#planText(file, original, text, scope);
    } catch (error) {
      if (error instanceof LiveryError) {
        throw error;
      }
      throw new LiveryError('internal', {
        message: `${file} could not be planned: ${messageOf(error)}.`,
        hint: 'Nothing was written. Please report it with that file; until then a profile can leave it alone with "protect.files".',
        cause: error,
      });
    }
  }

  #planText(file: string, original: Buffer, originalText: string, scope: FileScope): FilePlan {
    const { language, rules } = scope;
    const patched = patchText(originalText, scope.patches);
    const { text } = patched;
    const textPlan = planText(text, {
      file,
      language,
      rules,
      ...this.#fileRules.context,
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
      isReadable: true,
    };
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
    isReadable: false,
  };
}
