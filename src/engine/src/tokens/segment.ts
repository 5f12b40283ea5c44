import type { TokenKind } from '@livery/contracts';
import { type Encoding } from './encodings/encoding';

/** A span of a file that holds text for people, or a `key` that only looks like it. */
export interface Segment {
  /** Offset of the first character inside the delimiters, in UTF-16 units. */
  readonly start: number;
  /** Offset behind the last character inside the delimiters. */
  readonly end: number;
  /** `key`: an object key or the argument of a translation call. It is never edited. */
  readonly kind: TokenKind | 'key';
  readonly encoding: Encoding;
}

/** What a scanner found in one file. */
export interface Scan {
  /** In the order of the file, without overlap. */
  readonly segments: readonly Segment[];
  /** Whether every string, bracket and tag that was opened was closed again. */
  readonly complete: boolean;
}

/** What a scanner must know besides the text. */
export interface ScanOptions {
  /** Callees whose arguments are translation keys, for example `$i18n.t`. */
  readonly translationCalls: readonly string[];
  /**
   * Sorted offsets that the caller is interested in: tokens without one may be left out, but for the value behind a key that has one.
   * Only for scanners all of whose encodings tell `isWhole`, since nobody can compare tokens that are left out.
   */
  readonly near?: readonly number[] | undefined;
}

/** Finds the segments of a text. Never throws, whatever the text is. */
export type Scanner = (text: string, options: ScanOptions) => Scan;
