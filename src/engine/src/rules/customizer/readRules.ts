import { LiveryError } from '@livery/contracts';
import type { z } from 'zod';
import { checkValue } from './checkValue';
import { EngineRules, FlatRules, ToolExport, ToolRules } from './shapes';

/** A rule of the Customizer, whatever shape it came in. */
export interface CustomizerRule {
  readonly pattern: string;
  readonly replacement: string;
  /** Who looked for it; undefined for a text that is looked for as it is. */
  readonly expression: 'python' | 'javascript' | undefined;
  /** Whether the tool page replaced it, for which a dollar sign in a replacement means something in any case. */
  readonly isFromToolPage: boolean;
}

/** As many as a brand can have. */
const MAXIMUM_RULES = 1000;

/**
 * Reads the rules of the Customizer in any of its shapes, in their order.
 *
 * @param rules - a JSON value, or a text that holds one: some forms of the Customizer stored it twice over
 * @param where - what errors call it, for example `rules.json`
 * @throws LiveryError `brand-invalid`
 */
export function readRules(rules: unknown, where: string): CustomizerRule[] {
  const read = readShape(rules, where);
  if (read.length > MAXIMUM_RULES) {
    throw new LiveryError('brand-invalid', {
      message: `${where} holds ${read.length} rules; a brand has at most ${MAXIMUM_RULES}.`,
      hint: 'Leave out those that are not needed.',
    });
  }
  return read;
}

function readShape(rules: unknown, where: string): CustomizerRule[] {
  const value = typeof rules === 'string' ? parseAgain(rules, where) : rules;
  if (value === undefined || value === null) {
    return [];
  }
  const { data: exported } = ToolExport.safeParse(value);
  const list = exported?.rules ?? value;
  if (!Array.isArray(list)) {
    check(FlatRules, value, where);
    // Of the value itself, since a schema would leave out a text such as "__proto__".
    return Object.entries(value as Record<string, string>).map(([pattern, replacement]) => ({
      pattern,
      replacement,
      expression: undefined,
      isFromToolPage: false,
    }));
  }
  return list.some(isToolRule) || exported
    ? check(ToolRules, list, where).map(({ search, replace, regex }) => ({
        pattern: search,
        replacement: replace,
        expression: regex ? 'javascript' : undefined,
        isFromToolPage: true,
      }))
    : check(EngineRules, list, where).map(({ pattern, replacement, use_regex }) => ({
        pattern,
        replacement,
        expression: use_regex ? 'python' : undefined,
        isFromToolPage: false,
      }));
}

function isToolRule(rule: unknown): boolean {
  return typeof rule === 'object' && rule !== null && Object.hasOwn(rule, 'search');
}

function parseAgain(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LiveryError('brand-invalid', {
      message: `${where} holds rules as a text that is not JSON.`,
      hint: 'Export the rules again.',
      cause: error,
    });
  }
}

function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  return checkValue(schema, value, {
    message: `${where} does not hold rules that Livery knows`,
    hint: 'Rules are a list of {pattern, replacement, use_regex}, an object {old: new}, or the export of the tool page {rules: [{search, replace, regex}]}.',
    nameOf: ([rule, ...field]) =>
      [typeof rule === 'number' ? `rule ${rule + 1}` : JSON.stringify(rule ?? ''), ...field.map(String)].join(
        ', ',
      ),
  });
}
