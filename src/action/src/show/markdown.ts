/**
 * Text as Markdown shows it, whatever it holds: no markup, no link, and nobody is mentioned. GitHub looks for mentions and numbers
 * of issues in what is left when entities are gone, so they are broken up.
 */
export function plain(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|&~]/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/\B@\b/g, '@\u200b')
    .replace(/&#35;(?=\d)/g, '&#35;\u200b')
    .replace(/:\/\//g, '&#58;//');
}

/** Text in the font of code. A backtick would end it, and a bar the cell. */
export function code(text: string): string {
  return `<code>${plain(text)}</code>`;
}

/** A table whose rows can be left out one by one where there is no room. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  /** Cells in Markdown: foreign text has gone through {@link plain} or {@link code}. */
  readonly rows: readonly (readonly string[])[];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;

/**
 * Markdown of a limited size. Rows of tables are left out from their end, and then it says how many: half a row, or nothing
 * at all, would be worse.
 */
export class Page {
  readonly #maximumBytes: number;
  #text = '';
  #sizeBytes = 0;

  /** @param maximumBytes - GitHub drops a summary of more than 1 MiB as a whole */
  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  /** Adds a part, if there is room for all of it. */
  add(markdown: string): boolean {
    const sizeBytes = Buffer.byteLength(markdown);
    if (this.#sizeBytes + sizeBytes > this.#maximumBytes) {
      return false;
    }
    this.#text += markdown;
    this.#sizeBytes += sizeBytes;
    return true;
  }

  /** Adds a table, with as many of its rows as there is room for; one without rows is left out. */
  addTable({ title, head, rows }: Table): void {
    const start = `${title === '' ? '' : `### ${title}\n\n`}${row(head)}${row(head.map(() => '---'))}`;
    if (rows.length === 0 || !this.add(start)) {
      return;
    }
    const room = this.#maximumBytes - NOTE_BYTES;
    let shown = 0;
    for (const cells of rows) {
      const line = row(cells);
      if (this.#sizeBytes + Buffer.byteLength(line) > room) {
        break;
      }
      this.add(line);
      shown += 1;
    }
    this.add(shown < rows.length ? `\n${rows.length - shown} more rows are in the report.\n\n` : '\n');
  }

  toString(): string {
    return this.#text;
  }
}

/** Kept free for the line that says how many rows were left out. */
const NOTE_BYTES = 100;
