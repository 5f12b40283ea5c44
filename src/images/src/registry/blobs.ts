import { LiveryError } from '@livery/contracts';
import { deleteScope, pullScope } from '../auth/scopes';
import type { ContentDigest } from '../digest';
import type { Deadline } from '../http/Deadline';
import { readUpTo } from '../http/readUpTo';
import { type BlobAddress, readBlob } from './readBlob';
import type { RegistrySession } from './RegistrySession';

/** What is read into memory at most, such as a configuration. */
const MAXIMUM_BUFFERED_BYTES = 8 * 1024 * 1024;

/**
 * Whether a repository has a blob.
 *
 * @throws LiveryError of the registry
 */
export async function blobExists(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
  deadline?: Deadline,
): Promise<boolean> {
  const answer = await session.send(
    {
      purpose: `Looking for the blob ${session.describe(repository, digest)}`,
      method: 'HEAD',
      url: session.url(repository, `blobs/${digest}`),
      expect: [200, 404],
      scopes: [pullScope(repository)],
    },
    deadline,
  );
  return answer.status === 200;
}

/**
 * Reads a small blob into memory, such as the configuration of an image.
 *
 * @throws LiveryError `image-invalid` if it is not small; those of {@link readBlob}
 */
export async function fetchBlob(
  session: RegistrySession,
  repository: string,
  blob: BlobAddress,
): Promise<Buffer> {
  if (blob.size > MAXIMUM_BUFFERED_BYTES) {
    throw new LiveryError('image-invalid', {
      message: `The blob ${session.describe(repository, blob.digest)} was not read: it has ${blob.size} bytes, where ${MAXIMUM_BUFFERED_BYTES} would be much.`,
      hint: 'Check with another tool, such as skopeo, that this is a container image.',
    });
  }
  return readUpTo(readBlob(session, repository, blob), MAXIMUM_BUFFERED_BYTES);
}

/**
 * Deletes a blob from a repository.
 *
 * @returns whether there was one
 * @throws LiveryError `registry-refused` where the registry has deleting switched off
 */
export async function deleteBlob(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
): Promise<boolean> {
  const answer = await session.send({
    purpose: `Deleting the blob ${session.describe(repository, digest)}`,
    method: 'DELETE',
    url: session.url(repository, `blobs/${digest}`),
    expect: [200, 202, 204, 404],
    scopes: [deleteScope(repository)],
  });
  return answer.status !== 404;
}
