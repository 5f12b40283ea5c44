import { pushScope } from '../auth/scopes';
import { ContentDigest, digestMismatch } from '../digest';
import type { Deadline } from '../http/Deadline';
import type { Failure } from '../http/failure';
import type { Answer } from '../http/HttpClient';
import type { OrFailure } from '../http/location';
import type { Tries } from '../http/Tries';
import { type BlobSource, VerifiedSource } from '../transfer/BlobSource';
import { blobExists } from './blobs';
import type { RegistryCall, RegistrySession } from './RegistrySession';
import { cancelUpload, minimumChunkOf, openUpload, reachedOf, withDigest } from './uploads';

/** What is sent at a time when an upload goes on after a cut: each part that was taken is safe. */
const RESUMED_CHUNK_BYTES = 32 * 1024 * 1024;
/** A registry may hash everything once more before it answers. In milliseconds. */
const COMMIT_MS = 300_000;

/** The upload of one blob, with all that happens on the way. */
export class BlobUpload {
  readonly #session: RegistrySession;
  readonly #repository: string;
  readonly #source: VerifiedSource;
  readonly #purpose: string;
  readonly #deadline: Deadline;
  readonly #tries: Tries;
  /** Where to send to; undefined before the registry was asked, and when it has forgotten. */
  #location: URL | undefined;
  /** Bytes that the registry says it has. */
  #offset = 0;
  #chunkBytes: number | undefined;
  #minimumChunkBytes = 0;

  /** @param location - an upload that the registry has opened already, in answer to a mount */
  constructor(session: RegistrySession, repository: string, source: BlobSource, location?: URL) {
    this.#session = session;
    this.#repository = repository;
    this.#location = location;
    this.#purpose = `Uploading the blob ${session.describe(repository, source.digest)}`;
    this.#source = new VerifiedSource(`The blob ${session.describe(repository, source.digest)}`, source);
    this.#deadline = session.transferDeadline();
    this.#tries = session.http.tries(this.#deadline);
    this.#chunkBytes = session.options.chunkBytes;
  }

  /**
   * Uploads in one request, and after a cut goes on where the registry is. If it cannot say where that is, everything is sent
   * again.
   *
   * @throws LiveryError `digest-mismatch`, `cancelled`, those of the registry, and what the source throws
   */
  async run(): Promise<void> {
    try {
      for (;;) {
        const failure = await this.#step();
        if (!failure || (await this.#recover(failure))) {
          return;
        }
      }
    } catch (error) {
      await this.#cancel();
      throw error;
    } finally {
      this.#deadline.dispose();
    }
  }

  /** Goes as far as it gets; undefined when the blob is there. */
  async #step(): Promise<Failure | undefined> {
    if (!this.#location) {
      const opened = await openUpload(this.#session, this.#repository, this.#purpose, this.#deadline);
      if (opened.failure) {
        return opened.failure;
      }
      this.#location = opened.value.location;
      this.#minimumChunkBytes = opened.value.minimumChunkBytes;
      this.#offset = 0;
    }
    if (this.#offset === 0 && this.#chunkBytes === undefined) {
      return this.#complete(this.#location, 0);
    }
    while (this.#offset < this.#source.sizeBytes) {
      const failure = await this.#sendChunk(this.#location);
      if (failure) {
        return failure;
      }
    }
    return this.#complete(this.#location, this.#source.sizeBytes);
  }

  /** The last request, with all bytes from an offset on. */
  async #complete(location: URL, offset: number): Promise<Failure | undefined> {
    const { digest, sizeBytes } = this.#source;
    const { value: answer, failure } = await this.#try({
      method: 'PUT',
      url: withDigest(location, digest),
      headers: { 'content-type': 'application/octet-stream' },
      body: { sizeBytes: sizeBytes - offset, open: () => this.#source.read(offset) },
      // 204 is not in the specification, but in registries: https://github.com/google/go-containerregistry/issues/2198
      expect: [201, 204],
      answerMs: this.#session.options.stallMs ?? COMMIT_MS,
    });
    if (failure) {
      return failure;
    }
    const claimed = ContentDigest.safeParse(answer.headers['docker-content-digest']);
    if (claimed.success && claimed.data !== digest) {
      const kept = `${this.#session.registry}, which kept it,`;
      throw digestMismatch(
        `The blob ${this.#session.describe(this.#repository, digest)}`,
        digest,
        claimed.data,
        kept,
      );
    }
    return undefined;
  }

  async #sendChunk(location: URL): Promise<Failure | undefined> {
    const start = this.#offset;
    const wanted = Math.max(this.#chunkBytes ?? RESUMED_CHUNK_BYTES, this.#minimumChunkBytes);
    const end = Math.min(this.#source.sizeBytes, start + wanted);
    const { value: answer, failure } = await this.#try({
      method: 'PATCH',
      url: location,
      headers: {
        'content-type': 'application/octet-stream',
        // Without "bytes": https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks
        'content-range': `${start}-${end - 1}`,
      },
      body: { sizeBytes: end - start, open: () => this.#source.read(start, end) },
      // ECR answers 201 (https://github.com/openai/tart/issues/273), Pulp 204 (https://github.com/pulp/pulp_container/issues/2199).
      expect: [201, 202, 204],
    });
    if (failure) {
      return failure;
    }
    this.#minimumChunkBytes = minimumChunkOf(answer) || this.#minimumChunkBytes;
    const reached = reachedOf(answer);
    if (reached !== undefined && reached !== end) {
      // ECR drops what comes after the first chunk, and shows it by a range that stays:
      // https://github.com/aws/containers-roadmap/issues/2831
      this.#forgetUpload();
      return {
        code: 'registry-failed',
        reason: `${location.host} has ${reached} bytes after a part that ended at ${end}`,
        hint: 'The fault is on the side of the registry: it does not take blobs in parts as it should.',
        retry: true,
      };
    }
    this.#tries.gotFurther();
    this.#offset = end;
    return this.#moveTo(answer, location);
  }

  #try(call: Omit<RegistryCall, 'purpose' | 'scopes'>): Promise<OrFailure<Answer>> {
    return this.#session.try(
      { ...call, purpose: this.#purpose, scopes: [pushScope(this.#repository)] },
      this.#deadline,
    );
  }

  /** Every answer may name a new address, and some registries keep their state in it. */
  #moveTo(answer: Answer, location: URL): Failure | undefined {
    if (answer.headers.location === undefined) {
      return undefined;
    }
    const next = this.#session.http.resolve(location, answer.headers.location);
    this.#location = next.value;
    return next.failure;
  }

  #forgetUpload(): void {
    this.#location = undefined;
    this.#offset = 0;
  }

  /** Waits, and finds out where to go on; true when the blob is there after all. */
  async #recover(failure: Failure): Promise<boolean> {
    const status = failure.answer?.status;
    // The registry no longer knows the upload, or is somewhere else than we think: no fault of the blob.
    const isLost = this.#location !== undefined && (status === 404 || status === 416);
    await this.#tries.afterFailure(this.#purpose, isLost ? { ...failure, retry: true } : failure);
    if (!this.#location || status === 404) {
      this.#forgetUpload();
      return false;
    }
    const isAllSent = status === undefined && this.#source.readBytes === this.#source.sizeBytes;
    if (
      isAllSent &&
      (await blobExists(this.#session, this.#repository, this.#source.digest, this.#deadline))
    ) {
      return true; // only the answer was lost
    }
    await this.#askWhereItIs(this.#location);
    return false;
  }

  /**
   * Asks how far an upload got. Many registries cannot say: Docker's before version 3 loses an upload whose request was cut
   * (https://github.com/distribution/distribution/pull/3755), and so does Azure's
   * (https://github.com/Azure/azure-sdk-for-python/issues/29738). Then it starts anew.
   */
  async #askWhereItIs(location: URL): Promise<void> {
    const { value: answer } = await this.#try({ method: 'GET', url: location, expect: [200, 202, 204] });
    const reached = answer && reachedOf(answer);
    const moved = answer && this.#moveTo(answer, location);
    if (
      reached === undefined ||
      moved ||
      reached > this.#source.readBytes ||
      reached > this.#source.sizeBytes
    ) {
      await this.#cancel();
      this.#forgetUpload();
    } else {
      this.#offset = reached;
      this.#minimumChunkBytes = minimumChunkOf(answer as Answer) || this.#minimumChunkBytes;
    }
  }

  /** Tells the registry that this upload will not be finished. Whether that works changes nothing. */
  async #cancel(): Promise<void> {
    if (this.#location) {
      await cancelUpload(this.#session, this.#repository, this.#location);
    }
  }
}
