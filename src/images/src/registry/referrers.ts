import { LiveryError } from '@livery/contracts';
import { pullScope } from '../auth/scopes';
import type { ContentDigest } from '../digest';
import { type Descriptor, type ImageIndex } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import { parseManifest, type RawManifest } from '../image/parse';
import { headManifest, MAXIMUM_MANIFEST_BYTES, putManifest, putManifestIf, readManifest } from './manifests';
import { pagesOf } from './pages';
import type { RegistrySession } from './RegistrySession';

/** Others may be adding to the same list. */
const ROUNDS = 5;

/** Where the list of referrers is in a registry that keeps none: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema */
export function referrersTag(digest: ContentDigest): string {
  const [algorithm = '', hex = ''] = digest.split(':');
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/**
 * What the registry itself knows of referrers; undefined if it has no such list. ECR reports a subject when a manifest is
 * written, and has none all the same, so that has to be asked: https://github.com/sigstore/sigstore-js/tree/main/packages/oci
 */
async function listFromRegistry(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
): Promise<Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  const pages = pagesOf(session, {
    purpose: `Listing what refers to ${session.describe(repository, digest)}`,
    method: 'GET',
    url: session.url(repository, `referrers/${digest}`),
    headers: { accept: mediaTypes.oci.index },
    maximumBytes: MAXIMUM_MANIFEST_BYTES,
    expect: [200, 400, 404, 405],
    scopes: [pullScope(repository)],
  });
  for await (const page of pages) {
    // Some servers answer every address with a page for people.
    const isIndex = /^application\/vnd\.oci\.image\.index\.v1\+json\b/.test(
      page.headers['content-type'] ?? '',
    );
    if (page.status !== 200 || !isIndex) {
      return undefined;
    }
    const raw: RawManifest = { mediaType: mediaTypes.oci.index, digest, bytes: page.body };
    found.push(
      ...indexOf(`The list of what refers to ${session.describe(repository, digest)}`, raw).manifests,
    );
  }
  return found;
}

function indexOf(what: string, raw: RawManifest): ImageIndex {
  const parsed = parseManifest(what, raw);
  if (parsed.kind !== 'index') {
    throw new LiveryError('image-invalid', {
      message: `${what} cannot be used: it is an image.`,
      hint: 'Delete that tag, or find out who wrote an image there.',
    });
  }
  return parsed.index;
}

async function readFallback(
  session: RegistrySession,
  repository: string,
  tag: string,
): Promise<{ index: ImageIndex; etag?: string } | undefined> {
  if (!(await headManifest(session, repository, tag))) {
    return undefined;
  }
  const { etag, ...raw } = await readManifest(session, repository, tag);
  return {
    index: indexOf(`The list ${session.describe(repository, tag)}`, raw),
    ...(etag !== undefined && { etag }),
  };
}

/**
 * The manifests whose subject is this one: signatures, attestations and the like.
 *
 * @throws LiveryError of the registry; `image-invalid`
 */
export async function listReferrers(
  session: RegistrySession,
  repository: string,
  digest: ContentDigest,
): Promise<Descriptor[]> {
  const listed = await listFromRegistry(session, repository, digest);
  if (listed) {
    return listed;
  }
  return (await readFallback(session, repository, referrersTag(digest)))?.index.manifests ?? [];
}

/** A manifest with a subject, and how the list of referrers describes it. */
export interface Referrer extends RawManifest {
  readonly subject: ContentDigest;
  readonly artifactType?: string;
  readonly annotations?: Record<string, string>;
}

/**
 * Writes a manifest that refers to another, by its digest, and adds it to the list where the registry keeps none.
 *
 * @throws LiveryError of the registry; `registry-failed` if others change the list all the time
 */
export async function putReferrer(
  session: RegistrySession,
  repository: string,
  referrer: Referrer,
): Promise<void> {
  const { hasSubject } = await putManifest(session, repository, referrer.digest, referrer);
  if (hasSubject && (await listFromRegistry(session, repository, referrer.subject))) {
    return;
  }
  const tag = referrersTag(referrer.subject);
  const entry: Descriptor = {
    mediaType: referrer.mediaType,
    digest: referrer.digest,
    size: referrer.bytes.length,
    ...(referrer.artifactType !== undefined && { artifactType: referrer.artifactType }),
    ...(referrer.annotations && { annotations: referrer.annotations }),
  };
  // Few registries know conditions, so what was written is read again: of two who add at the same time, one mostly sees that
  // its entry is missing.
  for (let round = 0; ; round += 1) {
    const known = await readFallback(session, repository, tag);
    if (known?.index.manifests.some(({ digest }) => digest === referrer.digest)) {
      return;
    }
    if (round === ROUNDS) {
      throw new LiveryError('registry-failed', {
        message: `Adding to the list ${session.describe(repository, tag)} failed: others changed it ${ROUNDS} times meanwhile.`,
        hint: 'Try again when nothing else writes to this repository.',
      });
    }
    const index: ImageIndex = {
      ...(known?.index ?? { schemaVersion: 2, mediaType: mediaTypes.oci.index }),
      manifests: [...(known?.index.manifests ?? []), entry],
    };
    const bytes = Buffer.from(JSON.stringify(index), 'utf8');
    const condition: Record<string, string> = known?.etag === undefined ? {} : { 'if-match': known.etag };
    await putManifestIf(session, repository, tag, { mediaType: mediaTypes.oci.index, bytes }, condition);
  }
}
