import { digestOf, digestOfJson } from '../digest';
import type { AssetFormat } from '../profile/schema';
import type { Rgb } from './colour';
import type { SourcePicture } from './decode';

/**
 * The form of the pictures that are derived. It changes with any change of a byte of them, which the snapshots of
 * derive.test.ts show, so that nobody gets a picture of an older Livery.
 */
const FORM = 1;

/** Keeps derived pictures between runs: a company brands every release with the same logo. */
export interface PictureCache {
  get(key: string): Buffer | undefined;
  /** Never throws: without a cache it is only slower the next time. */
  set(key: string, bytes: Buffer): void;
}

/** All that a derived picture depends on, as one digest. */
export function pictureKey(
  source: SourcePicture,
  format: AssetFormat,
  isOwn: boolean,
  background: Rgb,
): string {
  return digestOfJson([FORM, digestOf(source.bytes), format, isOwn, background]);
}
