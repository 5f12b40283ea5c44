import { LiveryError } from '@livery/contracts';
import type { TextEdit } from '../record/undo';
import { ProtectedText } from '../rules/ProtectedText';
import { findReplacements, type ProtectedSpan, replacePlain } from '../rules/replace';
import type { Rule } from '../rules/rule';
import { type Language, scanners } from '../tokens/language';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';
import { proveEdits } from './prove';
import { findOverlap, mergeSpans } from '../rules/spans';

/** What the planner of one text must know. */
export interface TextContext {
  readonly file: string;
  readonly language: Language;
  /** The rules that apply to this file. */
  readonly rules: readonly Rule[];
  readonly protectedPatterns: readonly RegExp[];
  readonly translationCalls: readonly string[];
  /** For a file of translations: what the translator fills in. */
  readonly placeholder: RegExp | undefined;
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
  /** Offsets of translations whose key names the app and whose text does not. */
  readonly unnamedTranslations: readonly number[];
  /** Whether people still read what stands there: it was neither replaced nor may it stay. */
  isLeftOnShow(start: number, end: number): boolean;
  /** False when the file is not what its language says: it is left alone. */
  readonly scannable: boolean;
}

function protectedTextOf(text: string, context: TextContext): ProtectedText {
  const { protectedPatterns, placeholder } = context;
  return new ProtectedText(text, placeholder ? [...protectedPatterns, placeholder] : protectedPatterns);
}

function escapesOf(text: string, segment: Segment): ProtectedSpan[] {
  const { escapes } = segment.encoding;
  if (!escapes) {
    return [];
  }
  return [...text.slice(segment.start, segment.end).matchAll(escapes)].map(match => ({
    start: segment.start + match.index,
    end: segment.start + match.index + match[0].length,
    pattern: undefined,
  }));
}

/**
 * Plans the edits of one text, and proves that they change nothing but what they say.
 *
 * @throws LiveryError `edit-unprovable` when the result would not be the same file with other words
 */
export function planText(text: string, context: TextContext): TextPlan {
  const scanner = scanners[context.language];
  const scan = scanner(text, context);
  if (!scan.complete) {
    return {
      edits: [],
      result: text,
      refused: [],
      unwritable: [],
      unnamedTranslations: [],
      isLeftOnShow: () => false,
      scannable: false,
    };
  }

  const protectedText = protectedTextOf(text, context);
  const edits: Edit[] = [];
  const editedSegments = new Set<Segment>();
  const unwritable: Unwritable[] = [];
  const refused: string[] = [];
  for (const segment of scan.segments) {
    const { kind } = segment;
    if (kind === 'key') {
      continue;
    }
    const found = findReplacements(text, { ...segment, kind }, context.rules, () =>
      mergeSpans([...protectedText.near(segment.start, segment.end), ...escapesOf(text, segment)]),
    );
    refused.push(...found.refused);
    for (const { start, end, plain, rule } of found.replacements) {
      const raw = isWritable(plain, context) ? segment.encoding.encode(plain) : undefined;
      if (raw === undefined) {
        unwritable.push({ start, plain, kind });
      } else {
        edits.push({ start, end, raw, plain, kind, rule });
        editedSegments.add(segment);
      }
    }
  }

  const unnamedTranslations: number[] = [];
  if (context.placeholder) {
    planTranslations(text, scan, context, editedSegments, edits, unnamedTranslations);
  }

  edits.sort((one, other) => one.start - other.start);
  refuseGrowth(text, edits, context.file);
  const result = applyEdits(text, edits);
  if (edits.length > 0) {
    proveEdits({ file: context.file, text, result, scan, rescan: scanner(result, context), edits });
  }
  const displayed = scan.segments.filter(segment => segment.kind !== 'key' && segment.kind !== 'docstring');
  return {
    edits,
    result,
    refused,
    unwritable,
    unnamedTranslations,
    isLeftOnShow: (start, end) =>
      findOverlap(displayed, start, end) !== undefined &&
      findOverlap(edits, start, end) === undefined &&
      findOverlap(protectedText.near(start, end), start, end) === undefined,
    scannable: true,
  };
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

/** Whether a text can stand in a file at all; i18next would read some of it inside a translation. */
function isWritable(plain: string, context: TextContext): boolean {
  return (
    plain.isWellFormed() &&
    !/[\u0000-\u0008\v\f\u000e-\u001f]/.test(plain) &&
    (context.placeholder === undefined || !/\{\{|\}\}|\$t\(/.test(plain))
  );
}

/**
 * An empty translation falls back to its key, the English sentence with the old name in it, in any language that is set as
 * the default: https://www.i18next.com/principles/fallback. So the branded sentence is written into it.
 */
function planTranslations(
  text: string,
  scan: Scan,
  context: TextContext,
  editedSegments: ReadonlySet<Segment>,
  edits: Edit[],
  unnamedTranslations: number[],
): void {
  for (const [index, key] of scan.segments.entries()) {
    const value = scan.segments[index + 1];
    const isPair =
      key.kind === 'key' && value?.kind === 'value' && /^"\s*:\s*"$/.test(text.slice(key.end, value.start));
    if (!value || !isPair) {
      continue;
    }
    const sentence = key.encoding.decode(text.slice(key.start, key.end)) ?? '';
    const { replacements } = findReplacements(
      sentence,
      { start: 0, end: sentence.length, kind: 'value' },
      context.rules,
      () => protectedTextOf(sentence, context).near(0, sentence.length),
    );
    if (replacements.length === 0) {
      continue;
    }
    if (value.start === value.end) {
      const plain = replacePlain(sentence, replacements);
      edits.push({
        start: value.start,
        end: value.end,
        raw: value.encoding.encode(plain) ?? '',
        plain,
        kind: 'value',
        rule: undefined,
        filledBy: replacements.map(({ rule }) => rule),
      });
    } else if (!editedSegments.has(value) && replacements.some(({ rule }) => rule.origin === 'profile')) {
      unnamedTranslations.push(value.start);
    }
  }
}

/** The text with the edits, which are sorted, put in. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return replacePlain(
    text,
    edits.map(({ start, end, raw }) => ({ start, end, plain: raw })),
  );
}
