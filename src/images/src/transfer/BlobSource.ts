import { LiveryError } from '@livery/contracts';
import { contentDigestOf, type ContentDigest, digestMismatch, RunningDigest } from '../digest';

/** Bytes that can be sent to a registry: their digest and size are known, and they can be read again. */
export interface BlobSource {
  readonly digest: ContentDigest;
  readonly sizeBytes: number;
  /** Who sends it, for errors; `its source` without it. */
  readonly from?: string;
  /** Reads from some byte on; called once for each try. */
  open(offsetBytes: number): AsyncIterable<Uint8Array>;
}

/** Bytes in memory, to be sent. */
export function blobOf(bytes: Uint8Array): BlobSource {
  return {
    digest: contentDigestOf(bytes),
    sizeBytes: bytes.length,
    async *open(offsetBytes) {
      for (let start = offsetBytes; start < bytes.length; start += SLICE_BYTES) {
        yield bytes.subarray(start, start + SLICE_BYTES);
      }
    },
  };
}

const SLICE_BYTES = 256 * 1024;

/**
 * Reads a source, in one go or in parts, and makes sure that it is what it says: the last piece is handed out only when the
 * digest is right, so that nobody can complete a blob that is not.
 */
export class VerifiedSource {
  readonly #what: string;
  readonly #source: BlobSource;
  readonly #digest: RunningDigest;
  #isVerified = false;

  /** @param what - what errors call it, at the start of a sentence */
  constructor(what: string, source: BlobSource) {
    this.#what = what;
    this.#source = source;
    this.#digest = new RunningDigest(source.digest);
  }

  get digest(): ContentDigest {
    return this.#source.digest;
  }

  get #from(): string {
    return this.#source.from ?? 'its source';
  }

  get sizeBytes(): number {
    return this.#source.sizeBytes;
  }

  /** How far it has been read at least once. */
  get readBytes(): number {
    return this.#digest.hashedBytes;
  }

  /**
   * Reads a part.
   *
   * @param offsetBytes - at most {@link VerifiedSource.readBytes}
   * @throws LiveryError `digest-mismatch`, and what the source throws
   */
  async *read(offsetBytes: number, endBytes = this.sizeBytes): AsyncGenerator<Uint8Array, void, undefined> {
    let position = offsetBytes;
    if (this.sizeBytes === 0) {
      this.#check();
    }
    if (position >= endBytes) {
      return;
    }
    for await (const chunk of this.#source.open(offsetBytes)) {
      if (position + chunk.length > this.sizeBytes) {
        throw this.#wrongSize(`more than ${this.sizeBytes}`);
      }
      this.#digest.update(chunk, position);
      this.#check();
      const wanted = chunk.subarray(0, endBytes - position);
      position += wanted.length;
      yield wanted;
      if (position >= endBytes) {
        return;
      }
    }
    throw this.#wrongSize(`only ${position}`);
  }

  #check(): void {
    if (!this.#isVerified && this.#digest.hashedBytes === this.sizeBytes) {
      const found = this.#digest.finish();
      if (found !== this.#source.digest) {
        throw digestMismatch(this.#what, this.#source.digest, found, this.#from);
      }
      this.#isVerified = true;
    }
  }

  #wrongSize(found: string): LiveryError {
    return new LiveryError('digest-mismatch', {
      message: `${this.#what} was refused: it should have ${this.sizeBytes} bytes, but ${this.#from} sent ${found}.`,
      hint: 'Nothing of it was published. Try again; if it stays like this, the source is damaged.',
    });
  }
}
