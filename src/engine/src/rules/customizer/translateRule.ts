import { BrandRule } from '@livery/contracts';
import { translateJavascriptPattern } from './JavascriptPattern';
import { translatePythonPattern } from './PythonPattern';
import type { CustomizerRule } from './readRules';
import { readJavascriptReplacement, readPythonReplacement, writeReplacement } from './replacement';
import { Untranslatable } from './Untranslatable';

/** A rule as a brand has it, or the reason why it cannot be one. */
export type TranslatedRule =
  | {
      readonly rule: BrandRule;
      /** What is written in another way, each as `"this" as "that"`. */
      readonly changes: readonly string[];
      /** Sentences about what the rule does in another way. */
      readonly differences: readonly string[];
    }
  | { readonly refused: string };

/** The longest text that is read for a pattern or a replacement. What a brand can have is shorter. */
const MAXIMUM_LENGTH = 4000;

/** Makes one rule of the Customizer a rule of a brand. */
export function translateRule(old: CustomizerRule): TranslatedRule {
  if (old.pattern === '') {
    return { refused: 'It looks for nothing.' };
  }
  if (old.pattern.length > MAXIMUM_LENGTH || old.replacement.length > MAXIMUM_LENGTH) {
    return { refused: `It is longer than ${MAXIMUM_LENGTH} characters.` };
  }
  try {
    const { pattern, replacement, changes, differences } = translate(old);
    const parsed = BrandRule.safeParse({
      pattern,
      replacement,
      use_regex: old.expression !== undefined,
      // The Customizer never failed for a rule that found nothing.
      expect: { optional: true },
    });
    if (!parsed.success) {
      const problems = parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`);
      return { refused: `It does not fit into a brand: ${problems.join('; ')}.` };
    }
    return { rule: parsed.data, changes, differences };
  } catch (error) {
    if (error instanceof Untranslatable) {
      return { refused: error.message };
    }
    throw error;
  }
}

interface Translation {
  readonly pattern: string;
  readonly replacement: string;
  readonly changes: readonly string[];
  readonly differences: readonly string[];
}

function translate(old: CustomizerRule): Translation {
  switch (old.expression) {
    case 'python': {
      const translated = translatePythonPattern(old.pattern);
      const replacement = writeReplacement(readPythonReplacement(old.replacement, translated));
      return { ...translated, replacement, changes: withReplacement(translated.changes, old, replacement) };
    }
    case 'javascript': {
      const translated = translateJavascriptPattern(old.pattern);
      const parts = readJavascriptReplacement(old.replacement, translated);
      const replacement = writeReplacement(parts);
      const forgotten = parts.flatMap(part => {
        const group = typeof part === 'string' ? undefined : part.group;
        const number = typeof group === 'string' ? translated.groupNames.get(group) : group;
        return number !== undefined && translated.isRepeated(number) ? [group] : [];
      });
      return {
        ...translated,
        replacement,
        changes: withReplacement(translated.changes, old, replacement),
        differences: [
          ...translated.differences,
          ...[...new Set(forgotten)].map(
            group =>
              `JavaScript forgets the group ${group} at each turn of the repetition around it; RE2 keeps what it held last.`,
          ),
        ],
      };
    }
    default:
      return translateText(old);
  }
}

function translateText(old: CustomizerRule): Translation {
  const { pattern } = old;
  if (!old.isFromToolPage) {
    return { pattern, replacement: old.replacement, changes: [], differences: [] };
  }
  const parts = readJavascriptReplacement(old.replacement, { groupCount: 0, groupNames: new Map() });
  const replacement = parts.map(part => (typeof part === 'string' ? part : pattern)).join('');
  return { pattern, replacement, changes: withReplacement([], old, replacement), differences: [] };
}

function withReplacement(changes: readonly string[], old: CustomizerRule, replacement: string): string[] {
  return old.replacement === replacement
    ? [...changes]
    : [...changes, `the replacement "${old.replacement}" as "${replacement}"`];
}
