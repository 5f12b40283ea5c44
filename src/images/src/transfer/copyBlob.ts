import { LiveryError } from '@livery/contracts';
import type { Descriptor } from '../image/documents';
import { isForeignLayer } from '../image/mediaTypes';
import type { PushOutcome, RegistryClient } from '../registry/RegistryClient';

/** A repository, and the client of its registry. */
export interface RepositoryAt {
  readonly client: RegistryClient;
  readonly repository: string;
}

/**
 * Brings a blob from one repository to another, within a registry or between two. It is never in memory or on a disk as a
 * whole: a piece is read when the one before it was taken. After a cut on either side, what is known to have arrived is not
 * read again.
 *
 * @throws LiveryError of either registry; `image-invalid` for a layer that may not be passed on
 */
export function copyBlob(
  source: RepositoryAt,
  target: RepositoryAt,
  blob: Pick<Descriptor, 'digest' | 'size' | 'mediaType'>,
): Promise<PushOutcome> {
  if (isForeignLayer(blob.mediaType)) {
    throw new LiveryError('image-invalid', {
      message: `The layer ${blob.digest} of ${source.client.registry}/${source.repository} was not copied: its type ${blob.mediaType} says that it may not be passed on.`,
      hint: 'Leave it out: it is fetched from the addresses that its descriptor names.',
    });
  }
  const isSameRegistry = source.client.registry === target.client.registry;
  return target.client.pushBlob(
    target.repository,
    {
      digest: blob.digest,
      sizeBytes: blob.size,
      from: source.client.registry,
      // Whoever pushes looks at the digest, over all parts.
      open: offsetBytes => source.client.readBlob(source.repository, blob, { offsetBytes, unverified: true }),
    },
    isSameRegistry ? { mountFrom: source.repository } : {},
  );
}
