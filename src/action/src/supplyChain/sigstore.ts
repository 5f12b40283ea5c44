import { LiveryError, messageOf } from '@livery/contracts';
import { isLoopback } from '@livery/images';
import { z } from 'zod';
import type { IdTokens } from '../identity';
import { type Statement, STATEMENT_TYPE } from './statement';

/** A Sigstore: who certifies identities, and who witnesses signatures. */
export interface Sigstore {
  /** What errors call it. */
  readonly name: string;
  /** Gives a certificate for the token of an identity. https://docs.sigstore.dev/certificate_authority/overview/ */
  readonly fulcioUrl: string;
  /** Writes signatures into a log that everybody can read. https://docs.sigstore.dev/logging/overview/ */
  readonly rekorUrl?: string;
  /** Says when a signature was there, where there is no such log. */
  readonly timestampUrl?: string;
}

/** The two that GitHub's own tools use. https://docs.github.com/en/actions/concepts/security/artifact-attestations */
const sigstores = {
  /** Its log is for everybody, so it is for repositories that everybody can see. */
  public: {
    name: 'the public Sigstore',
    fulcioUrl: 'https://fulcio.sigstore.dev',
    rekorUrl: 'https://rekor.sigstore.dev',
  },
  private: {
    name: "GitHub's Sigstore",
    fulcioUrl: 'https://fulcio.githubapp.com',
    timestampUrl: 'https://timestamp.githubapp.com',
  },
} as const satisfies Readonly<Record<string, Sigstore>>;

/**
 * The Sigstore for a repository: the names of one that is not public do not belong into a public log.
 *
 * @param visibility - `public`, `private` or `internal`, as GitHub says it; undefined counts as private
 */
export function sigstoreFor(visibility: string | undefined): Sigstore {
  return visibility === 'public' ? sigstores.public : sigstores.private;
}

/**
 * Reads which Sigstore of one's own is to be used: `fulcio=https://… rekor=https://… timestamp=https://…`, of which the last two are
 * for the one that there is.
 *
 * @throws LiveryError `usage-invalid`
 */
export function parseSigstore(text: string): Sigstore {
  const parts = new Map(
    text
      .trim()
      .split(/\s+/)
      .map(part => [part.split('=', 1)[0] ?? '', part.replace(/^[^=]*=/, '')]),
  );
  const [fulcio, rekor, timestamp] = ['fulcio', 'rekor', 'timestamp'].map(name => parts.get(name));
  const isWrong = [...parts].some(
    ([name, url]) => !['fulcio', 'rekor', 'timestamp'].includes(name) || !isSafe(url),
  );
  if (isWrong || fulcio === undefined || (rekor === undefined && timestamp === undefined)) {
    throw new LiveryError('usage-invalid', {
      message: `${JSON.stringify(text)} does not name a Sigstore.`,
      hint: 'Write fulcio=https://fulcio.example.org rekor=https://rekor.example.org; with a timestamp=https://… for one that has a clock in place of a log.',
    });
  }
  return {
    name: `the Sigstore at ${new URL(fulcio).host}`,
    fulcioUrl: fulcio,
    ...(rekor !== undefined && { rekorUrl: rekor }),
    ...(timestamp !== undefined && { timestampUrl: timestamp }),
  };
}

/** Whether nobody on the way can read along: the token of the identity goes there. */
function isSafe(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.host));
}

/** A bundle as it is stored: statement, signature, certificate and what witnesses it. https://docs.sigstore.dev/about/bundle/ */
export const SignedBundle = z.looseObject({ mediaType: z.string() });
export type SignedBundle = z.infer<typeof SignedBundle>;

/** How a statement is signed. */
export interface SignOptions {
  readonly sigstore: Sigstore;
  readonly idTokens: IdTokens;
  /** Tries of a request that failed for a reason that may pass; two more without it. */
  readonly retries?: number;
}

/** The audience that Fulcio wants. https://github.com/sigstore/fulcio/blob/main/docs/oidc.md */
const AUDIENCE = 'sigstore';
const TIMEOUT_MS = 15_000;
const RETRIES = 2;

/** Whom a code of the library is about. https://github.com/sigstore/sigstore-js/blob/main/packages/sign/src/error.ts */
const culprits: Readonly<Record<string, (sigstore: Sigstore) => string | undefined>> = {
  CA_CREATE_SIGNING_CERTIFICATE_ERROR: ({ fulcioUrl }) => fulcioUrl,
  TLOG_CREATE_ENTRY_ERROR: ({ rekorUrl }) => rekorUrl,
  TLOG_FETCH_ENTRY_ERROR: ({ rekorUrl }) => rekorUrl,
  TSA_CREATE_TIMESTAMP_ERROR: ({ timestampUrl }) => timestampUrl,
};

/**
 * Signs a statement with the identity of the workflow: with a key that lives for this one signature, and a certificate that says
 * whose it is.
 *
 * @throws LiveryError `attestation-failed`, and those of the identity
 */
export async function signStatement(statement: Statement, options: SignOptions): Promise<SignedBundle> {
  const { sigstore, idTokens, retries = RETRIES } = options;
  // Loaded by those who want attestations: it is as large as all the rest.
  const { bundleToJSON } = await import('@sigstore/bundle');
  const { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = await import('@sigstore/sign');
  const request = { timeout: TIMEOUT_MS, retry: retries };
  let refused: unknown;
  const getToken = async () => {
    try {
      return (await idTokens(AUDIENCE)).reveal();
    } catch (error) {
      // What the library makes of it has lost what a person can do.
      refused = error;
      throw error;
    }
  };
  const { fulcioUrl, rekorUrl, timestampUrl } = sigstore;
  const builder = new DSSEBundleBuilder({
    signer: new FulcioSigner({ ...request, identityProvider: { getToken }, fulcioBaseURL: fulcioUrl }),
    witnesses: [
      ...(rekorUrl === undefined
        ? []
        : [
            new RekorWitness({
              ...request,
              rekorBaseURL: rekorUrl,
              entryType: 'dsse',
              fetchOnConflict: true,
            }),
          ]),
      ...(timestampUrl === undefined ? [] : [new TSAWitness({ ...request, tsaBaseURL: timestampUrl })]),
    ],
  });
  try {
    const data = Buffer.from(JSON.stringify(statement), 'utf8');
    return SignedBundle.parse(bundleToJSON(await builder.create({ data, type: STATEMENT_TYPE })));
  } catch (error) {
    throw refused instanceof LiveryError ? refused : toAttestationError(error, options);
  }
}

function toAttestationError(error: unknown, { sigstore }: SignOptions): LiveryError {
  const { code } = error as { code?: unknown };
  const url = typeof code === 'string' ? culprits[code]?.(sigstore) : undefined;
  const where = url === undefined ? sigstore.name : `${sigstore.name} (${url})`;
  return new LiveryError('attestation-failed', {
    message: `Signing with ${where} failed: ${reasonsOf(error)}.`,
    hint: 'The image itself is pushed. Let the runner reach that address, or turn attestation off; running the job again adds what is missing.',
    cause: error,
  });
}

/** The library's errors say what was tried, and the one below them why it failed. */
function reasonsOf(error: unknown): string {
  const reasons: string[] = [];
  for (let each: unknown = error; each instanceof Error && reasons.length < 3; each = each.cause) {
    const reason = messageOf(each).replace(/\s+/g, ' ').slice(0, 200);
    if (!reasons.some(known => known.includes(reason))) {
      reasons.push(reason);
    }
  }
  return reasons.join(': ');
}
