import type { TokenKind } from '@livery/contracts';
import type { Rule } from '../rules/rule';

/** One replaced span. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** As it stands in the file, escaped for its token. */
  readonly raw: string;
  /** As people read it. */
  readonly plain: string;
  readonly kind: TokenKind;
  /** The rule, or undefined for a translation that was empty. */
  readonly rule: Rule | undefined;
  /** Rules of the profile that the rule of the brand came before: their text is still where it is expected. */
  readonly outranked?: readonly Rule[];
  /** The rules that made the sentence of an empty translation. */
  readonly filledBy?: readonly Rule[];
}
