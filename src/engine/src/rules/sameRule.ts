import type { BrandRule } from '@livery/contracts';

/** Whether two rules do the same. How often they have to match is left aside. */
export function isSameRule(one: BrandRule, other: BrandRule): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ expect: _expect, ...rule }: BrandRule): string {
  return JSON.stringify(Object.entries(rule).sort(([one], [other]) => (one < other ? -1 : 1)));
}
