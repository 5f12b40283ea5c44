import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { digestOf, digestOfJson } from '../digest';
import { licenceHash } from '../licence/licence';
import { parseYaml } from '../document';
import { Profile } from './schema';

/** A profile and the digest of all it says. */
export interface LoadedProfile {
  readonly profile: Profile;
  readonly digest: string;
  /** Id of a licence text → its files, by their names. */
  readonly licences: ReadonlyMap<string, readonly { name: string; bytes: Buffer }[]>;
}

const hint = 'Correct the profile; docs/profiles.md describes its fields.';

/**
 * Reads `<folder>/profile.yaml`.
 *
 * @param prepared - a folder of {@link prepareProfile}, which spares reading the YAML
 * @throws LiveryError `profile-not-found`, `profile-invalid`
 */
export function loadProfile(folder: string, prepared?: string): LoadedProfile {
  const file = path.join(folder, 'profile.yaml');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new LiveryError('profile-not-found', {
      message: `There is no profile at ${file}.`,
      hint: 'Name a profile that comes with Livery, or a folder that holds a profile.yaml.',
      cause: error,
    });
  }
  const profile =
    (prepared === undefined ? undefined : readPrepared(prepared, text)) ??
    parseYaml(text, Profile, { file, code: 'profile-invalid', hint });
  return {
    profile: withCopies(profile),
    digest: digestOfJson(profile),
    licences: readLicences(folder, profile),
  };
}

/**
 * A profile as a build keeps it: checked, as JSON, under the digest of the YAML that it was made from.
 *
 * @returns name and content of the file
 * @throws LiveryError `profile-invalid`
 */
export function prepareProfile(folder: string): { name: string; content: string } {
  const file = path.join(folder, 'profile.yaml');
  const text = readFileSync(file, 'utf8');
  const profile = parseYaml(text, Profile, { file, code: 'profile-invalid', hint });
  return { name: preparedName(text), content: `${JSON.stringify(profile)}\n` };
}

function preparedName(text: string): string {
  return `${digestOf(text).replace(':', '-')}.json`;
}

function readPrepared(folder: string, text: string): Profile | undefined {
  const file = path.join(folder, preparedName(text));
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Profile) : undefined;
}

/** @throws LiveryError `profile-invalid` for a file that is missing, or not the text it should be */
function readLicences(folder: string, { licence }: Profile): LoadedProfile['licences'] {
  return new Map(
    licence.texts.map(({ id, sha256, files }) => {
      const read = files.map(file => {
        const bytes = readFileSync(path.join(folder, file));
        return { name: path.basename(file), bytes };
      });
      const [text] = read;
      if (text && licenceHash(text.bytes) !== sha256) {
        throw new LiveryError('profile-invalid', {
          message: `The file ${files[0]} of the profile in ${folder} is not the licence text "${id}".`,
          hint,
        });
      }
      return [id, read];
    }),
  );
}

/** The profile with the places that the build copies files to. */
function withCopies(profile: Profile): Profile {
  const placesOf = (files: readonly string[]) =>
    files.flatMap(file => [
      file,
      ...profile.copies.flatMap(({ from, to }) =>
        file.startsWith(`${from}/`) ? to.map(folder => `${folder}${file.slice(from.length)}`) : [],
      ),
    ]);
  const { assets, theme } = profile;
  return {
    ...profile,
    assets: assets.map(slot => ({ ...slot, targets: placesOf(slot.targets) })),
    ...(theme && { theme: { ...theme, css: { ...theme.css, files: placesOf(theme.css.files) } } }),
  };
}

/** All profiles below a folder, by their folder names, in a fixed order. */
export function loadProfiles(folder: string, prepared?: string): LoadedProfile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
    .map(name => loadProfile(path.join(folder, name), prepared));
}
