import type { Report } from '@livery/contracts';
import { ContentDigest, parseReference, type RegistryClient } from '@livery/images';
import type { AttestedImage } from './bundleReferrer';
import type { SbomBase } from './sbom';

/** What the list of referrers calls an SBOM: by the claim of a bundle, or by the type of the artifact. */
const sbomType = /cyclonedx|spdx/i;

/** The image that a report is about, with its SBOMs; undefined when it was no image. */
export async function baseOf(
  { upstream: { source, commit } }: Report,
  connect: (registry: string) => RegistryClient,
): Promise<SbomBase | undefined> {
  const digest = ContentDigest.safeParse(commit).data;
  if (digest === undefined) {
    return undefined;
  }
  const { registry, repository } = parseReference(source);
  // What nobody can list is not linked to; the base itself is.
  const sboms = await upstreamSboms({ client: connect(registry), repository, digest }).catch(() => []);
  return { repository: `${registry}/${repository}`, digest, sboms };
}

/** The addresses of the SBOMs that are attached to an image. */
export async function upstreamSboms({ client, repository, digest }: AttestedImage): Promise<string[]> {
  const referrers = await client.listReferrers(repository, digest);
  return referrers
    .filter(({ artifactType, annotations = {} }) =>
      [artifactType ?? '', ...Object.values(annotations)].some(text => sbomType.test(text)),
    )
    .map(referrer => `https://${client.registry}/v2/${repository}/manifests/${referrer.digest}`);
}
