import { type Encoding } from './encoding';
import { markupInside } from './markup';

/** What becomes of a sign that a program could read as code: it is doubled, it cannot be written, or it is a sign like any other. */
type Handling = 'doubled' | 'refused' | 'free';

/** What a program does with a string besides showing it. */
export interface StringUsage {
  /** `%`, the sign of `'…' % values`. */
  readonly percent: Handling;
  /** `{` and `}`, the signs of `'…'.format(values)`. */
  readonly braces: Handling;
  readonly isPattern: boolean;
  readonly isMarkup: boolean;
}

const PATTERN_SIGN = /[\\^$.|?*+()[\]{}]/;

/** A regular expression in a string: nobody can say whether a sign of its language shall mean itself. */
export function patternInside(outer: Encoding): Encoding {
  return { ...outer, encode: plain => (PATTERN_SIGN.test(plain) ? undefined : outer.encode(plain)) };
}

/** A string that a program may format. What it does with it is asked when the string is to be edited, which few are. */
export class FormattedString implements Encoding {
  readonly #outer: Encoding;
  readonly #usage: () => StringUsage;
  #known: Encoding | undefined;

  constructor(outer: Encoding, usage: () => StringUsage) {
    this.#outer = outer;
    this.#usage = usage;
  }

  get escapes(): RegExp | undefined {
    return this.#inner.escapes;
  }

  encode(plain: string): string | undefined {
    return this.#inner.encode(plain);
  }

  decode(raw: string): string | undefined {
    return this.#inner.decode(raw);
  }

  get #inner(): Encoding {
    return (this.#known ??= encodingOf(this.#outer, this.#usage()));
  }
}

function encodingOf(outer: Encoding, { percent, braces, isPattern, isMarkup }: StringUsage): Encoding {
  const read = [
    ...(outer.escapes ? [outer.escapes.source] : []),
    ...(percent === 'free' ? [] : ['%%|%\\([^()]*\\)']),
    ...(braces === 'free' ? [] : ['\\{\\{|\\}\\}|\\{[^{}]*\\}']),
  ];
  const doubled = `${percent === 'doubled' ? '%' : ''}${braces === 'doubled' ? '{}' : ''}`;
  const refused = `${percent === 'refused' ? '%' : ''}${braces === 'refused' ? '{}' : ''}`;
  const formatted: Encoding = {
    ...(read.length > 0 && { escapes: new RegExp(read.join('|'), outer.escapes?.flags ?? 'g') }),
    encode: plain =>
      [...refused].some(sign => plain.includes(sign))
        ? undefined
        : outer.encode([...doubled].reduce((text, sign) => text.replaceAll(sign, sign + sign), plain)),
    decode: raw => {
      const plain = outer.decode(raw);
      return [...doubled].reduce((text, sign) => text?.replaceAll(sign + sign, sign), plain);
    },
  };
  const pattern = isPattern ? patternInside(formatted) : formatted;
  return isMarkup ? markupInside(pattern) : pattern;
}
