import type { Brand, BrandRule, Expectation, TokenKind } from '@livery/contracts';
import picomatch from 'picomatch';
import { compileExpression, type SearchTime } from './expression';
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

/** What a rule for addresses works on besides: they stand in `href` and `src`. */
const ADDRESSES: readonly TokenKind[] = ['reference'];
const ADDRESS = /[a-z]:\/\/|mailto:/i;

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

function compileBrandRule(rule: BrandRule, index: number, spent: SearchTime): Rule {
  const where = `rule ${index + 1} of the brand`;
  const isForAddresses = ADDRESS.test(rule.pattern.replaceAll('\\', ''));
  const kinds: readonly TokenKind[] = [
    ...PLAINLY_DISPLAYED,
    ...(isForAddresses ? ADDRESSES : []),
    ...(rule.files ? (['plain'] as const) : []),
  ];
  return {
    ...scope(rule, kinds),
    appliesToFile: rule.files ? linearMatcherOf(rule.files) : () => true,
    addsFiles: rule.files !== undefined,
    unsafe: rule.unsafe,
    id: `rule-${index + 1}`,
    origin: 'brand',
    pattern: rule.pattern,
    replacement: rule.replacement,
    expect: rule.expect,
    needles: rule.use_regex ? undefined : [rule.pattern],
    find: rule.use_regex
      ? compileExpression(rule, where, spent)
      : findLiteral([rule.pattern], rule.replacement),
  };
}

/**
 * The rules of a brand, its own first: they win over the profile's when both match the same text.
 *
 * @throws LiveryError `brand-invalid` for an expression that RE2 does not have
 */
export function compileRules(profile: Profile, brand: Brand): Rule[] {
  const moreKinds = brand.include.flatMap(name => profile.options[name]?.kinds ?? []);
  const spent: SearchTime = { run: 0 };
  return [
    ...brand.rules.map((rule, index) => compileBrandRule(rule, index, spent)),
    ...profile.names.map(rule => compileName(rule, brand, moreKinds)),
  ];
}
