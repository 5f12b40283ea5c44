import { LiveryError, messageOf } from '@livery/contracts';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import type { BundleWithDsseEnvelope } from '@sigstore/bundle';
import { type AttestedImage, isBundle } from './bundleReferrer';
import { isAbout, predicateTypes, Statement, STATEMENT_TYPE } from './statement';

/** Whose claims about an upstream image count. */
export interface UpstreamPolicy {
  /** Who said who they are: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /**
   * Who they are, with `*` for any characters but a blank:
   * `https://github.com/acme/app/.github/workflows/release.yaml@refs/tags/*`.
   */
  readonly identity: string;
  /** Which claim there has to be; that of where it is from without it. */
  readonly predicateType?: string;
}

/** A claim that was checked. */
export interface VerifiedClaim {
  readonly predicateType: string;
  /** Who made it. */
  readonly identity: string;
  readonly predicate: unknown;
}

/** Bundles that are looked at; an image has some. */
const MAXIMUM_BUNDLES = 50;

/** https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const DEFAULT_ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * Reads a policy as people write it: the identity, and behind a blank the issuer if it is not GitHub.
 *
 * @throws LiveryError `usage-invalid`
 */
export function parsePolicy(text: string): UpstreamPolicy {
  const [identity = '', issuer = DEFAULT_ISSUER, ...rest] = text.trim().split(/\s+/);
  const [host = ''] = identity.replace(/^https:\/\//, '').split('/');
  if (!identity.startsWith('https://') || host.includes('*') || !URL.canParse(issuer) || rest.length > 0) {
    throw new LiveryError('usage-invalid', {
      message: `${JSON.stringify(text)} does not say whose attestations count.`,
      hint: 'Write the address of the workflow, such as https://github.com/acme/app/.github/workflows/release.yaml@refs/tags/*; an issuer other than GitHub goes behind it.',
    });
  }
  return { identity, issuer };
}

/**
 * Checks an upstream image before anything is made of it: somebody whom the policy names has to have made the claim about exactly
 * this digest, with a signature, a certificate and witnesses that hold.
 *
 * @throws LiveryError `attestation-invalid` when there is none, saying why each was not good enough; those of the registry
 */
export async function verifyUpstream(
  image: AttestedImage,
  policy: UpstreamPolicy,
  trustedRoots: readonly TrustedRoot[],
): Promise<VerifiedClaim> {
  const { client, repository, digest } = image;
  const wanted = policy.predicateType ?? predicateTypes.provenance;
  const referrers = (await client.listReferrers(repository, digest)).filter(({ artifactType }) =>
    isBundle(artifactType),
  );
  const reasons: string[] = [];
  for (const referrer of referrers.slice(0, MAXIMUM_BUNDLES)) {
    try {
      const claim = await verifyBundle(await readBundle(image, referrer.digest), image, policy, trustedRoots);
      if (claim.predicateType === wanted) {
        return claim;
      }
      reasons.push(`it claims ${claim.predicateType}`);
    } catch (error) {
      reasons.push(messageOf(error).replace(/\s+/g, ' ').slice(0, 300));
    }
  }
  const name = `${client.registry}/${repository}@${digest}`;
  const why = [...new Set(reasons)].join('; ');
  throw new LiveryError('attestation-invalid', {
    message:
      referrers.length === 0
        ? `The upstream image ${name} has no attestation, so nobody says where it is from.`
        : `None of the ${referrers.length} attestations of the upstream image ${name} is a claim ${wanted} of ${policy.identity}: ${why}.`,
    hint: 'Do not use this image before you know why. If upstream signs under another name, correct the policy; if it does not attest its images, leave the policy out.',
  });
}

async function readBundle({ client, repository }: AttestedImage, digest: string): Promise<unknown> {
  const { bytes } = await client.getManifest(repository, digest);
  const { layers = [] } = JSON.parse(bytes.toString('utf8')) as {
    layers?: { mediaType?: string; digest: string; size: number }[];
  };
  const layer = layers.find(({ mediaType }) => isBundle(mediaType));
  if (!layer) {
    throw new Error('it has no bundle in it');
  }
  return JSON.parse((await client.fetchBlob(repository, layer)).toString('utf8'));
}

async function verifyBundle(
  json: unknown,
  { digest }: AttestedImage,
  policy: UpstreamPolicy,
  trustedRoots: readonly TrustedRoot[],
): Promise<VerifiedClaim> {
  const { bundleFromJSON, isBundleWithDsseEnvelope } = await import('@sigstore/bundle');
  const bundle = bundleFromJSON(json);
  if (!isBundleWithDsseEnvelope(bundle)) {
    throw new Error('it is a signature without a claim');
  }
  // Who signed is compared here: the library takes the identity of a policy for a regular expression without ends.
  const { identity, issuer } = await signerOf(bundle, trustedRoots);
  if (!isIdentity(identity, policy.identity) || issuer !== policy.issuer) {
    throw new Error(`it was signed by ${identity || 'somebody without a name'}, of ${issuer ?? 'no issuer'}`);
  }
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  const statement = Statement.parse(JSON.parse(payload.toString('utf8')));
  if (payloadType !== STATEMENT_TYPE || !isAbout(statement, digest)) {
    throw new Error('it is about another image');
  }
  return { predicateType: statement.predicateType, identity, predicate: statement.predicate };
}

/** Who signed a bundle, by the first Sigstore that vouches for all of it. */
async function signerOf(bundle: BundleWithDsseEnvelope, trustedRoots: readonly TrustedRoot[]) {
  const { toSignedEntity, toTrustMaterial, Verifier } = await import('@sigstore/verify');
  let failure: unknown = new Error('there are no keys that are trusted');
  for (const root of trustedRoots) {
    const verifier = new Verifier(toTrustMaterial(root), {
      // A Sigstore without logs, as GitHub's own is, has a clock in their place; one with logs is asked for them.
      ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
      tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
      timestampThreshold: 1,
    });
    try {
      const { identity } = verifier.verify(toSignedEntity(bundle));
      return { identity: identity?.subjectAlternativeName ?? '', issuer: identity?.extensions?.issuer };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Whether a name fits a pattern as a whole. */
export function isIdentity(name: string, pattern: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (/\s/.test(name) || !name.startsWith(first)) {
    return false;
  }
  if (parts.length === 0) {
    return name === first;
  }
  const last = parts.pop() ?? '';
  let position = first.length;
  for (const part of parts) {
    const found = name.indexOf(part, position);
    if (found < 0) {
      return false;
    }
    position = found + part.length;
  }
  return name.length - last.length >= position && name.endsWith(last);
}
