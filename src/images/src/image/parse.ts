import { LiveryError } from '@livery/contracts';
import type { z } from 'zod';
import type { ContentDigest } from '../digest';
import { ImageConfig, ImageIndex, ImageManifest } from './documents';
import { mediaTypes } from './mediaTypes';

/** A manifest as a registry sent it: the bytes are what has the digest. */
export interface RawManifest {
  readonly mediaType: string;
  readonly digest: ContentDigest;
  readonly bytes: Buffer;
}

/** What a manifest says. */
export type ParsedManifest =
  | { readonly kind: 'manifest'; readonly manifest: ImageManifest }
  | { readonly kind: 'index'; readonly index: ImageIndex };

function invalid(what: string, why: string, hint: string): LiveryError {
  return new LiveryError('image-invalid', { message: `${what} cannot be used: ${why}.`, hint });
}

const REBUILD =
  'Check with another tool, such as skopeo, that this is a container image; if it is not, name one that is.';

function parseDocument<T>(what: string, bytes: Uint8Array, schema: z.ZodType<T>): T {
  let document: unknown;
  try {
    // fatal: two texts that differ only in broken characters must not be taken for the same
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new LiveryError('image-invalid', {
      message: `${what} cannot be used: it is not JSON.`,
      hint: REBUILD,
      cause: error,
    });
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(what, `${issue?.path.join('.') || 'it'}: ${issue?.message}`, REBUILD);
  }
  return parsed.data;
}

/** Types of manifests that are known, and why they are not taken. */
const refusedTypes: readonly { type: RegExp; why: string; hint: string }[] = [
  {
    type: /^application\/vnd\.docker\.distribution\.manifest\.v1\+/,
    why: 'it is an image of 2016 or older (schema 1)',
    hint: 'Pull it and push it again with a newer tool, which converts it.',
  },
];

/**
 * Reads an image manifest or an index of them, of either family.
 *
 * @param what - what errors call it: `The manifest ghcr.io/acme/app:1`
 * @throws LiveryError `image-invalid`
 */
export function parseManifest(what: string, raw: RawManifest): ParsedManifest {
  const { mediaType, bytes } = raw;
  if (mediaType === mediaTypes.oci.index || mediaType === mediaTypes.docker.index) {
    return {
      kind: 'index',
      index: parseDocument(what, bytes, ImageIndex.refine(saysTheSame(mediaType), CONFUSED)),
    };
  }
  if (mediaType === mediaTypes.oci.manifest || mediaType === mediaTypes.docker.manifest) {
    return {
      kind: 'manifest',
      manifest: parseDocument(what, bytes, ImageManifest.refine(saysTheSame(mediaType), CONFUSED)),
    };
  }
  const refused = refusedTypes.find(({ type }) => type.test(mediaType));
  throw invalid(
    what,
    refused?.why ?? `its type ${JSON.stringify(mediaType)} is not that of an image`,
    refused?.hint ?? REBUILD,
  );
}

const CONFUSED = 'says two things at once what it is';

/**
 * One document that is an image to one reader and an index to the next is an old trick, CVE-2021-41190:
 * https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
 */
function saysTheSame(mediaType: string) {
  return (document: Record<string, unknown>) =>
    (document.mediaType === undefined || document.mediaType === mediaType) &&
    !('manifests' in document && ('layers' in document || 'config' in document));
}

/**
 * Reads the configuration of an image.
 *
 * @throws LiveryError `image-invalid`
 */
export function parseConfig(what: string, bytes: Uint8Array): ImageConfig {
  return parseDocument(what, bytes, ImageConfig);
}
