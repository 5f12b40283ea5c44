import type { DriftReport } from '@livery/contracts';
import {
  findDrift,
  type LoadedBrand,
  openUpstream,
  type PictureCache,
  type Plan,
  plan,
} from '@livery/engine';
import { findProfiles } from './profiles';

/** Where the upstream of a run comes from. */
export interface PipelineSource {
  /** A folder, or a git URL. Without `clone_repo` it is the folder to brand in place. */
  location: string;
  ref?: string;
  /** What log and report call it, when the location means nothing to the reader. */
  name?: string;
  /** The commit of a folder that is branded in place. */
  commit?: string;
}

/** What {@link planSource} plans. */
export interface PlanSourceOptions {
  /** The folder that the source is in by now. */
  tree: string;
  source: PipelineSource;
  brand: LoadedBrand;
  /** A profile that comes with Livery, or a folder; found by looking at the source when left out. */
  profile?: string;
  signal?: AbortSignal;
  /** Pictures that were derived before. */
  pictures?: PictureCache;
  /** The time, for tests. */
  now?: () => Date;
}

/** Plans a brand for a source that has been fetched; writes nothing. */
export async function planSource(options: PlanSourceOptions): Promise<Plan> {
  const { source, brand, now = () => new Date() } = options;
  return plan({
    tree: openUpstream(options.tree),
    upstream: upstreamOf(source),
    profiles: findProfiles(options.profile),
    brand,
    today: now().toISOString().slice(0, 10),
    ...(options.signal && { signal: options.signal }),
    ...(options.pictures && { pictures: options.pictures }),
  });
}

/** Asks whether the profile still fits a source that has been fetched. */
export async function findSourceDrift(
  options: Pick<PlanSourceOptions, 'tree' | 'source' | 'profile' | 'signal'>,
): Promise<DriftReport> {
  return findDrift({
    tree: openUpstream(options.tree),
    upstream: upstreamOf(options.source),
    profiles: findProfiles(options.profile),
    ...(options.signal && { signal: options.signal }),
  });
}

function upstreamOf(source: PipelineSource): { source: string; ref?: string; commit?: string } {
  return {
    source: source.name ?? source.location,
    ...(source.ref !== undefined && { ref: source.ref }),
    ...(source.commit !== undefined && { commit: source.commit }),
  };
}
