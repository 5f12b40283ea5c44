import { Brand, type BrandRule, type ImportNote, LiveryError } from '@livery/contracts';
import { compileRules, type Rule } from '../rule';
import { isSameRule } from '../sameRule';
import { describeNameRule } from './nameRules';
import { findOrderDifferences } from './order';
import { readRules } from './readRules';
import { translateRule } from './translateRule';
import type { ImportContext, NumberedRule } from './types';

/** Rules of the Customizer as a brand has them, and what a person should know of them. */
export interface ImportedRules {
  /** In their order. */
  readonly rules: BrandRule[];
  /** By the number of the rule. What is not mentioned was taken as it is. */
  readonly notes: ImportNote[];
}

/**
 * Makes rules of the Customizer, in any of its three shapes, rules of a brand. A rule that cannot mean here what it meant there
 * is left out, or taken with a note.
 *
 * @param rules - a JSON value
 * @throws LiveryError `brand-invalid` for anything that is not a set of rules
 */
export function importRules(rules: unknown, context: ImportContext): ImportedRules {
  const taken = new Map<number, BrandRule>();
  const understood: NumberedRule[] = [];
  const notes: (ImportNote & { rule: number })[] = [];
  for (const [index, old] of readRules(rules, context.where).entries()) {
    const number = index + 1;
    const note = (severity: ImportNote['severity'], message: string) =>
      notes.push({ rule: number, severity, message });
    const translated = translateRule(old);
    if ('refused' in translated) {
      note('dropped', translated.refused);
      continue;
    }
    const { rule, changes, differences } = translated;
    const compiled = compile(rule, context);
    if ('refused' in compiled) {
      note('dropped', compiled.refused);
      continue;
    }
    understood.push({ number, rule, compiled });
    const name = describeNameRule(rule, context);
    if (name?.isCovered) {
      note('dropped', name.message);
      continue;
    }
    if (context.brand.rules.some(own => isSameRule(own, rule))) {
      note('dropped', 'The brand has a rule that does the same.');
      continue;
    }
    taken.set(number, rule);
    if (changes.length > 0) {
      note('translated', `It is written in another way: ${changes.join(', ')}.`);
    }
    for (const difference of [...differences, ...(name ? [name.message] : [])]) {
      note('differs', difference);
    }
  }
  for (const { number, message } of findOrderDifferences(understood)) {
    if (taken.has(number)) {
      notes.push({ rule: number, severity: 'differs', message });
    }
  }
  return { rules: [...taken.values()], notes: notes.sort((one, other) => one.rule - other.rule) };
}

/** The rule ready to run, or the reason why it cannot run. */
function compile(rule: BrandRule, { profiles, brand }: ImportContext): Rule | { refused: string } {
  const whole = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: brand.name, rules: [rule] });
  try {
    // A rule of a brand is the same for every app.
    const [first] = profiles;
    const compiled = first && compileRules(first.profile, whole).find(({ origin }) => origin === 'brand');
    return compiled ?? { refused: 'There is no app that it could be for.' };
  } catch (error) {
    if (error instanceof LiveryError) {
      // It is the only rule of the brand that it was tried in.
      return { refused: error.message.replace(/^The rule 1 of the brand has/, 'It has') };
    }
    throw error;
  }
}
