import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { type LoadedProfile, loadProfile, loadProfiles } from '@livery/engine';

/** The folder of the profiles that come with Livery: beside the bundle, or at the root of the source. */
function bundledProfiles(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'profiles');
    if (holdsProfiles(candidate)) {
      return candidate;
    }
    if (folder === path.dirname(folder)) {
      throw new LiveryError('profile-not-found', {
        message: `The profiles that come with Livery are not beside ${__dirname}.`,
        hint: 'Install Livery again, or name a profile folder.',
      });
    }
  }
}

function holdsProfiles(folder: string): boolean {
  return (
    existsSync(folder) &&
    readdirSync(folder).some(name => existsSync(path.join(folder, name, 'profile.yaml')))
  );
}

/** Where the bundle keeps profiles that need no reading of YAML: see scripts/build.js. */
function preparedProfiles(): string | undefined {
  return [__dirname, path.dirname(__dirname)].map(folder => path.join(folder, 'prepared')).find(existsSync);
}

/**
 * The profiles to look a source up in.
 *
 * @param profile - the id of one that comes with Livery, or a folder; all that come with Livery when left out
 * @throws LiveryError `profile-not-found`, `profile-invalid`
 */
export function findProfiles(profile?: string): LoadedProfile[] {
  if (profile === undefined) {
    return loadProfiles(bundledProfiles(), preparedProfiles());
  }
  const isId = /^[a-z0-9][a-z0-9.-]*$/.test(profile) && !existsSync(path.join(profile, 'profile.yaml'));
  return [loadProfile(isId ? path.join(bundledProfiles(), profile) : profile, preparedProfiles())];
}
