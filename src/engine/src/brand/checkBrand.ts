import { checkSlots } from '../assets/planAssets';
import type { LoadedProfile } from '../profile/loadProfile';
import { compileRules } from '../rules/rule';
import type { LoadedBrand } from './loadBrand';

/**
 * Checks what can be said of a brand without a source: that its rules can run, and that some app has its asset slots.
 *
 * @throws LiveryError `brand-invalid`, of the last profile when none takes the brand
 */
export function checkBrand(loaded: LoadedBrand, profiles: readonly LoadedProfile[]): void {
  let fault: unknown;
  for (const { profile } of profiles) {
    try {
      compileRules(profile, loaded.brand);
      checkSlots(profile, loaded);
      return;
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}
