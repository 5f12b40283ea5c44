import { type ErrorCode, LiveryError } from '@livery/contracts';
import { isMap, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';

/**
 * Parses a YAML (or JSON) document by its schema.
 *
 * @throws LiveryError with `code`, naming every wrong key with its line
 */
export function parseYaml<T extends z.ZodType>(
  text: string,
  schema: T,
  context: { file: string; code: ErrorCode; hint: string },
): z.output<T> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, maxAliasCount: 0 } as Parameters<
    typeof parseDocument
  >[1]);
  const fault = document.errors[0];
  if (fault) {
    throw new LiveryError(context.code, {
      message: `${context.file} is not valid YAML: ${fault.message.split('\n')[0]?.replace(/:$/, '')}.`,
      hint: context.hint,
    });
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    throw new LiveryError(context.code, {
      message: `${context.file} uses YAML aliases, which Livery does not read.`,
      hint: context.hint,
      cause: error,
    });
  }
  let hasPrototype = false;
  visit(document, { Pair: (_key, pair) => void (hasPrototype ||= String(pair.key) === '__proto__') });
  if (hasPrototype) {
    // No schema would see it: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Object/proto
    throw new LiveryError(context.code, {
      message: `${context.file} has the key "__proto__", which no document of Livery has.`,
      hint: context.hint,
    });
  }
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) {
    return result.data;
  }

  const lineOf = (path: readonly PropertyKey[], key?: string): string => {
    const parent = document.getIn(path as string[], true);
    const node =
      key !== undefined && isMap(parent) ? parent.items.find(item => String(item.key) === key)?.key : parent;
    const offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0];
    return offset === undefined ? '' : `line ${lineCounter.linePos(offset).line}: `;
  };
  const problems = result.error.issues.flatMap(issue => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(
        key => `${lineOf(issue.path, key)}unknown key "${[...issue.path, key].join('.')}"`,
      );
    }
    return [`${lineOf(issue.path)}${issue.path.join('.') || 'the document'}: ${sentenceOf(issue)}`];
  });
  throw new LiveryError(context.code, {
    message: `${context.file} is not valid: ${problems.join('; ')}.`,
    hint: context.hint,
  });
}

/** zod speaks to programmers; brands are written by people. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be a ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must not be longer than ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return 'is not a name that can stand here';
    case 'invalid_union':
      return 'has not one of the forms that it can have';
    default:
      return issue.message;
  }
}
