import { LiveryError } from '@livery/contracts';
import type { TextEdit } from '../record/undo';
import { ProtectedText } from '../rules/ProtectedText';
import { findReplacements, type ProtectedSpan, type Replacement, replacePlain } from '../rules/replace';
import type { Rule } from '../rules/rule';
import { type Language, scanners } from '../tokens/language';
import type { Scan, Segment } from '../tokens/segment';
import type { Edit } from './edit';
import { placeOf, proveEdits } from './prove';
import { overlapsAny } from '../rules/spans';

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

/** What happens to one text. */
export interface TextPlan {
  readonly edits: readonly Edit[];
  readonly result: string;
  /** The pattern of every match that a protected span kept. */
  readonly refused: readonly string[];
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
 * @throws LiveryError `edit-unprovable` when the replacement cannot be written at its place
 */
export function planText(text: string, context: TextContext): TextPlan {
  const scanner = scanners[context.language];
  const scan = scanner(text, context);
  if (!scan.complete) {
    return {
      edits: [],
      result: text,
      refused: [],
      unnamedTranslations: [],
      isLeftOnShow: () => false,
      scannable: false,
    };
  }

  const protectedText = protectedTextOf(text, context);
  const edits: Edit[] = [];
  const editedSegments = new Set<Segment>();
  const refused: string[] = [];
  for (const segment of scan.segments) {
    const { kind } = segment;
    if (kind === 'key') {
      continue;
    }
    const found = findReplacements(text, { ...segment, kind }, context.rules, (start, end) => [
      ...protectedText.near(start, end),
      ...escapesOf(text, segment),
    ]);
    refused.push(...found.refused);
    for (const replacement of found.replacements) {
      edits.push(editOf(text, segment, replacement, context));
      editedSegments.add(segment);
    }
  }

  const unnamedTranslations: number[] = [];
  if (context.placeholder) {
    planTranslations(text, scan, context, editedSegments, edits, unnamedTranslations);
  }

  edits.sort((one, other) => one.start - other.start);
  const result = applyEdits(text, edits);
  if (edits.length > 0) {
    proveEdits({ file: context.file, text, result, scan, rescan: scanner(result, context), edits });
  }
  const displayed = scan.segments.filter(segment => segment.kind !== 'key' && segment.kind !== 'docstring');
  return {
    edits,
    result,
    refused,
    unnamedTranslations,
    isLeftOnShow: (start, end) =>
      overlapsAny(displayed, start, end) &&
      !overlapsAny(edits, start, end) &&
      !protectedText.near(start, end).some(span => span.start < end && start < span.end),
    scannable: true,
  };
}

function editOf(text: string, segment: Segment, replacement: Replacement, context: TextContext): Edit {
  const { start, end, plain, rule } = replacement;
  const raw = segment.encoding.encode(plain);
  if (raw === undefined || segment.kind === 'key') {
    const place = placeOf(text, start);
    throw new LiveryError('edit-unprovable', {
      message: `The text ${JSON.stringify(plain)} cannot be written into the ${segment.kind} at ${context.file}:${place.line}:${place.column}.`,
      hint: 'Use a name without quotes and backslashes, or keep this file out of the rule with "files".',
    });
  }
  return { start, end, raw, plain, kind: segment.kind, rule };
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
      context.rules.filter(rule => rule.origin === 'profile'),
      (start, end) => protectedTextOf(sentence, context).near(start, end),
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
      });
    } else if (!editedSegments.has(value)) {
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
