import type { LiveryError } from '@livery/contracts';
import type { IdTokens } from '../identity';
import { attachBundle, type AttestedImage } from './bundleReferrer';
import { type SignedBundle, signStatement, type Sigstore } from './sigstore';
import { predicateTypes, statementOf } from './statement';
import { parsePolicy, type UpstreamPolicy } from './verifyUpstream';

/** The workflow that made the upstream image. */
export const upstreamWorkflow = 'open-webui/open-webui/.github/workflows/docker-build.yaml@refs/tags/v0.6.5';

/** What of a lab is needed to sign in it. */
interface SigningLab {
  readonly issuer: { readonly url: string; identity: Readonly<Record<string, string | number>> };
  readonly upstream: AttestedImage;
  readonly sigstore: Sigstore;
  readonly idTokens: IdTokens;
}

/** What is to differ when an upstream image is attested. */
interface UpstreamClaim {
  readonly workflow?: string;
  readonly digest?: string;
  readonly predicateType?: string;
  readonly sigstore?: Sigstore;
  readonly image?: AttestedImage;
  /** Changes the bundle after it was signed. */
  readonly forge?: (bundle: SignedBundle) => SignedBundle;
}

/** Attests an upstream image as its own workflow would. */
export async function signUpstream(lab: SigningLab, claim: UpstreamClaim = {}): Promise<void> {
  const { image = lab.upstream, predicateType = predicateTypes.provenance, sigstore = lab.sigstore } = claim;
  lab.issuer.identity = { job_workflow_ref: claim.workflow ?? upstreamWorkflow };
  const subject = { name: 'ghcr.io/open-webui/open-webui', digest: claim.digest ?? image.digest };
  const statement = statementOf([subject], predicateType, {});
  const bundle = await signStatement(statement, { sigstore, idTokens: lab.idTokens, retries: 0 });
  await attachBundle(image, claim.forge?.(bundle) ?? bundle, predicateType);
  lab.issuer.identity = {};
}

/** A policy that a workflow of GitHub fits, when the issuer of the lab stands in for GitHub's. */
export function policyOf({ issuer }: Pick<SigningLab, 'issuer'>, workflow: string): UpstreamPolicy {
  return parsePolicy(`https://github.com/${workflow} ${issuer.url}`);
}

/** The error of something that has to fail. */
export async function errorOf(task: Promise<unknown>): Promise<LiveryError> {
  return task.then(
    () => {
      throw new Error('it was taken');
    },
    (error: LiveryError) => error,
  );
}
