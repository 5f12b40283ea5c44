import { PatternReader } from './PatternReader';
import { CHARACTER, type Part, PatternShape, PLACE, type Quantifier } from './PatternShape';
import { readQuantifier, type WrittenQuantifier } from './readQuantifier';
import { Untranslatable } from './Untranslatable';

/** An expression of another engine, written for RE2 with the flags `m` and `s`, which all rules have. */
export interface TranslatedPattern {
  readonly pattern: string;
  readonly groupCount: number;
  /** Name → number. */
  readonly groupNames: ReadonlyMap<string, number>;
  /** Whether a group stands inside of a repetition. */
  isRepeated(group: number): boolean;
  /** What is written in another way and means the same, such as `"\Z" as "\z"`. */
  readonly changes: readonly string[];
  /** Sentences about what RE2 does in another way. */
  readonly differences: readonly string[];
}

/** What a backslash and the characters behind it stand for. */
export interface Escape {
  /** In RE2, outside of brackets. */
  readonly outside: string;
  /** In RE2, inside of brackets; undefined for a place, which cannot stand there. */
  readonly inside: string | undefined;
  /** `set`: one of several characters. */
  readonly kind: 'character' | 'set' | 'place';
}

/** Names that a replacement of ours can refer to. */
const GROUP_NAME = /^\w{1,40}$/;

/** The usual ways of writing "any character at all". */
const ANYTHING = ['[\\s\\S]', '[\\S\\s]', '[\\d\\D]', '[\\D\\d]', '[\\w\\W]', '[\\W\\w]'];

const ONCE: Quantifier = { minimum: 1, maximum: 1 };

/**
 * Goes through an expression of a backtracking engine once, from the left to the right, and writes what means the same in RE2.
 * What the engines share is here; what is a dialect's own is in the classes that extend this one.
 *
 * @throws Untranslatable for what has no equal
 */
export abstract class PatternTranslator {
  protected readonly reader: PatternReader;
  protected readonly shape = new PatternShape();
  readonly #groupNames = new Map<string, number>();
  readonly #changes = new Set<string>();
  readonly #differences = new Set<string>();
  readonly #openedAt: number[] = [];
  /** Whether some part of it rather matches nothing than something. */
  #prefersNothing = false;
  #output = '';

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  translate(): TranslatedPattern {
    for (let character = this.reader.peek(); character !== undefined; character = this.reader.peek()) {
      this.#step(character);
    }
    const open = this.#openedAt.at(-1);
    if (open !== undefined) {
      throw Untranslatable.invalid('"(" without ")"', open);
    }
    const { whole, groupCount } = this.shape;
    if (!whole.mayConsume) {
      throw new Untranslatable('It finds places and no text, and the rules of a brand replace text.');
    }
    if (whole.mayBeEmpty && this.#prefersNothing) {
      throw new Untranslatable(
        'It can match nothing where there is something to match, and then the Customizer looked a second time, which RE2 does not.',
      );
    }
    if (whole.mayBeEmpty) {
      this.differ(
        'It can match where there is nothing, and the Customizer put the replacement in there as well; here only text is replaced.',
      );
    }
    return {
      pattern: this.#output,
      groupCount,
      groupNames: this.#groupNames,
      isRepeated: group => this.shape.isRepeated(group),
      changes: [...this.#changes],
      differences: [...this.#differences],
    };
  }

  /** Reads what stands behind `(?`, writes the group, and opens it with {@link open}. */
  protected abstract readExtension(column: number): void;

  /** Reads a backslash and what belongs to it. */
  protected abstract readEscape(place: 'outside' | 'inside'): Escape;

  /** What `^`, `$` or `.` is in RE2. */
  protected abstract special(character: string, column: number): string;

  /** What stands for a dash between a set and something else, in brackets; throws where that is an error. */
  protected abstract dashBesideSet(column: number): string;

  /** Whether `{,3}` repeats. */
  protected abstract readonly lowestCountIsOptional: boolean;

  /** Whether `]` right behind `[` ends the class. */
  protected abstract readonly classesCanBeEmpty: boolean;

  /** Looks at a character that stands for itself, which was just taken. */
  protected checkLiteral(_character: string, _column: number, _place: 'outside' | 'inside'): void {}

  /** A group begins or ends, for those who keep flags. */
  protected scopeOpened(): void {}
  protected scopeClosed(): void {}

  /** Passes over what may stand between a part and its quantifier, and says whether something did. */
  protected skipComments(): boolean {
    return false;
  }

  /** Writes what was read since a column in another way, or as it is. */
  protected rewrite(column: number, text: string): void {
    this.#output += text;
    this.change(column, text);
  }

  /** Notes that what was read since a column is written as something else. */
  protected change(column: number, text: string): void {
    const original = this.reader.since(column);
    if (original !== text) {
      this.#changes.add(`"${original}" as "${text}"`);
    }
  }

  protected differ(sentence: string): void {
    this.#differences.add(sentence);
  }

  /** Opens a group after its first characters were taken, and writes them. */
  protected open(column: number, text: string, group: { name?: string; counts: boolean }): void {
    if (group.name !== undefined) {
      if (!GROUP_NAME.test(group.name)) {
        throw new Untranslatable(
          `It names a group "${group.name}" at column ${column}; here such a name has at most 40 letters of ASCII, digits and underscores.`,
        );
      }
      if (this.#groupNames.has(group.name)) {
        throw Untranslatable.construct(`a second group "${group.name}"`, column);
      }
      this.#groupNames.set(group.name, this.shape.groupCount + 1);
    }
    this.rewrite(column, text);
    this.shape.openGroup(group.counts);
    this.#openedAt.push(column);
    this.scopeOpened();
  }

  #step(character: string): void {
    const { reader } = this;
    const { column } = reader;
    switch (character) {
      case '(':
        reader.next();
        if (reader.take('?')) {
          this.readExtension(column);
        } else {
          this.open(column, '(', { counts: true });
        }
        return;
      case ')':
        return this.#close(column);
      case '|':
        return this.#alternate(column);
      case '[':
        this.#readClass();
        return this.#add(CHARACTER, column);
      case '\\': {
        const { kind, outside } = this.readEscape('outside');
        this.rewrite(column, outside);
        return this.#add(kind === 'place' ? PLACE : CHARACTER, column);
      }
      case '^':
      case '$':
      case '.':
        reader.next();
        this.rewrite(column, this.special(character, column));
        return this.#add(character === '.' ? CHARACTER : PLACE, column);
      default:
        if (this.#readQuantifier()) {
          throw Untranslatable.invalid('a repetition of nothing', column);
        }
        reader.next();
        this.checkLiteral(character, column, 'outside');
        this.rewrite(column, character);
        return this.#add(CHARACTER, column);
    }
  }

  #alternate(column: number): void {
    this.reader.next();
    this.rewrite(column, '|');
    const { mayBeEmpty } = this.shape.alternate();
    this.#prefersNothing ||= mayBeEmpty;
  }

  #close(column: number): void {
    this.reader.next();
    const part = this.shape.closeGroup();
    const openedAt = this.#openedAt.pop();
    if (!part || openedAt === undefined) {
      throw Untranslatable.invalid('")" without "("', column);
    }
    this.rewrite(column, ')');
    this.scopeClosed();
    this.#add(part, openedAt);
  }

  /** Adds a part that was just written, with the quantifier that follows. */
  #add(part: Part, start: number): void {
    const isApart = this.skipComments();
    const { column } = this.reader;
    const quantifier = this.#readQuantifier();
    if (!quantifier) {
      // "{" and "2}" on either side of a comment would grow together to a quantifier.
      this.#output += isApart ? '(?:)' : '';
      this.shape.add(part, ONCE);
      return;
    }
    if (part === PLACE) {
      throw Untranslatable.invalid('a repetition of nothing', column);
    }
    if (part.mayBeEmpty && (quantifier.maximum > 1 || this.#prefersNothing)) {
      throw new Untranslatable(
        `It repeats at column ${start} what can match nothing, which RE2 counts in another way.`,
      );
    }
    const isLazy = this.reader.take('?');
    this.#prefersNothing ||= isLazy && (part.mayBeEmpty || quantifier.minimum === 0);
    this.rewrite(column, `${quantifier.text}${isLazy ? '?' : ''}`);
    this.shape.add(part, quantifier);
    const next = this.reader.column;
    const second = this.#readQuantifier();
    if (second?.text === '+' && !isLazy) {
      throw Untranslatable.construct('a possessive repetition', next);
    }
    if (second) {
      throw Untranslatable.invalid('a repetition of a repetition', next);
    }
  }

  #readQuantifier(): WrittenQuantifier | undefined {
    return readQuantifier(this.reader, this.lowestCountIsOptional);
  }

  #readClass(): void {
    const { reader } = this;
    const { column } = reader;
    if (ANYTHING.some(text => reader.take(text))) {
      return this.rewrite(column, '(?s:.)');
    }
    reader.next();
    this.#output += '[';
    const isNegated = reader.take('^');
    if (this.classesCanBeEmpty && reader.take(']')) {
      this.#output = this.#output.slice(0, -1);
      // A class of nothing has no form of its own in RE2: it is the opposite of a class of everything.
      return this.rewrite(column, isNegated ? '(?s:.)' : '[^\\x{0}-\\x{10ffff}]');
    }
    this.#output += isNegated ? '^' : '';
    for (let isFirst = true; isFirst || !reader.take(']'); isFirst = false) {
      if (reader.peek() === undefined) {
        throw Untranslatable.invalid('"[" without "]"', column);
      }
      this.#readClassItem();
    }
    this.#output += ']';
  }

  #readClassItem(): void {
    const first = this.#readClassCharacter();
    const { column } = this.reader;
    const isRange = this.reader.peek(1) !== ']' && this.reader.take('-');
    if (!isRange) {
      return;
    }
    const dashAt = this.#output.length;
    const second = this.#readClassCharacter();
    const dash = first === 'set' || second === 'set' ? this.dashBesideSet(column) : '-';
    this.#output = this.#output.slice(0, dashAt) + dash + this.#output.slice(dashAt);
  }

  #readClassCharacter(): 'character' | 'set' {
    const { reader } = this;
    const { column } = reader;
    const character = reader.peek();
    if (character === '\\') {
      const { kind, inside } = this.readEscape('inside');
      if (inside === undefined) {
        throw Untranslatable.invalid('a place in brackets', column);
      }
      this.rewrite(column, inside);
      return kind === 'set' ? 'set' : 'character';
    }
    reader.next();
    if (character === undefined) {
      throw Untranslatable.invalid('"[" without "]"', column);
    }
    this.checkLiteral(character, column, 'inside');
    // RE2 would read [:alpha:] as a class by its name.
    this.rewrite(column, character === '[' && reader.peek() === ':' ? '\\[' : character);
    return 'character';
  }
}
