import type { AssetFacts } from '@livery/backstage-plugin-livery-common';

/** The columns of what is known of a file. */
export interface FactsRow {
  digest: string;
  size_bytes: number;
  kind: string;
  media_type: string;
  width: number | null;
  height: number | null;
}

/** Their names. */
export const factsColumns = ['digest', 'size_bytes', 'kind', 'media_type', 'width', 'height'] as const;

/** What is known of a file, as a row. */
export function toFactsRow(facts: AssetFacts): FactsRow {
  return {
    digest: facts.digest,
    size_bytes: facts.sizeBytes,
    kind: facts.kind,
    media_type: facts.mediaType,
    width: facts.width ?? null,
    height: facts.height ?? null,
  };
}

/** What is known of a file, from its row. */
export function toFacts(row: FactsRow): AssetFacts {
  return {
    kind: row.kind as AssetFacts['kind'],
    mediaType: row.media_type,
    digest: row.digest,
    sizeBytes: row.size_bytes,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
  };
}
