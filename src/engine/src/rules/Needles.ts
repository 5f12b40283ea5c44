/** The shortest text that is worth looking for in place of several longer ones. */
const SHORTEST = 5;

/**
 * Texts of which one has to stand in a file for the file to matter. Most files hold none of them, and spellings of one name
 * have most of it in common: what they share is looked for first.
 */
export class Needles {
  readonly texts: readonly Buffer[];
  readonly #shared: readonly Buffer[];

  constructor(texts: readonly string[]) {
    const distinct = [...new Set(texts)];
    const shared: string[] = [];
    for (const text of distinct) {
      const group = shared.findIndex(other => commonPart(other, text).length >= SHORTEST);
      if (group < 0) {
        shared.push(text);
      } else {
        shared[group] = commonPart(shared[group] ?? '', text);
      }
    }
    this.texts = distinct.map(text => Buffer.from(text));
    this.#shared = shared.map(text => Buffer.from(text));
  }

  /** Whether one of the texts stands in these bytes. */
  areIn(bytes: Buffer): boolean {
    return (
      this.#shared.some(text => bytes.includes(text)) &&
      (this.#shared.length === this.texts.length || this.texts.some(text => bytes.includes(text)))
    );
  }
}

/** The longest text that both have in them. */
function commonPart(one: string, other: string): string {
  for (let length = Math.min(one.length, other.length); length > 0; length -= 1) {
    for (let start = 0; start + length <= one.length; start += 1) {
      const part = one.slice(start, start + length);
      // Half a character would not be found in the bytes of a whole one.
      if (other.includes(part) && part.isWellFormed()) {
        return part;
      }
    }
  }
  return '';
}
