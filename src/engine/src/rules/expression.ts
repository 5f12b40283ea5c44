import { type BrandRule, LiveryError, messageOf } from '@livery/contracts';
import { RE2JS } from 're2js';
import type { Rule, RuleMatch } from './rule';
import type { Span } from './spans';

/** Time is linear in text × program, and repeat counts multiply the program: what is bounded is both. */
const MAXIMUM_PROGRAM_SIZE = 500;
const MAXIMUM_STEPS_PER_TOKEN = 1_000_000;
/** What searches may take, in milliseconds. One cannot be interrupted, so many small ones are added up. */
const MAXIMUM_MS = { token: 1_000, rule: 20_000, run: 60_000 } as const;

/** The time that all expressions of a run have taken, in milliseconds. */
export interface SearchTime {
  run: number;
}

/**
 * Compiles the regular expression of a rule.
 *
 * @param where - what errors call the rule
 * @param spent - one for all rules of a run
 * @throws LiveryError `brand-invalid` for an expression that RE2 does not have, or that costs too much; so does the search
 */
export function compileExpression(rule: BrandRule, where: string, spent: SearchTime): Rule['find'] {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(rule.pattern, RE2JS.MULTILINE | RE2JS.DOTALL);
  } catch (error) {
    throw new LiveryError('brand-invalid', {
      message: `The ${where} has the regular expression "${rule.pattern}", which cannot be used: ${messageOf(error).replace('(?m)(?s)', '')}.`,
      hint: 'Correct it, or leave use_regex out to look for the text as it is. RE2 has no look-around and no back-references.',
      cause: error,
    });
  }
  const size = expression.programSize();
  if (size > MAXIMUM_PROGRAM_SIZE) {
    throw new LiveryError('brand-invalid', {
      message: `The ${where} has the regular expression "${rule.pattern}", which is too costly: it counts ${size} steps for each character, and at most ${MAXIMUM_PROGRAM_SIZE} are allowed.`,
      hint: 'Use smaller repeat counts such as {0,10}, and do not nest them.',
    });
  }
  const own = { rule: 0, token: 0 };
  return (text, token, from) => {
    if (from === token.start) {
      own.token = 0;
    }
    const isLong = size * (token.end - token.start) > MAXIMUM_STEPS_PER_TOKEN;
    if (isLong || own.token > MAXIMUM_MS.token || own.rule > MAXIMUM_MS.rule || spent.run > MAXIMUM_MS.run) {
      throw new LiveryError('brand-invalid', {
        message: `The ${where} has the regular expression "${rule.pattern}", which takes too long on this source${spent.run > MAXIMUM_MS.run ? ' together with the others' : ''}.`,
        hint: 'Write it without large repeat counts, take the text as it is instead (without use_regex), or keep long files out of it with "files".',
      });
    }
    const started = performance.now();
    try {
      return search(text, token, from);
    } finally {
      const took = performance.now() - started;
      own.token += took;
      own.rule += took;
      spent.run += took;
    }
  };

  function search(text: string, token: Span, from: number): RuleMatch | undefined {
    // The whole token is the input, so that ^, \A and \b mean its start and not where the last match ended.
    const matcher = expression.matcher(text.slice(token.start, token.end));
    for (let found = matcher.find(from - token.start); found; found = matcher.find()) {
      if (matcher.end() > matcher.start()) {
        const plain = rule.replacement.replace(
          /\$(?:\$|(\d{1,2})|\{(\w{1,40})\})/g,
          (whole, index?: string, name?: string) =>
            whole === '$$' ? '$' : groupOf(matcher, index === undefined ? name : Number(index), where),
        );
        return { start: token.start + matcher.start(), end: token.start + matcher.end(), plain };
      }
    }
    return undefined;
  }
}

function groupOf(
  matcher: { group(group?: string | number): string | null },
  group: string | number | undefined,
  where: string,
): string {
  try {
    return matcher.group(group) ?? '';
  } catch (error) {
    throw new LiveryError('brand-invalid', {
      message: `The ${where} refers to the group ${group}, which its pattern does not have.`,
      hint: 'Number the groups from 1, and write $$ for a dollar sign.',
      cause: error,
    });
  }
}
