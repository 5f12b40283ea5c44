import { LiveryError } from '@livery/contracts';
import semver from 'semver';
import { z } from 'zod';
import type { SourceTree } from '../tree/SourceTree';
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
 * @throws LiveryError `source-unrecognised`
 */
export function detectSource(tree: SourceTree, profiles: readonly LoadedProfile[]): DetectedSource {
  for (const loaded of profiles) {
    const { file, name } = loaded.profile.detect;
    const manifest = readManifest(tree, file);
    const version = semver.valid(manifest?.version);
    if (manifest?.name === name && version !== null) {
      return { loaded, version };
    }
  }
  const known = profiles.map(
    ({ profile }) => `${profile.title} (${profile.detect.file} with the name "${profile.detect.name}")`,
  );
  throw new LiveryError('source-unrecognised', {
    message: `${tree.location} is not the source of an app that Livery knows: looked for ${known.join(', ')}.`,
    hint: 'Give the root folder of the checkout.',
  });
}

function readManifest(tree: SourceTree, file: string): z.infer<typeof Manifest> | undefined {
  if (!tree.has(file)) {
    return undefined;
  }
  try {
    return Manifest.safeParse(JSON.parse(tree.read(file).toString('utf8'))).data;
  } catch {
    return undefined; // not a manifest that this profile can read: some other may know the tree
  }
}
