/** Goes through a pattern, a character at a time. A character beyond U+FFFF is one. */
export class PatternReader {
  readonly #characters: readonly string[];
  #position = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  /** The column of the next character, from 1. */
  get column(): number {
    return this.#position + 1;
  }

  /** The character that comes after `ahead` others, without taking it. */
  peek(ahead = 0): string | undefined {
    return this.#characters[this.#position + ahead];
  }

  /** Takes the next character; undefined at the end. */
  next(): string | undefined {
    const character = this.peek();
    if (character !== undefined) {
      this.#position += 1;
    }
    return character;
  }

  /** Takes a text if it comes next. */
  take(text: string): boolean {
    const wanted = Array.from(text);
    if (wanted.some((character, index) => this.peek(index) !== character)) {
      return false;
    }
    this.#position += wanted.length;
    return true;
  }

  /** Takes the characters that a test is true of, at most so many. */
  takeWhile(test: RegExp, maximum = Infinity): string {
    const start = this.#position;
    for (
      let character = this.peek();
      character !== undefined && this.#position - start < maximum && test.test(character);
      character = this.peek()
    ) {
      this.#position += 1;
    }
    return this.#characters.slice(start, this.#position).join('');
  }

  /** Takes what stands before a character, and the character; undefined, with nothing taken, when it does not come. */
  takeUntil(end: string): string | undefined {
    const index = this.#characters.indexOf(end, this.#position);
    if (index < 0) {
      return undefined;
    }
    const taken = this.#characters.slice(this.#position, index).join('');
    this.#position = index + 1;
    return taken;
  }

  /** Takes exactly so many hexadecimal digits; undefined, with nothing taken, when fewer come. */
  takeHexadecimal(digits: number): string | undefined {
    const candidate = this.#characters.slice(this.#position, this.#position + digits).join('');
    if (candidate.length !== digits || !/^[0-9a-f]+$/i.test(candidate)) {
      return undefined;
    }
    this.#position += digits;
    return candidate;
  }

  /** What was taken since a column. */
  since(column: number): string {
    return this.#characters.slice(column - 1, this.#position).join('');
  }

  /** Goes back to a column. */
  rewind(column: number): void {
    this.#position = column - 1;
  }
}
