import { type Brand, LiveryError } from '@livery/contracts';
import { checkSlots } from '../assets/planAssets';
import type { LoadedProfile } from '../profile/loadProfile';
import { compileRules } from '../rules/rule';
import type { LoadedBrand } from './loadBrand';

/**
 * Checks what can be said of a brand without a source: that its rules can run, and that some app has its asset slots and options.
 *
 * @throws LiveryError `brand-invalid`
 */
export function checkBrand(loaded: LoadedBrand, profiles: readonly LoadedProfile[]): void {
  for (const { profile } of profiles) {
    compileRules(profile, loaded.brand);
  }
  checkOptions(profiles, loaded.brand);
  checkSlots(
    profiles.map(({ profile }) => profile),
    loaded,
  );
}

/**
 * Checks that every option a brand asks for is one of this app, or of another one that the brand may be for as well.
 *
 * @throws LiveryError `brand-invalid`
 */
export function checkOptions(profiles: readonly LoadedProfile[], { include }: Brand): void {
  const options = new Map(profiles.flatMap(({ profile }) => Object.entries(profile.options)));
  const unknown = include.filter(name => !options.has(name));
  if (unknown.length > 0) {
    const known = [...options].map(([name, { description }]) => `${name} (${description})`);
    throw new LiveryError('brand-invalid', {
      message: `The brand includes ${unknown.map(name => JSON.stringify(name)).join(', ')}, which no profile offers.`,
      hint: known.length > 0 ? `Use one of these: ${known.sort().join('; ')}.` : 'Remove it.',
    });
  }
}
