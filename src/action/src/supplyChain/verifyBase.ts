import { LiveryError } from '@livery/contracts';
import { formatReference, parseReference, type RegistryClient } from '@livery/images';
import { trustedRootsOf, type TrustedRootOptions } from './trustedRoot';
import { type UpstreamPolicy, type VerifiedClaim, verifyUpstream } from './verifyUpstream';

/** Which image, and whose claims about it count. */
export interface VerifyBaseOptions {
  /** As the step names it: with a tag, a digest, or both. */
  readonly base: string;
  readonly policy: UpstreamPolicy;
  readonly trustedRoot: TrustedRootOptions;
  /** A client of a registry; it stays open. */
  readonly connect: (registry: string) => RegistryClient;
}

/** A base that was checked. */
export interface VerifiedBase extends VerifiedClaim {
  /** The base with its digest: what was checked, and not what the tag may lead to a moment later. */
  readonly reference: string;
}

/**
 * Checks the image that is to be branded, and pins it.
 *
 * @throws LiveryError `attestation-invalid`, `attestation-failed`, `image-not-found`, and those of the registry
 */
export async function verifyBase(options: VerifyBaseOptions): Promise<VerifiedBase> {
  const { base, policy, connect } = options;
  const reference = parseReference(base);
  const { registry, repository, tag = 'latest' } = reference;
  const client = connect(registry);
  const digest = reference.digest ?? (await client.headManifest(repository, tag))?.digest;
  if (digest === undefined) {
    throw new LiveryError('image-not-found', {
      message: `The upstream image ${base} is not there, so nothing about it can be checked.`,
      hint: 'Check the name and the tag.',
    });
  }
  const trustedRoots = await trustedRootsOf(options.trustedRoot);
  const claim = await verifyUpstream({ client, repository, digest }, policy, trustedRoots);
  return { ...claim, reference: formatReference({ ...reference, digest }) };
}
