import { LiveryError } from '@livery/contracts';
import type { TextEdit } from '../record/undo';
import { ProtectedText } from '../rules/ProtectedText';
import { findReplacements, replacePlain } from '../rules/replace';
import type { Rule } from '../rules/rule';
import { findOverlap } from '../rules/spans';
import { escapeFinder } from '../tokens/escapes';
import { type Language, scanners } from '../tokens/language';
import { nearFinder } from '../tokens/near';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';
import { proveEdits } from './prove';
import { keyOf, type Statement, TranslationPlanner, type TranslationPolicy } from './translations';
import { isWritable } from './writable';

/** What the planner of one text must know. */
export interface TextContext {
  readonly file: string;
  readonly language: Language;
  /** The rules that apply to this file. */
  readonly rules: readonly Rule[];
  readonly protectedPatterns: readonly RegExp[];
  /** Those of them that hold for unsafe rules too. */
  readonly legalPatterns?: readonly RegExp[];
  readonly translationCalls: readonly string[];
  /** For a file of translations: what the translator fills in. */
  readonly placeholder: RegExp | undefined;
  /** For a file of translations: what becomes of them; reported when left out. */
  readonly translations?: TranslationPolicy;
  /** Other texts whose places the caller will ask for by `isLeftOnShow`. */
  readonly spellings?: readonly string[];
}

/** A place that cannot hold a text, such as a bytes literal and a name with an umlaut. */
export interface Unwritable {
  readonly start: number;
  readonly plain: string;
  readonly kind: string;
}

/** What happens to one text. */
export interface TextPlan {
  readonly edits: readonly Edit[];
  readonly result: string;
  /** The pattern of every match that a protected span kept. */
  readonly refused: readonly string[];
  /** Places that cannot hold what a rule puts there: they are left as they are. */
  readonly unwritable: readonly Unwritable[];
  /** Protected text that an unsafe rule replaced. */
  readonly overridden: readonly { start: number; pattern: string; rule: Rule }[];
  /** Offsets of translations whose key names the app and whose text does not. */
  readonly unnamedTranslations: readonly number[];
  readonly statements: readonly Statement[];
  /** English sentences of the brand's own translations that stand here. */
  readonly usedTexts: readonly string[];
  /** Whether people still read what stands there: it was neither replaced nor may it stay. */
  isLeftOnShow(start: number, end: number): boolean;
  /** False when the file is not what its language says: it is left alone. */
  readonly scannable: boolean;
}

const REPORT_ONLY: TranslationPolicy = { unnamed: 'report', texts: {}, statements: [] };

/**
 * Plans the edits of one text, and proves that they change nothing but what they say.
 *
 * @throws LiveryError `edit-unprovable` when the result would not be the same file with other words; `brand-invalid`
 */
export function planText(text: string, context: TextContext): TextPlan {
  const scanner = scanners[context.language];
  const needles = needlesOf(context);
  const near = needles && offsetsOf(text, needles);
  const scan = scanned(() => scanner(text, { ...context, near }));
  if (!scan?.complete) {
    return unscannable(text);
  }

  const more = context.placeholder ? [context.placeholder] : [];
  const protectedText = new ProtectedText(text, [...context.protectedPatterns, ...more]);
  const legalText = new ProtectedText(text, [...(context.legalPatterns ?? []), ...more]);
  const edits: Edit[] = [];
  const unwritable: Unwritable[] = [];
  const refused: string[] = [];
  const overridden: { start: number; pattern: string; rule: Rule }[] = [];
  const translations = new TranslationPlanner(text, context, context.translations ?? REPORT_ONLY);

  const editSegment = (segment: Segment, kind: Edit['kind']): Edit[] => {
    const { start, end } = segment;
    const protection = {
      all: () => protectedText.near(start, end),
      legal: () => legalText.near(start, end),
      escape: escapeFinder(text, segment),
    };
    const found = findReplacements(text, { start, end, kind }, context.rules, protection);
    found.refused.forEach(pattern => refused.push(pattern));
    return found.replacements.flatMap(replacement => {
      const { start: from, end: to, plain, rule, outranked } = replacement;
      const raw = isWritable(plain, context.placeholder) ? segment.encoding.encode(plain) : undefined;
      if (raw === undefined) {
        unwritable.push({ start: from, plain, kind });
        return [];
      }
      if (replacement.overridden !== undefined) {
        overridden.push({ start: from, pattern: replacement.overridden, rule });
      }
      return [{ start: from, end: to, raw, plain, kind, rule, outranked }];
    });
  };

  // One by one: a call takes no more than some ten thousand arguments.
  const add = (edit: Edit) => edits.push(edit);
  const mayMatch = nearFinder(near);
  let keyMayMatch = false;
  for (const [index, segment] of scan.segments.entries()) {
    const { kind, start, end } = segment;
    const isCandidate = mayMatch(start, end);
    if (kind === 'key') {
      keyMayMatch = isCandidate;
      continue;
    }
    const key = keyMayMatch || isCandidate ? context.placeholder && keyOf(text, scan, index) : undefined;
    if (key) {
      const editText = () => (isCandidate ? editSegment(segment, 'value') : []);
      translations.plan(key, segment, editText).forEach(add);
    } else if (isCandidate) {
      editSegment(segment, kind).forEach(add);
    }
    keyMayMatch = false;
  }

  refuseGrowth(text, edits, context.file);
  const result = applyEdits(text, edits);
  proveEdits({ file: context.file, text, result, scan, rescan: () => scanner(result, context), edits });
  return {
    edits,
    result,
    refused,
    unwritable: [...unwritable, ...translations.unwritable],
    overridden,
    unnamedTranslations: translations.unnamed,
    statements: translations.statements,
    usedTexts: translations.usedTexts,
    isLeftOnShow: (start, end) => {
      const segment = findOverlap(scan.segments, start, end);
      return (
        segment !== undefined &&
        segment.kind !== 'key' &&
        segment.kind !== 'docstring' &&
        findOverlap(edits, start, end) === undefined &&
        findOverlap(protectedText.near(segment.start, segment.end), start, end) === undefined
      );
    },
    scannable: true,
  };
}

/** A text that was made for it can ask an expression of a lexer for more stack than there is. It is a text that we cannot read. */
function scanned(scan: () => Scan): Scan | undefined {
  try {
    return scan();
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function unscannable(text: string): TextPlan {
  return {
    edits: [],
    result: text,
    refused: [],
    unwritable: [],
    overridden: [],
    unnamedTranslations: [],
    statements: [],
    usedTexts: [],
    isLeftOnShow: () => false,
    scannable: false,
  };
}

/** Texts of which one stands wherever there is something to do; undefined when that can be anywhere. */
function needlesOf({ rules, translations, spellings }: TextContext): string[] | undefined {
  const needles = [...(spellings ?? [])];
  for (const rule of rules) {
    if (!rule.needles) {
      return undefined; // a regular expression can match anywhere
    }
    needles.push(...rule.needles);
  }
  return Object.keys(translations?.texts ?? {}).length > 0 ? undefined : needles;
}

/** Where the needles are, in the order of the text. */
function offsetsOf(text: string, needles: readonly string[]): number[] {
  const offsets: number[] = [];
  for (const needle of new Set(needles)) {
    for (let found = text.indexOf(needle); found >= 0; found = text.indexOf(needle, found + needle.length)) {
      offsets.push(found);
    }
  }
  return offsets.sort((one, other) => one - other);
}

/** A rule that makes a book of every letter is a mistake, and fills the memory before the disk. */
function refuseGrowth(text: string, edits: readonly Edit[], file: string): void {
  const added = edits.reduce((sum, edit) => sum + edit.raw.length, 0);
  if (added > 10 * text.length + 1_000_000) {
    throw new LiveryError('brand-invalid', {
      message: `The rules of the brand would put ${added} characters into ${file}, which has ${text.length}.`,
      hint: 'Make the pattern of the rule match less.',
    });
  }
}

/** The text with the edits, which are sorted, put in. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return replacePlain(
    text,
    edits.map(({ start, end, raw }) => ({ start, end, plain: raw })),
  );
}
