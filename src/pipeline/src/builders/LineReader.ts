import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** The longest line that is passed on, in characters. */
const MAXIMUM_LINE = 2_000;
/** A line that has not ended after so many characters is cut, so that no output can fill the memory. */
const MAXIMUM_PENDING = 64 * 1024;

/**
 * Makes lines of what a program prints: without colours and control characters, which would move the cursor of whoever reads
 * the log, and without empty ones. A progress bar that is drawn over itself is many lines.
 */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #pending = '';
  #skipping = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const lines = `${this.#pending}${this.#decoder.write(chunk)}`.split(/[\r\n]+/);
    this.#pending = lines.pop() ?? '';
    for (const line of lines) {
      this.#pass(line);
      this.#skipping = false;
    }
    if (this.#pending.length > MAXIMUM_PENDING) {
      this.#pass(this.#pending);
      this.#pending = '';
      this.#skipping = true;
    }
  }

  /** The last line may have no end. */
  end(): void {
    this.#pass(this.#pending + this.#decoder.end());
    this.#pending = '';
  }

  #pass(line: string): void {
    if (this.#skipping) {
      return;
    }
    const text = stripVTControlCharacters(line)
      .replace(/\t/g, ' ')
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '')
      .trimEnd();
    if (text !== '') {
      this.#onLine(text.length > MAXIMUM_LINE ? `${text.slice(0, MAXIMUM_LINE)}…` : text);
    }
  }
}
