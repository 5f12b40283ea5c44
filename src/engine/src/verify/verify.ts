import { LiveryError } from '@livery/contracts';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { plan } from '../plan/plan';
import type { LoadedProfile } from '../profile/loadProfile';
import type { SourceTree } from '../tree/SourceTree';
import { RevertedTree } from './RevertedTree';

/** One thing that is not as it should be. */
export interface VerificationFault {
  readonly code:
    'brand-differs' | 'profile-differs' | 'file-differs' | 'file-missing' | 'residue' | 'upstream-picture';
  readonly message: string;
  readonly file?: string;
}

/** What a verification found. The tree is right when there are no faults. */
export interface Verification {
  readonly brand: string;
  readonly version: string | undefined;
  /** Files that were branded, and are what the same upstream, profile and brand give. */
  readonly verifiedFiles: number;
  readonly faults: readonly VerificationFault[];
}

/** What {@link verifyTree} works on. */
export interface VerifyInput {
  /** The folder of a branded tree. It is only read. */
  location: string;
  profiles: readonly LoadedProfile[];
  brand: LoadedBrand;
  today: string;
  signal?: AbortSignal;
}

/**
 * Proves that a tree is f(upstream, profile, brand): takes the branding back in memory, plans it anew, and compares every byte.
 * That it gives the same again is what idempotence means here.
 *
 * @throws LiveryError `not-branded`, `record-invalid`, and those of `plan`
 */
export async function verifyTree(input: VerifyInput): Promise<Verification> {
  const upstream = RevertedTree.open(input.location);
  const { record, branded } = upstream;
  const { report, changes } = await plan({ ...input, tree: upstream, upstream: { source: input.location } });
  const faults: VerificationFault[] = [];
  for (const [code, was, is] of [
    ['brand-differs', record.brand.digest, report.brand.digest],
    ['profile-differs', record.profile.digest, report.profile.digest],
  ] as const) {
    if (was !== is) {
      const what = code === 'brand-differs' ? 'brand' : 'profile';
      faults.push({
        code,
        message: `The tree was branded with another state of the ${what}: ${was}, now ${is}.`,
      });
    }
  }
  /** Undefined for a file that must not be there. */
  const wanted = new Map(changes.map(({ file, content }) => [file, content && digestOf(content)]));
  for (const { file, before } of record.files) {
    // What the brand does not change any more has to be the upstream's file again.
    if (!wanted.has(file)) {
      wanted.set(file, before);
    }
  }
  for (const [file, digest] of wanted) {
    const fault = faultOf(branded, file, digest);
    if (fault) {
      faults.push(fault);
    }
  }
  for (const { code, message, place } of report.findings) {
    if (code === 'residue' || code === 'upstream-picture') {
      faults.push({
        code,
        message: place ? `${message} (${place.file}:${place.line})` : message,
        ...(place && { file: place.file }),
      });
    }
  }
  const wrongFiles = new Set(faults.flatMap(fault => (fault.file === undefined ? [] : [fault.file])));
  return {
    brand: record.brand.name,
    version: record.upstream.version,
    verifiedFiles: [...wanted.keys()].filter(file => !wrongFiles.has(file)).length,
    faults,
  };
}

function faultOf(
  branded: SourceTree,
  file: string,
  digest: string | undefined,
): VerificationFault | undefined {
  if (digest === undefined) {
    return branded.has(file)
      ? { code: 'file-differs', message: `${file} is there, although the branding deletes it.`, file }
      : undefined;
  }
  if (!branded.has(file)) {
    return { code: 'file-missing', message: `${file} was branded and is not there any more.`, file };
  }
  if (digestOf(branded.read(file)) !== digest) {
    return {
      code: 'file-differs',
      message: `${file} is not what the brand makes of the upstream's file.`,
      file,
    };
  }
  return undefined;
}

/**
 * Makes a verification with faults an error.
 *
 * @throws LiveryError `verification-failed`
 */
export function assertVerified(verification: Verification, location: string): void {
  const { faults } = verification;
  if (faults.length === 0) {
    return;
  }
  const named = faults.slice(0, 5).map(fault => fault.message);
  const more = faults.length > named.length ? ` And ${faults.length - named.length} more.` : '';
  throw new LiveryError('verification-failed', {
    message: `${location} is not what upstream, profile and brand give: ${named.join(' ')}${more}`,
    hint: 'Brand a fresh checkout again; a branded tree is never edited.',
  });
}
