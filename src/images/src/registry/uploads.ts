import { pullScope, pushScope } from '../auth/scopes';
import type { ContentDigest } from '../digest';
import { Deadline } from '../http/Deadline';
import type { Answer } from '../http/HttpClient';
import type { OrFailure } from '../http/location';
import type { RegistryCall, RegistrySession } from './RegistrySession';

/** An upload that a registry has opened. */
export interface OpenedUpload {
  readonly location: URL;
  /** The smallest part it takes, but for the last. */
  readonly minimumChunkBytes: number;
}

/** For the courtesy of saying that an upload is given up. In milliseconds. */
const CANCEL_DEADLINE_MS = 3_000;

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks */
export function minimumChunkOf(answer: Pick<Answer, 'headers'>): number {
  const bytes = Number(answer.headers['oci-chunk-min-length']);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0;
}

/**
 * How many bytes of an upload a registry has, by the last one that it names. Docker's says `0-0` both for none and for one:
 * https://github.com/distribution/distribution/blob/v2.8.2/registry/handlers/blobupload.go, so that says nothing.
 */
export function reachedOf(answer: Pick<Answer, 'headers'>): number | undefined {
  const last = /^(?:bytes=)?0-(\d{1,15})$/.exec(answer.headers.range ?? '')?.[1];
  return last === undefined || last === '0' ? undefined : Number(last) + 1;
}

/** The address that completes an upload. What it has in its query may be signed, so not a byte of that is touched. */
export function withDigest(location: URL, digest: ContentDigest): URL {
  const target = new URL(location);
  target.search = `${location.search}${location.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return target;
}

/** Where an answer opens an upload. */
export function openedBy(session: RegistrySession, answer: Answer): OrFailure<OpenedUpload> {
  const { value: location, failure } = session.http.resolve(answer.url, answer.headers.location);
  return failure ? { failure } : { value: { location, minimumChunkBytes: minimumChunkOf(answer) } };
}

/** One try to open an upload. */
export async function openUpload(
  session: RegistrySession,
  repository: string,
  purpose: string,
  deadline: Deadline,
): Promise<OrFailure<OpenedUpload>> {
  const { value: answer, failure } = await session.try(
    {
      purpose,
      method: 'POST',
      url: session.url(repository, 'blobs/uploads/'),
      expect: [202],
      scopes: [pushScope(repository)],
    },
    deadline,
  );
  return failure ? { failure } : openedBy(session, answer);
}

/** What became of a mount: it is done, or there is an upload to go on with, or neither. */
export type Mount =
  { readonly kind: 'mounted' } | { readonly kind: 'refused'; readonly upload?: OpenedUpload };

/**
 * Asks the registry to take a blob over from another repository of its own. That it does not is no error: whatever the reason,
 * the blob can be uploaded.
 *
 * @throws LiveryError if the registry cannot be reached, or wants to be left alone; `cancelled`
 */
export async function mountBlob(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
  from: string,
): Promise<Mount> {
  const url = session.url(repository, 'blobs/uploads/');
  // Quay fails on a mount that does not say from where:
  // https://github.com/google/go-containerregistry/blob/main/pkg/v1/remote/write.go
  url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
  const call: RegistryCall = {
    purpose: `Mounting the blob ${session.describe(repository, digest)} from ${from}`,
    method: 'POST',
    url,
    // ECR Public does not do it at all: https://github.com/aws/containers-roadmap/issues/1459
    expect: [201, 202, 400, 403, 404, 405],
    // Written to first: some registries look at the first scope only.
    scopes: [pushScope(repository), pullScope(from)],
  };
  return session.within(async deadline => {
    const tries = session.http.tries(deadline);
    for (;;) {
      const { value: answer, failure } = await session.try(call, deadline);
      if (answer?.status === 201) {
        return { kind: 'mounted' };
      }
      // Harbor says 401, to whomever, where it should say 202: https://github.com/goharbor/harbor/issues/17097. If the upload
      // is not allowed either, it will say so itself.
      if (answer || failure.answer?.status === 401) {
        const opened = answer?.status === 202 ? openedBy(session, answer) : undefined;
        return { kind: 'refused', ...(opened?.value && { upload: opened.value }) };
      }
      await tries.afterFailure(call.purpose, failure);
    }
  });
}

/** Tells the registry that an upload will not be finished. Whether that works changes nothing. */
export async function cancelUpload(
  session: RegistrySession,
  repository: string,
  location: URL,
): Promise<void> {
  // On time of its own: what the upload had may be over.
  const deadline = new Deadline(CANCEL_DEADLINE_MS);
  try {
    await session.try(
      {
        purpose: 'Giving up an upload',
        method: 'DELETE',
        url: location,
        expect: [200, 202, 204],
        scopes: [pushScope(repository)],
      },
      deadline,
    );
  } catch {
    // The registry clears it away by itself one day.
  } finally {
    deadline.dispose();
  }
}
