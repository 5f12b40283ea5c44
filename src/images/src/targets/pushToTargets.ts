import { cancelled, type LiveryError, toLiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { RegistryClient } from '../registry/RegistryClient';
import type { PlannedTarget } from './Target';

/** What became of one target. */
export type TargetResult =
  | {
      readonly target: PlannedTarget;
      /** With registry, repository and tag; `digest` is what all of them point to. */
      readonly references: readonly string[];
      readonly digest: ContentDigest;
      readonly error?: never;
    }
  | { readonly target: PlannedTarget; readonly error: LiveryError };

/** Brings the image to one repository, and its tags last. */
export type PushTarget = (
  client: RegistryClient,
  repository: string,
  tags: readonly string[],
  target: PlannedTarget,
) => Promise<ContentDigest>;

/** How targets are pushed to. */
export interface PushToTargetsOptions {
  /** A client for a registry. It is asked for each once, and the client is closed in the end. */
  connect(registry: string): RegistryClient | Promise<RegistryClient>;
  /** Starts no other target once it fires. */
  readonly signal?: AbortSignal;
}

/**
 * Pushes to several targets, each with its own result, in the order of the targets: what fails does so for itself.
 *
 * Registries are pushed to at the same time. The targets of one registry come one after the other: so the second takes over
 * what the first has brought, and a package of GHCR is not pushed to twice at once
 * (https://github.com/stacklok/dockyard/pull/517).
 */
export async function pushToTargets(
  targets: readonly PlannedTarget[],
  options: PushToTargetsOptions,
  push: PushTarget,
): Promise<TargetResult[]> {
  const registries = [...new Set(targets.map(({ registry }) => registry))];
  const results = await Promise.all(
    registries.map(registry =>
      pushToRegistry(
        registry,
        targets.filter(target => target.registry === registry),
        options,
        push,
      ),
    ),
  );
  return results.flat().sort((one, other) => targets.indexOf(one.target) - targets.indexOf(other.target));
}

async function pushToRegistry(
  registry: string,
  targets: readonly PlannedTarget[],
  { connect, signal }: PushToTargetsOptions,
  push: PushTarget,
): Promise<TargetResult[]> {
  let client: RegistryClient;
  try {
    client = await connect(registry);
  } catch (error) {
    return targets.map(target => ({ target, error: toLiveryError(error) }));
  }
  try {
    const results: TargetResult[] = [];
    for (const target of targets) {
      results.push(await pushToOne(client, target, signal, push));
    }
    return results;
  } finally {
    client.close();
  }
}

async function pushToOne(
  client: RegistryClient,
  target: PlannedTarget,
  signal: AbortSignal | undefined,
  push: PushTarget,
): Promise<TargetResult> {
  const { repository, tags, references } = target;
  try {
    if (signal?.aborted) {
      throw cancelled(`Pushing to ${references[0]}`, signal.reason);
    }
    return { target, references, digest: await push(client, repository, tags, target) };
  } catch (error) {
    return { target, error: toLiveryError(error) };
  }
}
