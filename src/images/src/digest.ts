import { createHash, type Hash } from 'node:crypto';
import { LiveryError } from '@livery/contracts';
import { z } from 'zod';

/**
 * The digest of a blob or a manifest: SHA-256, or SHA-512 where somebody chose it.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#registered-algorithms
 */
export const ContentDigest = z
  .string()
  .regex(
    /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/,
    'must be sha256: and 64, or sha512: and 128 hexadecimal digits in lower case',
  );
export type ContentDigest = z.infer<typeof ContentDigest>;

/** The name of the algorithm of a digest, as Node knows it. */
export function algorithmOf(digest: ContentDigest): 'sha256' | 'sha512' {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

/** The SHA-256 of some bytes, or the hash of another algorithm. */
export function contentDigestOf(bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): ContentDigest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Hashes bytes that come in pieces, some of them perhaps a second time after a cut. */
export class RunningDigest {
  readonly #expected: ContentDigest;
  readonly #hash: Hash;
  #hashedBytes = 0;

  constructor(expected: ContentDigest) {
    this.#expected = expected;
    this.#hash = createHash(algorithmOf(expected));
  }

  /** How many bytes from the start are in the hash. */
  get hashedBytes(): number {
    return this.#hashedBytes;
  }

  /** Takes a piece that starts at `offset`; what is in the hash already is passed over. */
  update(chunk: Uint8Array, offset: number): void {
    if (offset > this.#hashedBytes) {
      throw new Error(`${offset - this.#hashedBytes} bytes are missing before byte ${offset}`);
    }
    const fresh = chunk.subarray(this.#hashedBytes - offset);
    if (fresh.length > 0) {
      this.#hash.update(fresh);
      this.#hashedBytes += fresh.length;
    }
  }

  /** Ends the hash, and answers the digest of what came. */
  finish(): ContentDigest {
    return `${algorithmOf(this.#expected)}:${this.#hash.digest('hex')}`;
  }
}

/** The error of bytes that are not the ones that were named. `from` says where they came from. */
export function digestMismatch(
  what: string,
  expected: ContentDigest,
  found: ContentDigest,
  from: string,
): LiveryError {
  return new LiveryError('digest-mismatch', {
    message: `${what} was refused: its digest should be ${expected}, but what ${from} sent has ${found}.`,
    hint: 'Nothing of it was used. Try again; if it stays like this, the registry or a proxy before it is damaged, or somebody changes what it sends.',
  });
}
