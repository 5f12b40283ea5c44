import type { NumberedRule } from './types';

/** How much of a text is looked at: enough for words, and it bounds the time that expressions take. */
const LOOKED_AT = 1000;

/**
 * Finds the rules that the order of the Customizer made something else of: it applied one rule after the other, each to what those
 * before had left. The rules of a brand run at once over the original.
 *
 * @returns the later rule of each pair, and a sentence
 */
export function findOrderDifferences(rules: readonly NumberedRule[]): { number: number; message: string }[] {
  return rules.flatMap((later, index) => {
    const earlier = rules.slice(0, index);
    const fed = earlier.find(({ rule }) => finds(later, rule.replacement));
    const hidden = earlier.find(
      candidate =>
        !later.rule.use_regex &&
        candidate.rule.pattern !== later.rule.pattern &&
        finds(candidate, later.rule.pattern),
    );
    return [
      ...(fed
        ? [
            {
              number: later.number,
              message: `The Customizer applied it also to what rule ${fed.number} had put in, "${fed.rule.replacement}"; here nothing is replaced twice.`,
            },
          ]
        : []),
      ...(hidden
        ? [
            {
              number: later.number,
              message: `In the Customizer rule ${hidden.number} had changed "${later.rule.pattern}" before this rule could find it; here the one that starts first wins, and of those the longest.`,
            },
          ]
        : []),
    ];
  });
}

function finds({ rule, compiled }: NumberedRule, text: string): boolean {
  const part = text.slice(0, LOOKED_AT);
  return (
    rule.pattern !== rule.replacement && compiled.find(part, { start: 0, end: part.length }, 0) !== undefined
  );
}
