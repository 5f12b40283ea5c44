import type { BrandRule } from '@livery/contracts';
import type { NameRule } from '../../profile/schema';
import type { ImportContext } from './types';

/** What there is to say of a rule for the app's own name. */
export interface NameRuleNote {
  /** Whether the brand does the same without the rule. */
  readonly isCovered: boolean;
  readonly message: string;
}

/**
 * Looks at a rule for a text that is the app's own name. In the Customizer such a rule was the only way to replace it; here the name
 * of the brand does that, and in more places than a rule of the brand reaches. A rule that does the same would only take the
 * matches away, of which the profile expects some.
 *
 * @returns undefined for any other rule
 */
export function describeNameRule(rule: BrandRule, context: ImportContext): NameRuleNote | undefined {
  const { name, shortName = name } = context.brand;
  const nameRule = context.profiles
    .flatMap(({ profile }) => profile.names)
    .find(candidate => isEverywhere(candidate) && candidate.match.includes(rule.pattern));
  if (rule.use_regex || !nameRule) {
    return undefined;
  }
  const becomes = nameRule.replacement.replace(/\{(name|shortName)\}/g, (_field, key: string) =>
    key === 'name' ? name : shortName,
  );
  return becomes === rule.replacement
    ? {
        isCovered: true,
        message: `The name of the brand does this by itself: "${rule.pattern}" becomes "${becomes}".`,
      }
    : {
        isCovered: false,
        message: `"${rule.pattern}" is the name of the app, which the name of the brand makes "${becomes}"; where people read it, this rule makes it "${rule.replacement}" instead. Take the rule out, or name the brand so, if that is not meant.`,
      };
}

function isEverywhere(rule: NameRule): boolean {
  return rule.files === undefined && rule.kinds === undefined;
}
