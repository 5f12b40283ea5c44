import { LiveryError, messageOf } from '@livery/contracts';
import { RE2JS } from 're2js';

/** A part of a glob that means the same wherever it stands: an escape, a class, or a single character. */
const PART = /\\([\s\S])|\[([!^]?)([^[\]/]*)\]|([\s\S])/uy;

/**
 * A test for paths against the globs of a brand, in time linear in the path. The usual libraries turn globs into expressions
 * that backtrack, and a brand can come from anybody: nested braces and stars would hang a run on one long path.
 *
 * Knows `*`, `**`, `?`, `[a-z]`, `{a,b}` and `\` as picomatch does, names that start with a dot, and `[!a-z]` as shells do.
 *
 * @throws LiveryError `brand-invalid` for a class such as `[z-a]`
 */
export function linearMatcherOf(globs: readonly string[]): (file: string) => boolean {
  const expressions = globs.map(glob => `(?:${expressionOf(glob)})`);
  try {
    const expression = RE2JS.compile(expressions.join('|'), RE2JS.DOTALL);
    return file => expression.matches(file);
  } catch (error) {
    throw new LiveryError('brand-invalid', {
      message: `A rule of the brand is for files like ${globs.join(', ')}, which cannot be read: ${messageOf(error)}.`,
      hint: 'Correct the characters between the square brackets.',
      cause: error,
    });
  }
}

/** The RE2 expression of a glob: https://github.com/google/re2/wiki/Syntax */
function expressionOf(glob: string): string {
  let result = '';
  const open = bracesOf(glob);
  let depth = 0;
  for (let index = glob.startsWith('./') ? 2 : 0; index < glob.length;) {
    const globstar = globstarAt(glob, index);
    if (globstar) {
      result += globstar.expression;
      index += globstar.length;
      continue;
    }
    PART.lastIndex = index;
    const [whole = '', escaped, not, members, character = ''] = PART.exec(glob) ?? [];
    index += whole.length;
    if (escaped !== undefined) {
      result += RE2JS.quote(escaped);
    } else if (members !== undefined) {
      result += `[${not ? '^/' : ''}${members.replace(/[[\]\\^&~]/g, '\\$&')}]`;
    } else if (open.has(index - 1)) {
      depth += character === '{' ? 1 : -1;
      result += character === '{' ? '(?:' : ')';
    } else if (character === ',' && depth > 0) {
      result += '|';
    } else {
      result += { '*': '[^/]*', '?': '[^/]' }[character] ?? RE2JS.quote(character);
    }
  }
  return result;
}

/** Where `**` is a whole part of the path, it stands for any number of folders. */
function globstarAt(glob: string, index: number): { expression: string; length: number } | undefined {
  const startsPart = index === 0 || /[/{,]/.test(glob.charAt(index - 1));
  if (startsPart && glob.startsWith('**/', index)) {
    return { expression: '(?:[^/]+/)*', length: 3 };
  }
  return startsPart && glob.slice(index) === '**' ? { expression: '.*', length: 2 } : undefined;
}

/** The offsets of braces that belong together; any other brace is a character. */
function bracesOf(glob: string): ReadonlySet<number> {
  const pairs = new Set<number>();
  const open: number[] = [];
  for (const { 0: found, index } of glob.matchAll(/\\[\s\S]|\[[^[\]/]*\]|[{}]/g)) {
    const start = found === '}' ? open.pop() : undefined;
    if (found === '{') {
      open.push(index);
    } else if (start !== undefined) {
      pairs.add(start).add(index);
    }
  }
  return pairs;
}
