import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { deleteScope, pullScope, pushScope } from '../auth/scopes';
import { algorithmOf, ContentDigest, contentDigestOf, digestMismatch } from '../digest';
import type { Answer } from '../http/HttpClient';
import { ACCEPTED_MANIFESTS } from '../image/mediaTypes';
import type { RawManifest } from '../image/parse';
import { parseJson } from '../json';
import type { RegistryCall, RegistrySession } from './RegistrySession';

/** Registries refuse larger ones: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
export const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024;

/** What a registry says of a manifest without sending it. */
export interface ManifestHead {
  readonly digest: ContentDigest;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

/** A manifest that was pushed. */
export interface PushedManifest {
  readonly digest: ContentDigest;
  /** Whether the registry says that it keeps the list of referrers of the subject. */
  readonly hasSubject: boolean;
}

function reading(session: RegistrySession, method: 'GET' | 'HEAD', repository: string, reference: string) {
  return {
    purpose: `Reading the manifest ${session.describe(repository, reference)}`,
    method,
    url: session.manifestUrl(repository, reference),
    headers: { accept: ACCEPTED_MANIFESTS.join(', ') },
    maximumBytes: MAXIMUM_MANIFEST_BYTES,
    scopes: [pullScope(repository)],
  } satisfies Partial<RegistryCall>;
}

/** What a registry says the digest is; undefined if it says nothing that can be one. */
function claimedDigest(answer: Pick<Answer, 'headers'>): ContentDigest | undefined {
  const parsed = ContentDigest.safeParse(answer.headers['docker-content-digest']);
  return parsed.success ? parsed.data : undefined;
}

/** Types that say nothing: servers of plain files, which some mirrors are, know no better. */
const UNTYPED: ReadonlySet<string> = new Set([
  '',
  'application/json',
  'application/octet-stream',
  'text/plain',
]);

function mediaTypeOf(answer: Answer): string {
  // A parameter such as the character set may follow it.
  const header = (answer.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return UNTYPED.has(header) ? mediaTypeInside(answer.body) : header;
}

/** What the document itself says it is. */
function mediaTypeInside(body: Buffer): string {
  const parsed = z.looseObject({ mediaType: z.string() }).safeParse(parseJson(body));
  return parsed.success ? parsed.data.mediaType : '';
}

/**
 * Reads a manifest. Its bytes are hashed as they came, and compared with the digest that was asked for and the one that the
 * registry names.
 *
 * @param reference - a tag or a digest
 * @throws LiveryError `image-not-found`, `digest-mismatch`, and those of the registry
 */
export async function getManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<RawManifest> {
  const { mediaType, digest, bytes } = await readManifest(session, repository, reference);
  return { mediaType, digest, bytes };
}

/** The same, with what the registry calls this state of a tag. https://www.rfc-editor.org/rfc/rfc9110#field.etag */
export async function readManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<RawManifest & { etag?: string }> {
  const call = reading(session, 'GET', repository, reference);
  const answer = await session.send({ ...call, expect: [200] });
  const asked = ContentDigest.safeParse(reference);
  const claimed = claimedDigest(answer);
  const expected = asked.success ? asked.data : claimed;
  const digest = contentDigestOf(answer.body, expected === undefined ? 'sha256' : algorithmOf(expected));
  if (expected !== undefined && digest !== expected) {
    throw digestMismatch(
      `The manifest ${session.describe(repository, reference)}`,
      expected,
      digest,
      session.registry,
    );
  }
  if (claimed !== undefined && algorithmOf(claimed) === algorithmOf(digest) && claimed !== digest) {
    throw digestMismatch(
      `The manifest ${session.describe(repository, reference)}`,
      claimed,
      digest,
      session.registry,
    );
  }
  const { etag } = answer.headers;
  return { mediaType: mediaTypeOf(answer), digest, bytes: answer.body, ...(etag !== undefined && { etag }) };
}

/**
 * Asks what a tag or a digest is, without reading it.
 *
 * @returns undefined if there is none
 * @throws LiveryError of the registry
 */
export async function headManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<ManifestHead | undefined> {
  const answer = await session.send({
    ...reading(session, 'HEAD', repository, reference),
    expect: [200, 404],
  });
  if (answer.status === 404) {
    return undefined;
  }
  const digest = claimedDigest(answer);
  const sizeBytes = Number(answer.headers['content-length']);
  const mediaType = mediaTypeOf(answer);
  if (digest !== undefined && Number.isSafeInteger(sizeBytes) && mediaType !== '') {
    return { digest, sizeBytes, mediaType };
  }
  // Not all registries say all of it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry
  const raw = await getManifest(session, repository, reference);
  return { digest: raw.digest, sizeBytes: raw.bytes.length, mediaType: raw.mediaType };
}

/**
 * Writes a manifest under a tag or its digest.
 *
 * @throws LiveryError `digest-mismatch` if the registry kept something else; those of the registry
 */
export async function putManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
  manifest: Pick<RawManifest, 'bytes' | 'mediaType'>,
): Promise<PushedManifest> {
  const pushed = await putManifestIf(session, repository, reference, manifest, {});
  if (!pushed) {
    throw new Error('A registry refused a condition that was not made');
  }
  return pushed;
}

const PRECONDITION_FAILED = 412;

/**
 * The same under a condition, such as `if-match`, where the registry knows conditions.
 *
 * @returns undefined if the condition does not hold
 */
export async function putManifestIf(
  session: RegistrySession,
  repository: string,
  reference: string,
  manifest: Pick<RawManifest, 'bytes' | 'mediaType'>,
  condition: Readonly<Record<string, string>>,
): Promise<PushedManifest | undefined> {
  const { bytes, mediaType } = manifest;
  const what = session.describe(repository, reference);
  if (bytes.length > MAXIMUM_MANIFEST_BYTES) {
    throw new LiveryError('image-invalid', {
      message: `The manifest ${what} was not written: it has ${bytes.length} bytes, and registries take ${MAXIMUM_MANIFEST_BYTES} at most.`,
      hint: 'Use fewer or shorter annotations and labels.',
    });
  }
  // GHCR answers 500 to the first pushes to a new package when they come together; a second try gets through. So 500 is tried
  // again for a manifest as for all else: https://github.com/stacklok/dockyard/pull/517
  const answer = await session.send({
    purpose: `Writing the manifest ${what}`,
    method: 'PUT',
    url: session.manifestUrl(repository, reference),
    headers: { ...condition, 'content-type': mediaType },
    body: { sizeBytes: bytes.length, open: () => bytes },
    expect: [200, 201, 202, ...(Object.keys(condition).length > 0 ? [PRECONDITION_FAILED] : [])],
    scopes: [pushScope(repository)],
  });
  if (answer.status === PRECONDITION_FAILED) {
    return undefined;
  }
  const asked = ContentDigest.safeParse(reference);
  const digest = contentDigestOf(bytes, asked.success ? algorithmOf(asked.data) : 'sha256');
  const claimed = claimedDigest(answer);
  if (claimed !== undefined && algorithmOf(claimed) === algorithmOf(digest) && claimed !== digest) {
    throw digestMismatch(`The manifest ${what}`, digest, claimed, `${session.registry}, which kept it,`);
  }
  return { digest, hasSubject: answer.headers['oci-subject'] !== undefined };
}

/** How long a registry may not know what it has just been given, in milliseconds. */
const SETTLING_MS = 10_000;
const SETTLING_STEP_MS = 100;

/**
 * Makes sure that a manifest that was pushed can be read. GHCR may not know it for a moment:
 * https://github.com/int128/docker-manifest-create-action/issues/857
 *
 * @throws LiveryError `registry-failed` if it stays unknown
 */
export async function confirmManifest(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
): Promise<ManifestHead> {
  const started = performance.now();
  for (let waitMs = SETTLING_STEP_MS; ; waitMs *= 2) {
    const head = await headManifest(session, repository, digest);
    if (head) {
      return head;
    }
    if (performance.now() - started + waitMs > SETTLING_MS) {
      throw new LiveryError('registry-failed', {
        message: `${session.describe(repository, digest)} was pushed, but ${session.registry} does not know it ${SETTLING_MS / 1000} s later.`,
        hint: 'No tag was moved. Try again; if it stays like this, tell those who run the registry.',
      });
    }
    await session.within(deadline => deadline.wait(waitMs));
  }
}

/**
 * Deletes a manifest, or a tag.
 *
 * @returns whether there was one
 * @throws LiveryError `registry-refused` where the registry has deleting switched off
 */
export async function deleteManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<boolean> {
  const answer = await session.send({
    purpose: `Deleting ${session.describe(repository, reference)}`,
    method: 'DELETE',
    url: session.manifestUrl(repository, reference),
    expect: [200, 202, 204, 404],
    scopes: [deleteScope(repository)],
  });
  return answer.status !== 404;
}
