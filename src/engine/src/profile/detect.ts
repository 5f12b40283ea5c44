import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import semver from 'semver';
import { z } from 'zod';
import type { LoadedProfile } from './loadProfile';

/** A source tree, recognised. */
export interface DetectedSource {
  readonly loaded: LoadedProfile;
  /** The release it says it is, for example `0.11.0`. */
  readonly version: string;
}

const Manifest = z.object({ name: z.string(), version: z.string() });

/**
 * Finds the profile that knows a source tree, by what its manifest says.
 *
 * @throws LiveryError `source-not-found`, `source-unrecognised`
 */
export function detectSource(tree: string, profiles: readonly LoadedProfile[]): DetectedSource {
  if (!statSync(tree, { throwIfNoEntry: false })?.isDirectory()) {
    throw new LiveryError('source-not-found', {
      message: `There is no folder ${tree} to brand.`,
      hint: 'Give the path of a checkout of the app, or a git URL such as https://github.com/open-webui/open-webui#v0.6.5.',
    });
  }
  for (const loaded of profiles) {
    const { file, name } = loaded.profile.detect;
    const manifest = readManifest(path.join(tree, file));
    if (manifest?.name === name && semver.valid(manifest.version)) {
      return { loaded, version: manifest.version };
    }
  }
  const known = profiles.map(
    ({ profile }) => `${profile.title} (${profile.detect.file} with the name "${profile.detect.name}")`,
  );
  throw new LiveryError('source-unrecognised', {
    message: `${tree} is not the source of an app that Livery knows: looked for ${known.join(', ')}.`,
    hint: 'Give the root folder of the checkout.',
  });
}

function readManifest(file: string): z.infer<typeof Manifest> | undefined {
  try {
    return Manifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // no manifest, or none that can be read: some other profile may know the tree
  }
}
