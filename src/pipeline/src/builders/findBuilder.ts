import { LiveryError } from '@livery/contracts';
import { type Builder, type BuilderName, builderNames, type FindBuilder } from './Builder';
import { findBuildx } from './buildx';
import { findDocker } from './docker';
import { findBuildah, findPodman } from './podman';

const finders: Readonly<
  Record<BuilderName, { title: string; find: FindBuilder; severalPlatforms: boolean }>
> = {
  buildx: { title: 'docker buildx', find: findBuildx, severalPlatforms: true },
  docker: { title: 'docker', find: findDocker, severalPlatforms: false },
  podman: { title: 'podman', find: findPodman, severalPlatforms: true },
  buildah: { title: 'buildah', find: findBuildah, severalPlatforms: true },
};

/** Which engine is wanted. */
export interface BuilderWish {
  /** The first that is there when left out. */
  readonly name?: BuilderName | undefined;
  readonly severalPlatforms?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds a container engine on this machine.
 *
 * @throws LiveryError `builder-not-found` with what was looked for and why it is of no use
 */
export async function findBuilder(wish: BuilderWish = {}): Promise<Builder> {
  const { name, severalPlatforms = false, environment = process.env, signal } = wish;
  const wanted = name ? [name] : builderNames;
  const reasons: string[] = [];
  for (const candidate of wanted) {
    const finder = finders[candidate];
    const found =
      severalPlatforms && !finder.severalPlatforms
        ? { missing: 'it builds for one platform at a time' }
        : await finder.find(environment, signal);
    if (!('missing' in found)) {
      return found;
    }
    reasons.push(`${finder.title} (${found.missing})`);
  }
  throw new LiveryError('builder-not-found', {
    message: `There is no container engine to build with. Looked for ${reasons.join(', ')}.`,
    hint: name
      ? `Install or start it, or leave --builder out to take ${builderNames.filter(other => other !== name).join(', ')}.`
      : 'Install or start one of them; or brand the published image, which needs none, with "livery image BASE --brand BRAND --to REF".',
  });
}
