import { LiveryError } from '@livery/contracts';
import { pullScope } from '../auth/scopes';
import { digestMismatch, RunningDigest } from '../digest';
import type { Failure } from '../http/failure';
import type { StreamedAnswer } from '../http/HttpClient';
import type { OrFailure } from '../http/location';
import type { Descriptor } from '../image/documents';
import type { RegistrySession } from './RegistrySession';

/** What of a descriptor is needed to read a blob. */
export type BlobAddress = Pick<Descriptor, 'digest' | 'size'>;

export interface ReadOptions {
  /** The first byte to read; 0 without it. */
  readonly offsetBytes?: number;
  /** Leave the digest to the caller, who looks at it anyway: hashing is half of the work. */
  readonly unverified?: boolean;
}

/** So much has to come for a try to count as one that got further. A registry that sends a byte at a time is none. */
const PROGRESS_BYTES = 16 * 1024;

function wrongRange(registry: string): Failure {
  return {
    code: 'registry-failed',
    reason: `${registry} sent another part than it was asked for`,
    hint: 'The fault is on the side of the registry or of a proxy before it.',
    retry: false,
  };
}

/** How many bytes of an answer are known already: none of the right part, all of them where a range was not understood. */
function knownBytes(answer: StreamedAnswer, position: number): OrFailure<number> {
  if (answer.status === 200) {
    return { value: position };
  }
  const start = /^bytes (\d{1,16})-/.exec(answer.headers['content-range'] ?? '')?.[1];
  return Number(start) === position ? { value: 0 } : { failure: wrongRange(answer.url.host) };
}

/**
 * Reads a blob as a stream, and goes on where it was when the connection is cut. The last piece is handed out only when the
 * digest is right. It is not, and cannot be, looked at when the reading starts in the middle.
 *
 * @throws LiveryError `image-not-found`, `digest-mismatch`, `cancelled`, and those of the registry
 */
export async function* readBlob(
  session: RegistrySession,
  repository: string,
  blob: BlobAddress,
  options: ReadOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  const { offsetBytes = 0, unverified = false } = options;
  const purpose = `Reading the blob ${session.describe(repository, blob.digest)}`;
  const url = session.url(repository, `blobs/${blob.digest}`);
  const digest = offsetBytes === 0 && !unverified ? new RunningDigest(blob.digest) : undefined;
  const deadline = session.transferDeadline();
  const tries = session.http.tries(deadline);
  let position = offsetBytes;
  let reached = offsetBytes;
  let held: Buffer | undefined;
  try {
    while (position < blob.size) {
      const { value: answer, failure } = await session.tryStreamed(
        {
          purpose,
          method: 'GET',
          url,
          ...(position > 0 && { headers: { range: `bytes=${position}-` } }),
          expect: position > 0 ? [200, 206] : [200],
          scopes: [pullScope(repository)],
        },
        deadline,
      );
      if (failure) {
        await tries.afterFailure(purpose, failure);
        continue;
      }
      const known = knownBytes(answer, position);
      if (known.failure) {
        answer.drop();
        await tries.afterFailure(purpose, known.failure);
        continue;
      }
      let broken: Failure = endedEarly(answer.url.host);
      try {
        let passedOver = 0;
        for await (const chunk of answer.body) {
          const fresh = chunk.subarray(Math.min(chunk.length, known.value - passedOver));
          passedOver += chunk.length - fresh.length;
          if (fresh.length === 0) {
            continue;
          }
          if (position + fresh.length > blob.size) {
            throw wrongSize(session, repository, blob, answer.url.host);
          }
          digest?.update(fresh, position);
          position += fresh.length;
          if (position - reached >= PROGRESS_BYTES) {
            reached = position;
            tries.gotFurther();
          }
          if (held) {
            yield held;
          }
          held = fresh;
        }
      } catch (error) {
        if (error instanceof LiveryError) {
          throw error;
        }
        broken = session.http.explain(error, answer.url, purpose, deadline);
      }
      if (position < blob.size) {
        broken = { ...broken, reason: `${broken.reason}, after ${position} of ${blob.size} bytes` };
        await tries.afterFailure(purpose, broken);
      }
    }
    const found = digest?.finish();
    if (found !== undefined && found !== blob.digest) {
      throw digestMismatch(
        `The blob ${session.describe(repository, blob.digest)}`,
        blob.digest,
        found,
        session.registry,
      );
    }
    if (held) {
      yield held;
    }
  } finally {
    deadline.dispose();
  }
}

function endedEarly(host: string): Failure {
  return {
    code: 'registry-failed',
    reason: `${host} ended the answer too early`,
    hint: 'The fault is on the side of the registry or of a proxy before it. Try again later.',
    retry: true,
  };
}

function wrongSize(
  session: RegistrySession,
  repository: string,
  blob: BlobAddress,
  host: string,
): LiveryError {
  return new LiveryError('digest-mismatch', {
    message: `The blob ${session.describe(repository, blob.digest)} was refused: it should have ${blob.size} bytes, but ${host} sent more.`,
    hint: 'Nothing of it was used. Try again; if it stays like this, the registry or a proxy before it is damaged.',
  });
}
