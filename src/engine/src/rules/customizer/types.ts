import type { Brand, BrandRule } from '@livery/contracts';
import type { LoadedProfile } from '../../profile/loadProfile';
import type { Rule } from '../rule';

/** What rules are imported for. */
export interface ImportContext {
  /** What errors call the document, for example `rules.json`. */
  readonly where: string;
  /** The apps that the brand can be for. */
  readonly profiles: readonly LoadedProfile[];
  /** The brand that gets the rules. */
  readonly brand: Pick<Brand, 'name' | 'shortName' | 'rules'>;
}

/** A rule that can run, with its number in what is imported. */
export interface NumberedRule {
  readonly number: number;
  readonly rule: BrandRule;
  readonly compiled: Rule;
}
