import { type Escape, PatternTranslator, type TranslatedPattern } from './PatternTranslator';
import { JAVASCRIPT_SPACES } from './spaces';
import { Untranslatable } from './Untranslatable';

/**
 * Translates an expression of JavaScript without any flag that changes what it matches, which is what the Customizer's tool
 * page made of its rules: https://tc39.es/ecma262/#sec-regexp-regular-expression-objects
 *
 * @throws Untranslatable for what has no equal
 */
export function translateJavascriptPattern(pattern: string): TranslatedPattern {
  try {
    // Only to have it checked; it is never run.
    new RegExp(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*\/: /s, '') : '';
    throw new Untranslatable(`It never was a valid expression: ${reason}.`);
  }
  return new JavascriptPattern(pattern).translate();
}

class JavascriptPattern extends PatternTranslator {
  protected readonly lowestCountIsOptional = false;
  protected readonly classesCanBeEmpty = true;

  protected readExtension(column: number): void {
    const { reader } = this;
    if (reader.take(':')) {
      this.open(column, '(?:', { counts: false });
    } else if (reader.take('=') || reader.take('!')) {
      throw Untranslatable.construct('a look-ahead', column);
    } else if (reader.take('<=') || reader.take('<!')) {
      throw Untranslatable.construct('a look-behind', column);
    } else if (reader.take('<')) {
      const name = reader.takeUntil('>') ?? '';
      this.open(column, `(?<${name}>`, { name, counts: true });
    } else {
      throw Untranslatable.construct('flags for a group', column);
    }
  }

  /** The tool page had neither of the flags `m` and `s`, which the rules of a brand have. */
  protected special(character: string): string {
    return { '^': '\\A', $: '\\z', '.': '[^\\n\\r\\x{2028}\\x{2029}]' }[character] ?? character;
  }

  protected dashBesideSet(): string {
    return '\\-';
  }

  protected override checkLiteral(literal: string, column: number, place: 'outside' | 'inside'): void {
    const isQuantified = '*+?{'.includes(this.reader.peek() ?? ' ');
    if (literal.length > 1 && (place === 'inside' || isQuantified)) {
      throw Untranslatable.construct(`a half of "${literal}", as JavaScript reads it,`, column);
    }
  }

  protected readEscape(place: 'outside' | 'inside'): Escape {
    const { reader } = this;
    const { column } = reader;
    reader.next();
    const letter = reader.next() ?? '';
    const { inside, others } = JAVASCRIPT_SPACES;
    switch (letter) {
      case 'd':
      case 'D':
      case 'w':
      case 'W':
        return { kind: 'set', outside: `\\${letter}`, inside: `\\${letter}` };
      case 's':
        return { kind: 'set', outside: `[${inside}]`, inside };
      case 'S':
        return { kind: 'set', outside: `[^${inside}]`, inside: others };
      case 'b':
      case 'B':
        return place === 'inside'
          ? character(letter === 'b' ? '\\x08' : letter)
          : { kind: 'place', outside: `\\${letter}`, inside: undefined };
      case 'f':
      case 'n':
      case 'r':
      case 't':
      case 'v':
        return character(`\\${letter}`);
      case 'x':
        return this.#readCode(letter, 2, column);
      case 'u':
        return this.#readCode(letter, 4, column);
      case 'c':
        return this.#readControl(column);
      case 'k':
        throw Untranslatable.construct('a back-reference', column);
      default:
    }
    if (/\d/.test(letter)) {
      return this.#readNumber(letter, column, place);
    }
    this.checkLiteral(letter, column, place);
    // A letter that means nothing else stands for itself; with its backslash RE2 would read it as something of its own.
    return character(/[a-z]/i.test(letter) || letter > '\u007f' ? letter : `\\${letter}`);
  }

  /** Without its digits, the letter stands for itself. */
  #readCode(letter: string, digits: number, column: number): Escape {
    const code = this.reader.takeHexadecimal(digits);
    if (code === undefined) {
      return character(letter);
    }
    if (/^d[89a-f]/i.test(code) && digits === 4) {
      throw Untranslatable.construct('a half of a character', column);
    }
    return character(`\\x{${code}}`);
  }

  #readControl(column: number): Escape {
    const letter = this.reader.takeWhile(/[a-z]/i, 1);
    if (letter === '') {
      throw Untranslatable.construct('"\\c" without a letter', column);
    }
    return character(`\\x{${(letter.charCodeAt(0) % 32).toString(16)}}`);
  }

  #readNumber(first: string, column: number, place: 'outside' | 'inside'): Escape {
    if (first === '0' && !/\d/.test(this.reader.peek() ?? '')) {
      return character('\\x00');
    }
    throw Untranslatable.construct(
      place === 'outside' && first !== '0' ? 'a back-reference' : 'an octal code',
      column,
    );
  }
}

function character(text: string): Escape {
  return { kind: 'character', outside: text, inside: text };
}
