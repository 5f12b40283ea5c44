import { type Escape, PatternTranslator, type TranslatedPattern } from './PatternTranslator';
import { ASCII_SPACES, PYTHON_SPACES, type Spaces } from './spaces';
import { Untranslatable } from './Untranslatable';

interface Flags {
  /** `a`: `\w`, `\d`, `\s` and `\b` mean ASCII. */
  readonly ascii: boolean;
  /** `m`: `$` is the end of every line. */
  readonly multiline: boolean;
}

/** What Python takes for a letter, digit or underscore, as RE2 writes it in brackets. */
const WORD = '\\p{L}\\p{N}_';

/** Everything else. A set in brackets cannot be turned round, so it is written out: U+203F to U+FF3F are other underscores. */
const NOT_WORD =
  '\\p{M}\\p{S}\\p{Z}\\p{C}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\x{203f}\\x{2040}\\x{2054}\\x{fe33}\\x{fe34}\\x{fe4d}-\\x{fe4f}\\x{ff3f}';

/**
 * Translates an expression of Python's `re` with the flags MULTILINE and DOTALL, which is what the Customizer's engine ran on:
 * https://docs.python.org/3.11/library/re.html#regular-expression-syntax
 *
 * @throws Untranslatable for what has no equal
 */
export function translatePythonPattern(pattern: string): TranslatedPattern {
  return new PythonPattern(pattern).translate();
}

class PythonPattern extends PatternTranslator {
  protected readonly lowestCountIsOptional = true;
  protected readonly classesCanBeEmpty = false;
  readonly #scopes: Flags[] = [];
  #flags: Flags = { ascii: false, multiline: true };

  protected override scopeOpened(): void {
    this.#scopes.push(this.#flags);
  }

  protected override scopeClosed(): void {
    this.#flags = this.#scopes.pop() ?? this.#flags;
  }

  protected override skipComments(): boolean {
    const { column } = this.reader;
    while (this.reader.take('(?#')) {
      this.#readComment(column);
    }
    this.change(column, '');
    return this.reader.column > column;
  }

  protected readExtension(column: number): void {
    const { reader } = this;
    if (reader.take(':')) {
      this.open(column, '(?:', { counts: false });
    } else if (reader.take('P<')) {
      const name = reader.takeUntil('>') ?? '';
      if (name === '' || /^\d/.test(name)) {
        throw Untranslatable.invalid('a group without a proper name', column);
      }
      this.open(column, `(?P<${name}>`, { name, counts: true });
    } else if (reader.take('#')) {
      this.#readComment(column);
      this.change(column, '');
    } else {
      this.#refuseConstruct(column);
      this.#readFlags(column);
    }
  }

  #refuseConstruct(column: number): void {
    const constructs: Readonly<Record<string, string>> = {
      'P=': 'a back-reference',
      '=': 'a look-ahead',
      '!': 'a look-ahead',
      '<=': 'a look-behind',
      '<!': 'a look-behind',
      '(': 'a condition',
      '>': 'an atomic group',
    };
    for (const [start, name] of Object.entries(constructs)) {
      if (this.reader.take(start)) {
        throw Untranslatable.construct(name, column);
      }
    }
  }

  #readComment(column: number): void {
    if (this.reader.takeUntil(')') === undefined) {
      throw Untranslatable.invalid('a comment without ")"', column);
    }
  }

  #readFlags(column: number): void {
    const { reader } = this;
    const on = reader.takeWhile(/[aiLmsux]/);
    const off = reader.take('-') ? reader.takeWhile(/[imsx]/) : '';
    const end = reader.next();
    if (on + off === '' || (end !== ')' && end !== ':') || (end === ')' && off !== '')) {
      throw Untranslatable.invalid('an unknown kind of group', column);
    }
    if (on.includes('x')) {
      throw Untranslatable.construct('the flag x', column);
    }
    if (on.includes('L')) {
      throw Untranslatable.construct('the flag L', column);
    }
    const flags = {
      ascii: on.includes('a') || (this.#flags.ascii && !on.includes('u')),
      multiline: on.includes('m') || (this.#flags.multiline && !off.includes('m')),
    };
    if (on.includes('i')) {
      this.differ(
        flags.ascii
          ? 'With the flags a and i, Python knew the case of ASCII only; RE2 also takes "ſ" for an "s", and the Kelvin sign for a "k".'
          : 'With the flag i, Python took "ı" and "İ" for an "i" as well; RE2 does not.',
      );
    }
    const [kept, dropped] = [on, off].map(letters => letters.replace(/[^ims]/g, ''));
    const text = `${kept}${dropped === '' ? '' : `-${dropped}`}`;
    if (end === ':') {
      this.open(column, `(?${text}:`, { counts: false });
    } else if (this.shape.isAtStart) {
      this.rewrite(column, text === '' ? '' : `(?${text})`);
    } else {
      throw new Untranslatable(
        `It sets a flag at column ${column}, behind its start, which newer releases of Python refuse and older ones read as a flag of the whole.`,
      );
    }
    this.#flags = flags;
  }

  protected special(character: string, column: number): string {
    if (character === '$' && !this.#flags.multiline) {
      throw Untranslatable.construct('a "$" without the flag m', column);
    }
    return character;
  }

  protected dashBesideSet(column: number): string {
    throw Untranslatable.invalid('a range from or to a set', column);
  }

  protected readEscape(place: 'outside' | 'inside'): Escape {
    const { reader } = this;
    const { column } = reader;
    reader.next();
    const letter = reader.next();
    if (letter === undefined) {
      throw Untranslatable.invalid('a backslash with nothing behind it', column);
    }
    const set = this.#setOf(letter);
    if (set) {
      return { kind: 'set', ...set };
    }
    if (/\d/.test(letter)) {
      return this.#readNumber(letter, column, place);
    }
    switch (letter) {
      case 'A':
        return { kind: 'place', outside: '\\A', inside: undefined };
      case 'Z':
        return { kind: 'place', outside: '\\z', inside: undefined };
      case 'B':
      case 'b':
        return this.#edgeOfWord(letter, place);
      case 'N':
        throw Untranslatable.construct('a character by its name (\\N)', column);
      case 'x':
      case 'u':
      case 'U':
        return this.#readCode(letter, column);
      default:
    }
    if (/[a-z]/i.test(letter) && !'afnrtv'.includes(letter)) {
      throw Untranslatable.invalid(`"\\${letter}"`, column);
    }
    // RE2 refuses a backslash before anything beyond ASCII.
    return character(letter > '\u007f' ? letter : `\\${letter}`);
  }

  #edgeOfWord(letter: string, place: 'outside' | 'inside'): Escape {
    if (letter === 'b' && place === 'inside') {
      return character('\\x08');
    }
    if (!this.#flags.ascii) {
      this.differ(
        `"\\${letter}" knew the letters of every script in Python; in RE2 only those of ASCII, digits and underscores are part of a word.`,
      );
    }
    return { kind: 'place', outside: `\\${letter}`, inside: undefined };
  }

  #setOf(letter: string): { outside: string; inside: string } | undefined {
    const { ascii } = this.#flags;
    const spaces: Spaces = ascii ? ASCII_SPACES : PYTHON_SPACES;
    const same = (text: string) => ({ outside: text, inside: text });
    switch (letter) {
      case 'd':
        return same(ascii ? '\\d' : '\\p{Nd}');
      case 'D':
        return same(ascii ? '\\D' : '\\P{Nd}');
      case 'w':
        return ascii ? same('\\w') : { outside: `[${WORD}]`, inside: WORD };
      case 'W':
        return ascii ? same('\\W') : { outside: `[^${WORD}]`, inside: NOT_WORD };
      case 's':
        return { outside: `[${spaces.inside}]`, inside: spaces.inside };
      case 'S':
        return { outside: `[^${spaces.inside}]`, inside: spaces.others };
      default:
        return undefined;
    }
  }

  #readCode(letter: string, column: number): Escape {
    const digits = { x: 2, u: 4, U: 8 }[letter] ?? 0;
    const code = this.reader.takeHexadecimal(digits);
    if (code === undefined || parseInt(code, 16) > 0x10ffff) {
      throw Untranslatable.invalid(`"\\${letter}" without ${digits} hexadecimal digits`, column);
    }
    return character(letter === 'x' ? `\\x${code}` : `\\x{${code}}`);
  }

  /** An octal code, or a back-reference: https://docs.python.org/3.11/library/re.html#index-33 */
  #readNumber(first: string, column: number, place: 'outside' | 'inside'): Escape {
    const { reader } = this;
    const start = reader.column;
    const octal = first + (first < '8' ? reader.takeWhile(/[0-7]/, 2) : '');
    const isOctal = first === '0' || octal.length === 3 || (place === 'inside' && first < '8');
    if (!isOctal) {
      reader.rewind(start);
      throw place === 'outside'
        ? Untranslatable.construct('a back-reference', column)
        : Untranslatable.invalid(`"\\${first}"`, column);
    }
    if (parseInt(octal, 8) > 0o377) {
      throw Untranslatable.invalid(`"\\${octal}"`, column);
    }
    return character(`\\x{${parseInt(octal, 8).toString(16)}}`);
  }
}

function character(text: string): Escape {
  return { kind: 'character', outside: text, inside: text };
}
