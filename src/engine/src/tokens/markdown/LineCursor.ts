import type { Span } from '../../rules/spans';

/** Where we are in a line of Markdown; blanks count as columns, since a tab goes to the next multiple of four. */
export class LineCursor {
  readonly #text: string;
  readonly end: number;
  position: number;
  #column = 0;
  /** Columns of a tab that are still ahead although the tab has been passed. */
  #spare = 0;

  constructor(text: string, { start, end }: Span) {
    this.#text = text;
    this.position = start;
    this.end = end;
  }

  get rest(): string {
    return this.#text.slice(this.position, this.end);
  }

  get isBlank(): boolean {
    return this.rest.trim() === '';
  }

  /** The blanks ahead, in columns. */
  get indent(): number {
    let columns = this.#spare;
    for (let position = this.position; position < this.end; position += 1) {
      const character = this.#text.charAt(position);
      if (character !== ' ' && character !== '\t') {
        break;
      }
      columns += character === ' ' ? 1 : 4 - ((this.#column + columns) % 4);
    }
    return columns;
  }

  /** Passes over blanks. */
  skipColumns(count: number): void {
    for (let left = count; left > 0;) {
      if (this.#spare === 0) {
        this.#spare = this.#text.charAt(this.position) === '\t' ? 4 - (this.#column % 4) : 1;
        this.position += 1;
      }
      const columns = Math.min(left, this.#spare);
      this.#spare -= columns;
      this.#column += columns;
      left -= columns;
    }
  }

  skipText(length: number): void {
    this.position += length;
    this.#column += length;
  }
}
