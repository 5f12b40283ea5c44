import type { Report } from '@livery/contracts';

/** What an image was made from, when that was an image too. */
export interface LabelBase {
  /** Left out when the base was given by its digest alone. */
  readonly name?: string;
  readonly digest: string;
}

/** What becomes the label of the source: an address, and no folder of somebody's machine. */
const ADDRESS = /^(?:https?|ssh):\/\/|^[\w.-]+@[\w.-]+:/;

/**
 * The labels of a branded image: https://github.com/opencontainers/image-spec/blob/main/annotations.md, and our own, which say what
 * it was made from and on which ground. None of them depends on the clock, so that the same inputs give the same labels.
 */
export function imageLabels(report: Report, base?: LabelBase): Record<string, string> {
  const { upstream, profile, brand, licence } = report;
  const labels: Record<string, string | undefined> = {
    'org.opencontainers.image.title': brand.name,
    'org.opencontainers.image.version': upstream.version,
    'org.opencontainers.image.revision': upstream.commit,
    // It stays the upstream's: whoever has the image has to find what it was made from.
    'org.opencontainers.image.source': ADDRESS.test(upstream.source) ? upstream.source : undefined,
    'org.opencontainers.image.licenses': licence.spdx,
    'org.opencontainers.image.base.name': base?.name,
    'org.opencontainers.image.base.digest': base?.digest,
    'dev.livery.brand': brand.digest,
    'dev.livery.profile': `${profile.id} ${profile.digest}`,
    'dev.livery.licence': licence.text,
    'dev.livery.licence.ground': licence.ground && `${licence.ground.basis} until ${licence.ground.reviewBy}`,
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
