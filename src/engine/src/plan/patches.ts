import type { Patch } from '../profile/schema';
import type { TextEdit } from '../record/undo';
import { matcherOf } from '../rules/rule';
import { applyEdits } from './text';

/** A change of code that is ready to run. */
export interface CompiledPatch extends Patch {
  readonly expression: RegExp;
  readonly appliesToFile: (file: string) => boolean;
  /** A text that stands in every file it matches; without it every file is looked at. */
  readonly needle: Buffer | undefined;
}

/** One pass over a text: the text before it, and its edits in their order. */
export interface Pass {
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/** A text after the changes of code that go before the rules. */
export interface PatchedText {
  readonly text: string;
  /** Patch → how often it matched. */
  readonly matches: Readonly<Record<string, number>>;
  readonly passes: readonly Pass[];
}

/** Makes a patch of a profile ready to run. */
export function compilePatch(patch: Patch): CompiledPatch {
  return {
    ...patch,
    expression: new RegExp(patch.pattern, 'gu'),
    appliesToFile: matcherOf(patch.files),
    needle: patch.holds === undefined ? undefined : Buffer.from(patch.holds),
  };
}

/** Makes the changes of code. What they leave has to be readable in its language like any text. */
export function patchText(text: string, patches: readonly CompiledPatch[]): PatchedText {
  const matches: Record<string, number> = {};
  const passes: Pass[] = [];
  let result = text;
  for (const { id, expression, replacement } of patches) {
    const edits = [...result.matchAll(expression)].map(match => ({
      start: match.index,
      end: match.index + match[0].length,
      raw: replacement,
    }));
    if (edits.length > 0) {
      matches[id] = edits.length;
      passes.push({ text: result, edits });
      result = applyEdits(result, edits);
    }
  }
  return { text: result, matches, passes };
}
