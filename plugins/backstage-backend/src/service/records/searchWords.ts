import type { Knex } from 'knex';

const maximumWords = 500;
const maximumLetters = 64;
const isAscii = /^[\u0000-\u007f]*$/;

/**
 * The words of some texts, as they are looked for: letters and digits in lower case, without accents.
 *
 * Both databases keep them in a column `search_words`. PostgreSQL reads it as a `tsvector` and has an index on the beginnings of the
 * words; SQLite, which is for small portals, looks through it.
 */
export function wordsOf(...texts: readonly (string | undefined)[]): string[] {
  const text = texts.join(' ');
  // Most texts have no accents to take off, and there are thousands of them in an import.
  const plain = isAscii.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
  const words = plain.toLowerCase().match(isAscii.test(plain) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.map(shorten))].slice(0, maximumWords);
}

/** What is stored in the column `search_words`. */
export function toSearchWords(...texts: readonly (string | undefined)[]): string {
  // Words are found by the blank in front of them.
  return ` ${wordsOf(...texts).join(' ')}`;
}

/** Narrows a query to the records that have, for each word, one that starts with it. */
export function whereWords(query: Knex.QueryBuilder, client: Knex, search: string, column: string): void {
  const words = wordsOf(search);
  if (words.length === 0) {
    return;
  }
  if (isPostgres(client)) {
    query.whereRaw('?? @@ ?::tsquery', [column, words.map(word => `'${word}':*`).join(' & ')]);
    return;
  }
  for (const word of words) {
    query.whereLike(column, `% ${word}%`);
  }
}

/** Whether a database is PostgreSQL. */
export function isPostgres(client: Knex): boolean {
  return client.client.config.client === 'pg';
}

function shorten(word: string): string {
  return word.length <= maximumLetters ? word : [...word].slice(0, maximumLetters).join('');
}
