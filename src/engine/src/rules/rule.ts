import {
  type Brand,
  type BrandRule,
  type Expectation,
  LiveryError,
  messageOf,
  type TokenKind,
} from '@livery/contracts';
import picomatch from 'picomatch';
import { RE2JS } from 're2js';
import { linearMatcherOf } from './glob';
import type { Span } from './spans';
import type { NameRule, Profile } from '../profile/schema';

/** A match in a text, with what shall stand there in plain words. */
export interface RuleMatch {
  readonly start: number;
  readonly end: number;
  readonly plain: string;
}

/** A rule that is ready to run. */
export interface Rule {
  readonly id: string;
  readonly origin: 'profile' | 'brand';
  readonly pattern: string;
  readonly replacement: string;
  readonly expect: Expectation;
  /** Texts of which one stands in every file that the rule can match; undefined for a regular expression. */
  readonly needles: readonly string[] | undefined;
  /** Whether the rule names files of its own, beyond those that the profile scans. */
  readonly addsFiles: boolean;
  /** Whether the rule may go where the profile protects something that is not the licence. */
  readonly unsafe: boolean;
  appliesToFile(file: string): boolean;
  appliesToKind(kind: TokenKind): boolean;
  /** The first match in a token that starts at or after `from`. */
  find(text: string, token: Span, from: number): RuleMatch | undefined;
}

/** What people read. Docstrings and plain files are for those who name them. */
const DISPLAYED: readonly TokenKind[] = ['text', 'attribute', 'string', 'template', 'value'];

/** What a rule of the brand works on unless it says more: a string of code can be an identifier that only looks like a word. */
const PLAINLY_DISPLAYED: readonly TokenKind[] = ['text', 'attribute', 'value'];

/** A test for paths against globs; a name that starts with a dot is a name like any other. */
export function matcherOf(globs: readonly string[]): (file: string) => boolean {
  return picomatch([...globs], { dot: true });
}

function scope(rule: { kinds?: TokenKind[] }, defaults: readonly TokenKind[]) {
  const kinds = new Set(rule.kinds ?? defaults);
  return {
    addsFiles: false,
    unsafe: false,
    appliesToKind: (kind: TokenKind) => kinds.has(kind),
  };
}

function findLiteral(texts: readonly string[], plain: string): Rule['find'] {
  return (text, token, from) => {
    // The slice keeps the search inside the token: looking on to the end of the file for each would be quadratic.
    const part = text.slice(from, token.end);
    let best: RuleMatch | undefined;
    for (const literal of texts) {
      const index = part.indexOf(literal);
      const start = from + index;
      const end = start + literal.length;
      if (index >= 0 && (!best || start < best.start || (start === best.start && end > best.end))) {
        best = { start, end, plain };
      }
    }
    return best;
  };
}

/** @param moreKinds - what the brand asks for besides, such as docstrings */
function compileName(rule: NameRule, brand: Brand, moreKinds: readonly TokenKind[]): Rule {
  const fields = { name: brand.name, shortName: brand.shortName ?? brand.name };
  // One pass over the template, so that a name that looks like a field is not expanded again.
  const replacement = rule.replacement.replace(
    /\{(name|shortName)\}/g,
    (_field, key: keyof typeof fields) => fields[key],
  );
  return {
    ...scope(rule, [...DISPLAYED, ...moreKinds]),
    appliesToFile: rule.files ? matcherOf(rule.files) : () => true,
    id: rule.id,
    origin: 'profile',
    pattern: rule.match.join(' | '),
    replacement,
    expect: rule.expect,
    needles: rule.match,
    find: findLiteral(rule.match, replacement),
  };
}

/** Time is linear in text × program, and repeat counts multiply the program: what is bounded is both. */
const MAXIMUM_PROGRAM_SIZE = 500;
const MAXIMUM_STEPS_PER_TOKEN = 1_000_000;
/** All searches of one rule together, in milliseconds. A search cannot be interrupted, so many small ones are added up. */
const MAXIMUM_TIME_MS = 20_000;

function compileExpression(rule: BrandRule, where: string): Rule['find'] {
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
  let spentMs = 0;
  return (text, token, from) => {
    if (size * (token.end - token.start) > MAXIMUM_STEPS_PER_TOKEN || spentMs > MAXIMUM_TIME_MS) {
      throw new LiveryError('brand-invalid', {
        message: `The ${where} has the regular expression "${rule.pattern}", which takes too long on this source.`,
        hint: 'Write it without large repeat counts, or keep long files out of it with "files".',
      });
    }
    const started = performance.now();
    try {
      return search(text, token, from);
    } finally {
      spentMs += performance.now() - started;
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

function compileBrandRule(rule: BrandRule, index: number): Rule {
  const where = `rule ${index + 1} of the brand`;
  return {
    ...scope(rule, rule.files ? [...PLAINLY_DISPLAYED, 'plain'] : PLAINLY_DISPLAYED),
    appliesToFile: rule.files ? linearMatcherOf(rule.files) : () => true,
    addsFiles: rule.files !== undefined,
    unsafe: rule.unsafe,
    id: `rule-${index + 1}`,
    origin: 'brand',
    pattern: rule.pattern,
    replacement: rule.replacement,
    expect: rule.expect,
    needles: rule.use_regex ? undefined : [rule.pattern],
    find: rule.use_regex ? compileExpression(rule, where) : findLiteral([rule.pattern], rule.replacement),
  };
}

/**
 * The rules of a brand, its own first: they win over the profile's when both match the same text.
 *
 * @throws LiveryError `brand-invalid` for an expression that RE2 does not have
 */
export function compileRules(profile: Profile, brand: Brand): Rule[] {
  const moreKinds = brand.include.flatMap(name => profile.options[name]?.kinds ?? []);
  return [
    ...brand.rules.map(compileBrandRule),
    ...profile.names.map(rule => compileName(rule, brand, moreKinds)),
  ];
}
