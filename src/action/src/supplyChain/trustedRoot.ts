import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import type { TrustedRoot } from '@sigstore/protobuf-specs';

/** Where the keys are from that are trusted. */
export interface TrustedRootOptions {
  /** A file as `gh attestation trusted-root` and `cosign trusted-root create` write it: for GitHub's Sigstore, and for one's own. */
  readonly file?: string;
  /** Where the keys of the public Sigstore are kept between checks of one run. */
  readonly cacheFolder: string;
  /** Where the keys of the public Sigstore are; that of Sigstore without it. */
  readonly mirrorUrl?: string;
}

const TIMEOUT_MS = 15_000;

/**
 * The keys of authorities, logs and clocks that are trusted: those of a file, or those of the public Sigstore, by its own chain of
 * signed updates (https://theupdateframework.io). Each Sigstore stands for itself: what one leaves out is not let off by another.
 *
 * @throws LiveryError `usage-invalid` for a file that is none; `attestation-failed`
 */
export async function trustedRootsOf(options: TrustedRootOptions): Promise<TrustedRoot[]> {
  return options.file === undefined ? [await fetchRoot(options)] : readRoots(options.file);
}

async function readRoots(file: string): Promise<TrustedRoot[]> {
  const { TrustedRoot: schema } = await import('@sigstore/protobuf-specs');
  try {
    const text = (await readFile(file, 'utf8')).trim();
    // gh writes one document for each Sigstore, a line each.
    const lines = text.split('\n');
    const documents = lines.every(line => line.startsWith('{') && line.endsWith('}')) ? lines : [text];
    const roots = documents.map(document => schema.fromJSON(JSON.parse(document)));
    if (roots.some(({ certificateAuthorities }) => certificateAuthorities.length === 0)) {
      throw new Error('it names no authority');
    }
    return roots;
  } catch (error) {
    throw new LiveryError('usage-invalid', {
      message: `${path.basename(file)} is not a list of keys that can be trusted: ${messageOf(error)}.`,
      hint: 'Make it with "gh attestation trusted-root" or "cosign trusted-root create".',
      cause: error,
    });
  }
}

async function fetchRoot({ cacheFolder, mirrorUrl }: TrustedRootOptions): Promise<TrustedRoot> {
  const { getTrustedRoot } = await import('@sigstore/tuf');
  try {
    return await getTrustedRoot({
      cachePath: path.join(cacheFolder, 'sigstore'),
      timeout: TIMEOUT_MS,
      ...(mirrorUrl !== undefined && { mirrorURL: mirrorUrl, force: true }),
    });
  } catch (error) {
    throw new LiveryError('attestation-failed', {
      message: `The keys of the public Sigstore could not be fetched from ${mirrorUrl ?? 'https://tuf-repo-cdn.sigstore.dev'}: ${messageOf(error)}.`,
      hint: 'Let the runner reach that address, or give a file with the keys to trust.',
      cause: error,
    });
  }
}
