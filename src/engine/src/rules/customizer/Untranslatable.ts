/** Ends the translation of an expression that has no equal in RE2. It never leaves this folder: it becomes a note. */
export class Untranslatable extends Error {
  /** @param reason - a sentence about the rule, for example `It has a look-ahead at column 3, which RE2 does not have.` */
  constructor(reason: string) {
    super(reason);
    this.name = 'Untranslatable';
  }

  /** For what the old engine had and RE2 has not. */
  static construct(what: string, column: number): Untranslatable {
    return new Untranslatable(`It has ${what} at column ${column}, which RE2 does not have.`);
  }

  /** For what the old engine refused as well. */
  static invalid(what: string, column: number): Untranslatable {
    return new Untranslatable(`It never was a valid expression: ${what} at column ${column}.`);
  }
}
