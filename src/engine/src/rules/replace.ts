import type { TokenKind } from '@livery/contracts';
import type { Rule, RuleMatch } from './rule';
import { findOverlap, type Span } from './spans';

/** A span that no rule may touch, and why. */
export interface ProtectedSpan {
  readonly start: number;
  readonly end: number;
  /** The pattern of the profile. */
  readonly pattern: string;
}

/** A match together with the rule that found it. */
export interface Replacement extends RuleMatch {
  readonly rule: Rule;
  /** The protected pattern that an unsafe rule went over. */
  readonly overridden?: string;
  /** Rules of the profile that would have matched there, had a rule of the brand not come first. */
  readonly outranked: readonly Rule[];
}

/** The protected spans near a token, sorted and without overlap; asked for when there is a match. */
export interface Protection {
  /** What no rule touches. */
  all(): readonly ProtectedSpan[];
  /** The part of it that a rule which says `unsafe` does not touch either. */
  legal(): readonly ProtectedSpan[];
  /** The escape sequence of the language that a match would cut into. Asked in the order of the text. */
  escape?(start: number, end: number): Span | undefined;
}

/** What {@link findReplacements} found in one span. */
export interface Replacements {
  readonly replacements: Replacement[];
  /** The protected pattern of every match that was left alone. */
  readonly refused: string[];
}

/**
 * Finds what the rules replace between two offsets, in one pass: the first match wins, the longest of those that
 * start together, the earlier rule of those that are equal. Nothing that was put in is looked at again.
 *
 * A match that touches a protected span is refused, and the search goes on behind it.
 */
export function findReplacements(
  text: string,
  span: { start: number; end: number; kind: TokenKind },
  rules: readonly Rule[],
  protection: Protection,
): Replacements {
  const replacements: Replacement[] = [];
  const refused: string[] = [];
  const candidates = rules.filter(rule => rule.appliesToKind(span.kind));
  const next: (RuleMatch | undefined)[] = candidates.map(rule => rule.find(text, span, span.start));
  let position = span.start;
  let all: readonly ProtectedSpan[] | undefined;
  let legal: readonly ProtectedSpan[] | undefined;

  for (;;) {
    let winner = -1;
    for (const [index, rule] of candidates.entries()) {
      const match = next[index];
      if (match && match.start < position) {
        next[index] = rule.find(text, span, position);
      }
      const found = next[index];
      const best = next[winner];
      if (
        found &&
        (!best || found.start < best.start || (found.start === best.start && found.end > best.end))
      ) {
        winner = index;
      }
    }
    const match = next[winner];
    const rule = candidates[winner];
    if (!match || !rule) {
      return { replacements, refused };
    }
    all ??= protection.all();
    const touched = findOverlap(all, match.start, match.end);
    const blocker =
      touched && rule.unsafe ? findOverlap((legal ??= protection.legal()), match.start, match.end) : touched;
    const escape = protection.escape?.(match.start, match.end);
    if (blocker) {
      refused.push(blocker.pattern);
    }
    if (blocker ?? escape) {
      position = Math.max(blocker?.end ?? 0, escape?.end ?? 0, match.start + 1);
    } else {
      const outranked = candidates.filter(
        (other, index) =>
          rule.origin === 'brand' &&
          other.origin === 'profile' &&
          (next[index]?.start ?? Infinity) < match.end,
      );
      const overridden = touched?.pattern;
      replacements.push({ ...match, rule, outranked, ...(overridden !== undefined && { overridden }) });
      position = match.end;
    }
  }
}

/** The text with the replacements put in as they are. */
export function replacePlain(text: string, replacements: readonly RuleMatch[]): string {
  let result = '';
  let position = 0;
  for (const { start, end, plain } of replacements) {
    result += text.slice(position, start) + plain;
    position = end;
  }
  return result + text.slice(position);
}
