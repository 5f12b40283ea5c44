import path from 'node:path';
import { LiveryError, type Trial } from '@livery/contracts';
import { type Language, loadBrand, type LoadedProfile, type Profile, tryText } from '@livery/engine';
import { findProfiles } from '@livery/pipeline';
import type { Terminal } from '../terminal';

/** What the rules of a brand are tried on. */
export interface TryBrandOptions {
  /** Standard input when left out. */
  text?: string;
  file?: string;
  language?: Language;
  /** That of the app which the text names when left out. */
  profile?: string;
}

/**
 * Says what the rules of a brand make of a text.
 *
 * @throws LiveryError `brand-not-found`, `brand-invalid`, `profile-not-found`, `usage-invalid`, `edit-unprovable`
 */
export async function tryBrand(folder: string, options: TryBrandOptions, terminal: Terminal): Promise<Trial> {
  const { brand } = await loadBrand(folder);
  const { language, file } = options;
  const place = {
    ...(language && { language }),
    ...(file !== undefined && { file: pathInSource(file) }),
  };
  const text = options.text ?? (await terminal.input());
  return tryText(text, chooseProfile(findProfiles(options.profile), text), brand, place);
}

/** Profiles differ in what they protect, so a text in which no app is named has to come with one. */
function chooseProfile(profiles: readonly LoadedProfile[], text: string): Profile {
  const named = profiles.filter(
    ({ profile }) => profiles.length === 1 || profile.residue.some(spelling => text.includes(spelling)),
  );
  const [only, ...others] = named;
  if (!only || others.length > 0) {
    throw new LiveryError('usage-invalid', {
      message: `The text names ${only ? 'several apps' : 'no app'} that Livery knows, so nobody can say which profile its rules are to be tried by.`,
      hint: `Name the profile: ${profiles.map(({ profile }) => `--profile ${profile.id}`).join(' or ')}.`,
    });
  }
  return only.profile;
}

/** The path as globs of a profile know it. */
function pathInSource(file: string): string {
  const normal = path.posix.normalize(file.replaceAll('\\', '/'));
  if (/^\/|^\.\.(?:\/|$)|^[a-z]:/i.test(normal)) {
    throw new LiveryError('usage-invalid', {
      message: `${file} is no path inside of a source.`,
      hint: 'Give it from the root of the source, such as src/app.html.',
    });
  }
  return normal;
}
