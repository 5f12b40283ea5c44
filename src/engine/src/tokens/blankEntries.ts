const name = /[a-z_$][\w$]*/i.source;
const string = /"[^"\\\n\r]*(?:\\[\s\S][^"\\\n\r]*)*"|'[^'\\\n\r]*(?:\\[\s\S][^'\\\n\r]*)*'/.source;
const template = /`[^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*`/.source;

/** `"Save":"Speichern",` in an object, or `a="Speichern",` in a list of variables. */
const ENTRY = new RegExp(`(?:${name}|${string})[:=](?:${name}|${string}|${template}),`, 'iy');

/** A token that is the same whatever stands before it, which a slash and the end of an expression in a template are not. */
const TOKEN = new RegExp(
  `${name}(?![\\w$\\\\\\u0080-\\uFFFF])|${string}|${template}|\\d+(?![\\w$.\\\\\\u0080-\\uFFFF])|[-+*%&|^<>=!?~,:;()[\\]{}\\s]|\\.(?!\\d)`,
  'iy',
);

/**
 * A script without the entries that hold none of the offsets: comments as long as they are stand in their places.
 *
 * Bundlers write the sentences of an app as objects of thousands of strings; lexing them all would take most of the time.
 * Only entries behind a comma go, so that nothing changes for what follows them. Where the first slash or expression in
 * a template comes, whose meaning depends on the tokens before it, the rest stays as it is.
 *
 * @param near - sorted offsets
 */
export function blankEntries(text: string, near: readonly number[]): string {
  const parts: string[] = [];
  let copied = 0;
  let next = 0;
  for (let position = 0; position < text.length;) {
    while ((near[next] ?? Infinity) < position) {
      next += 1;
    }
    const start = position;
    position = text.charAt(start - 1) === ',' ? endOfEntries(text, start, near[next] ?? Infinity) : start;
    if (position > start) {
      parts.push(text.slice(copied, start), `/*${' '.repeat(position - start - 4)}*/`);
      copied = position;
    }
    const end = endOf(TOKEN, text, position);
    if (end === position) {
      break;
    }
    position = end;
  }
  return parts.join('') + text.slice(copied);
}

/** The end of the entries that follow one another, up to the one that an offset lies in. */
function endOfEntries(text: string, start: number, offset: number): number {
  let position = start;
  for (let end = endOf(ENTRY, text, start); end > position && end <= offset; end = endOf(ENTRY, text, end)) {
    position = end;
  }
  return position;
}

/** Where the match of a sticky expression ends; `start` when there is none. */
function endOf(sticky: RegExp, text: string, start: number): number {
  sticky.lastIndex = start;
  return sticky.test(text) ? sticky.lastIndex : start;
}
