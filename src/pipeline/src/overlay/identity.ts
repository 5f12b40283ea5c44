import type { Report } from '@livery/contracts';
import { digestOf } from '@livery/engine';
import { type BaseImage, type ContentDigest, formatReference } from '@livery/images';
import { imageLabels } from '../imageLabels';
import type { OverlayInput } from './overlayImage';

/** What the image of a brand says it was made from. */
export interface OverlayIdentity {
  readonly base: string;
  readonly baseDigest: ContentDigest;
  readonly brandDigest: string;
  /** One digest over everything that decides what the image is: when it is the same, so is the image. */
  readonly inputs: string;
}

/** The form of what Livery makes of the same inputs. It changes with any change of a byte, so that older images are made anew. */
const FORM = 1;

export const INPUTS = 'dev.livery.inputs';

export function inputsOf(
  {
    base,
    brand,
    profiles,
    platforms,
    labels,
    environment,
  }: Omit<OverlayInput, 'layerIndex' | 'log' | 'onPlan' | 'onPush'>,
  baseDigest: ContentDigest,
): OverlayIdentity {
  const name = formatReference({ ...base.reference, digest: undefined });
  const inputs = [
    FORM,
    name,
    baseDigest,
    brand.digest,
    profiles.map(({ digest }) => digest),
    [...(platforms ?? [])].sort(),
    Object.entries(labels ?? {}).sort(),
    Object.entries(environment ?? {}).sort(),
  ];
  return {
    base: name,
    baseDigest,
    brandDigest: brand.digest,
    inputs: digestOf(JSON.stringify(inputs)),
  };
}

/** Labels of the image, and annotations of its manifests. */
export function overlayLabels(
  identity: OverlayIdentity,
  report: Report,
  { labels = {} }: Pick<OverlayInput, 'labels'>,
): { labels: Record<string, string>; annotations: Record<string, string> } {
  const { commit: _digest, ...upstream } = report.upstream;
  const base = { name: identity.base, digest: identity.baseDigest };
  const origin = { ...imageLabels({ ...report, upstream }, base), [INPUTS]: identity.inputs };
  return { labels: { ...origin, ...labels }, annotations: origin };
}

/** Seconds of a day. */
const DAY = 86_400;

/**
 * The time that every changed file gets: soon after the base was made, and another one for another brand. Servers make an ETag of time and
 * length, so two builds of the same time could not be told apart by a browser. Labels and variables do not count: where only they
 * change, the layer stays the same.
 */
export function overlayTime(
  { digest, images }: BaseImage,
  { brand, profiles }: Pick<OverlayInput, 'brand' | 'profiles'>,
): number {
  const made = images.map(({ config }) => Date.parse(config.created ?? '') / 1000).filter(Number.isFinite);
  const contents = digestOf(JSON.stringify([FORM, digest, brand.digest, profiles.map(own => own.digest)]));
  const spread = Number.parseInt(contents.slice(-8), 16) % DAY;
  return Math.floor(Math.max(0, ...made)) + 1 + spread;
}
