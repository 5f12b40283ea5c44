import { checkSlots } from '../assets/planAssets';
import type { LoadedProfile } from '../profile/loadProfile';
import { compileRules } from '../rules/rule';
import type { LoadedBrand } from './loadBrand';

/**
 * Checks what can be said of a brand without a source: that its rules can run, and that some app has its asset slots.
 *
 * @throws LiveryError `brand-invalid`
 */
export function checkBrand(loaded: LoadedBrand, profiles: readonly LoadedProfile[]): void {
  for (const { profile } of profiles) {
    compileRules(profile, loaded.brand);
  }
  checkSlots(
    profiles.map(({ profile }) => profile),
    loaded,
  );
}
