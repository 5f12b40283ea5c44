import { messageOf } from '@livery/contracts';
import { z } from 'zod';

/** One line of an input that has several. */
export interface InputLine {
  /** 1-based, as a person counts below `|`. */
  readonly line: number;
  readonly text: string;
}

/** The lines of an input; empty ones and those that start with # are left out. */
export function linesOf(text: string): InputLine[] {
  return text
    .split('\n')
    .map((raw, index) => ({ line: index + 1, text: raw.trim() }))
    .filter(({ text: line }) => line !== '' && !line.startsWith('#'));
}

/**
 * An input with an entry on each line. What `parse` throws becomes the problem of that line.
 *
 * @param separator - what can also stand between entries
 */
export function entries<T>(parse: (text: string) => T, separator?: ',') {
  return z.string().transform((text, context): T[] =>
    linesOf(text).flatMap(({ line, text: whole }) =>
      (separator === undefined ? [whole] : whole.split(separator))
        .map(part => part.trim())
        .filter(part => part !== '')
        .flatMap(part => {
          try {
            return [parse(part)];
          } catch (error) {
            context.addIssue({ code: 'custom', path: [line], message: withoutStop(messageOf(error)) });
            return [];
          }
        }),
    ),
  );
}

/** An input with `NAME=VALUE` on each line; a value may hold further signs of equality. */
export function pairs(check: (name: string, value: string) => void = () => undefined) {
  return z.string().transform((text, context): Record<string, string> => {
    const values: Record<string, string> = Object.create(null) as Record<string, string>;
    const problem = (line: number, message: string) =>
      context.addIssue({ code: 'custom', path: [line], message: withoutStop(message) });
    for (const { line, text: entry } of linesOf(text)) {
      const sign = entry.indexOf('=');
      const name = entry.slice(0, Math.max(0, sign)).trim();
      // What was typed stays out of the message: it may be a secret.
      if (name === '') {
        problem(line, 'is not of the form NAME=VALUE');
      } else if (name in values) {
        problem(line, `names ${name} a second time`);
      } else {
        values[name] = entry.slice(sign + 1).trim();
        try {
          check(name, values[name]);
        } catch (error) {
          problem(line, messageOf(error));
        }
      }
    }
    return { ...values };
  });
}

function withoutStop(message: string): string {
  return message.replace(/\.$/, '');
}
