import { type ImageOutput, LiveryError, type Report, toLiveryError } from '@livery/contracts';
import { ContentDigest, parseReference, type RegistryClient } from '@livery/images';
import { claimsOf, type IdTokens, WorkflowClaims } from '../identity';
import { attachBundle, attachedTypes, type AttestedImage } from './bundleReferrer';
import { provenanceOf } from './provenance';
import { sbomOf } from './sbom';
import { type SignedBundle, signStatement, type Sigstore, sigstoreFor } from './sigstore';
import { type AttestationKind, predicateTypes, type Statement, statementOf, type Subject } from './statement';
import { baseOf } from './upstreamSboms';

/** What is attested, and by whom. */
export interface AttestImageOptions {
  /** What was pushed. Targets that did not get it are left out. */
  readonly image: ImageOutput;
  /** What was done; without it there is no SBOM, and a provenance that knows the workflow only. */
  readonly report?: Report;
  readonly kinds: readonly AttestationKind[];
  /** That for the visibility of the repository without it. */
  readonly sigstore?: Sigstore;
  readonly idTokens: IdTokens;
  /** `https://github.com` */
  readonly serverUrl: string;
  /** A client of a registry; it stays open. */
  readonly connect: (registry: string) => RegistryClient;
  readonly log: (message: string) => void;
  /** Told of each new bundle, such as for GitHub's own list. */
  readonly onBundle?: (bundle: SignedBundle) => Promise<void>;
  readonly retries?: number;
}

/** What became of one kind of claim at one target. */
export interface Attestation {
  readonly kind: AttestationKind;
  /** The target: registry, repository and tag. */
  readonly reference: string;
  /** `present` was there from an earlier run. */
  readonly state: 'attached' | 'present' | 'failed';
  readonly error?: LiveryError;
}

interface Target extends AttestedImage {
  readonly reference: string;
  readonly name: string;
}

/**
 * Says of an image that was pushed how it came to be and what is in it, signed by the workflow, and attaches that to it at each
 * target. Each claim is signed once. What is there already stays, so that running a job again adds nothing.
 *
 * @throws LiveryError those of the identity; what goes wrong with a claim or a target is in its result
 */
export async function attestImage(options: AttestImageOptions): Promise<Attestation[]> {
  const { image, kinds, log } = options;
  const targets = targetsOf(options);
  const known = new Map(
    await Promise.all(
      targets.map(async target => [target, await outcomeOf(() => attachedTypes(target))] as const),
    ),
  );
  const results: Attestation[] = [];
  let signing: { claims: WorkflowClaims; sigstore: Sigstore } | undefined;
  for (const kind of kinds) {
    const predicateType = predicateTypes[kind];
    // Where nobody can say what is there already, a second claim would only be in the way.
    const missing = targets.filter(target => known.get(target)?.value?.includes(predicateType) === false);
    for (const target of targets.filter(candidate => !missing.includes(candidate))) {
      results.push(resultOf(kind, target, 'present', known.get(target)?.error));
    }
    if (missing.length === 0) {
      continue;
    }
    signing ??= await signingOf(options);
    const { claims, sigstore } = signing;
    const { value: bundle, error: unsigned } = await outcomeOf(async () => {
      const statement = await statementFor(kind, subjectsOf(image, targets), claims, options);
      return signStatement(statement, { ...options, sigstore });
    });
    if (!bundle) {
      results.push(...missing.map(target => resultOf(kind, target, 'failed', unsigned)));
      continue;
    }
    log(`Signed the ${kind} of ${image.digest} with ${sigstore.name}.`);
    for (const target of missing) {
      const { error } = await outcomeOf(() => attachBundle(target, bundle, predicateType));
      results.push(resultOf(kind, target, 'attached', error));
    }
    if (results.some(result => result.kind === kind && result.state === 'attached')) {
      await options.onBundle?.(bundle);
    }
  }
  return results;
}

function resultOf(
  kind: AttestationKind,
  { reference }: Target,
  state: Attestation['state'],
  error: LiveryError | undefined,
): Attestation {
  return error ? { kind, reference, state: 'failed', error } : { kind, reference, state };
}

function targetsOf({ image, connect }: AttestImageOptions): Target[] {
  const found = image.targets.flatMap(({ reference, digest }) => {
    if (digest === undefined) {
      return [];
    }
    const { registry, repository } = parseReference(reference);
    const name = `${registry}/${repository}`;
    return [{ reference, name, client: connect(registry), repository, digest: ContentDigest.parse(digest) }];
  });
  // Several tags of one repository are one image.
  return [...new Map(found.map(target => [`${target.name}@${target.digest}`, target])).values()];
}

/** The image under all its names, and that of each platform: whoever pulls one of them finds its digest here. */
function subjectsOf({ perPlatform }: ImageOutput, targets: readonly Target[]): Subject[] {
  const names = [...new Set(targets.map(({ name }) => name))];
  const digests = [
    ...new Set([...targets.map(({ digest }) => digest), ...perPlatform.map(({ digest }) => digest)]),
  ];
  return digests.flatMap(digest => names.map(name => ({ name, digest })));
}

/** Which workflow signs, and with which Sigstore: both by its own token, which no event and no input can change. */
export async function signingOf({ idTokens, sigstore }: Pick<AttestImageOptions, 'idTokens' | 'sigstore'>) {
  const claims = claimsOf(await idTokens('sigstore'), WorkflowClaims);
  if (!claims) {
    throw new LiveryError('attestation-failed', {
      message:
        'The token of the identity of this job does not say which workflow it is, so there is nothing to be vouched for.',
      hint: 'Run the action in a workflow of GitHub.',
    });
  }
  return { claims, sigstore: sigstore ?? sigstoreFor(claims.repository_visibility) };
}

async function statementFor(
  kind: AttestationKind,
  subjects: readonly Subject[],
  claims: WorkflowClaims,
  { report, connect, serverUrl }: AttestImageOptions,
): Promise<Statement> {
  const [subject] = subjects;
  if (kind === 'provenance') {
    return statementOf(subjects, predicateTypes.provenance, provenanceOf(claims, serverUrl, report));
  }
  if (!subject || !report) {
    throw new LiveryError('attestation-failed', {
      message: 'An SBOM cannot be made of an image of which no report says what was changed.',
      hint: 'Ask for the provenance alone, or brand the image in this job.',
    });
  }
  return statementOf(
    subjects,
    predicateTypes.sbom,
    await sbomOf(subject, report, await baseOf(report, connect)),
  );
}

async function outcomeOf<T>(task: () => Promise<T>): Promise<{ value?: T; error?: LiveryError }> {
  try {
    return { value: await task() };
  } catch (error) {
    return { error: toLiveryError(error) };
  }
}
