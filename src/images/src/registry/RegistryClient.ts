import type { ContentDigest } from '../digest';
import type { Statistics } from '../http/statistics';
import type { Descriptor } from '../image/documents';
import type { RawManifest } from '../image/parse';
import { type BlobSource, blobOf } from '../transfer/BlobSource';
import { InFlight, Limiter } from '../transfer/Limiter';
import { blobExists, deleteBlob, fetchBlob } from './blobs';
import { listRepositories } from './catalog';
import {
  confirmManifest,
  deleteManifest,
  getManifest,
  headManifest,
  type ManifestHead,
  putManifest,
  type PushedManifest,
} from './manifests';
import { ping, type RegistryVersion } from './ping';
import { probePush } from './probePush';
import { type BlobAddress, readBlob, type ReadOptions } from './readBlob';
import { listReferrers, putReferrer, type Referrer } from './referrers';
import { type RegistryOptions, RegistrySession } from './RegistrySession';
import { listTags } from './tags';
import { BlobUpload } from './uploadBlob';
import { cancelUpload, mountBlob } from './uploads';

/** How a blob came to be in a repository: it was there, the registry took it over from another one, or it was sent. */
export type PushOutcome = 'present' | 'mounted' | 'uploaded';

export interface PushOptions {
  /** A repository of the same registry that has the blob: the registry is asked to take it over before anything is sent. */
  readonly mountFrom?: string;
  /** Ask first whether the blob is there. Without it that is done where no mount is tried, which would find out as well. */
  readonly checkFirst?: boolean;
}

/** Transfers at a time. */
const JOBS = 8;
/** GHCR limits these in particular: https://github.com/coreruleset/modsecurity-crs-docker/pull/449 */
const MANIFEST_JOBS = 4;

/**
 * A client of one registry, for the time of one run: the specification is
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md.
 *
 * Repositories are named without the registry, and a `reference` is a tag or a digest. Every method may throw a LiveryError:
 * `registry-unreachable`, `registry-denied`, `registry-limited`, `registry-refused`, `registry-failed`, `registry-unsafe`,
 * `image-not-found`, `credentials-invalid`, `cancelled`; each names those that are its own.
 */
export class RegistryClient {
  readonly #session: RegistrySession;
  readonly #transfers: Limiter;
  readonly #manifests = new Limiter(MANIFEST_JOBS);
  /** One after the other, because they may change the same list. */
  readonly #referrers = new Limiter(1);
  readonly #pushes = new InFlight<PushOutcome>();
  /** Blobs that are known to be in a repository, as `repository@digest`. */
  readonly #present = new Set<string>();

  constructor(options: RegistryOptions) {
    this.#session = new RegistrySession(options);
    this.#transfers = new Limiter(options.jobs ?? JOBS);
  }

  /** As references name it. */
  get registry(): string {
    return this.#session.registry;
  }

  /** What this client did so far. */
  get statistics(): Readonly<Statistics> {
    return this.#session.http.statistics;
  }

  /** Ends all connections. Without it they end by themselves, and keep no process alive. */
  close(): void {
    this.#session.http.close();
  }

  /**
   * Asks whether the host is a registry, and lets us in.
   *
   * @throws LiveryError `registry-refused` if it is none
   */
  ping(): Promise<RegistryVersion> {
    return ping(this.#session);
  }

  /**
   * Reads a manifest; its bytes have the digest that was asked for, and the one that the registry names.
   *
   * @throws LiveryError `digest-mismatch`
   */
  getManifest(repository: string, reference: string): Promise<RawManifest> {
    return getManifest(this.#session, repository, reference);
  }

  /** Asks what a tag or a digest is; undefined if there is none. */
  headManifest(repository: string, reference: string): Promise<ManifestHead | undefined> {
    return headManifest(this.#session, repository, reference);
  }

  /**
   * Writes a manifest under a tag or its digest. What it refers to has to be there.
   *
   * @throws LiveryError `digest-mismatch`, `image-invalid` if it is too large
   */
  putManifest(
    repository: string,
    reference: string,
    manifest: Pick<RawManifest, 'bytes' | 'mediaType'>,
  ): Promise<PushedManifest> {
    return this.#manifests.run(() => putManifest(this.#session, repository, reference, manifest));
  }

  /** Makes sure that a manifest that was pushed can be read by everybody; to be called before a tag is moved to it. */
  confirmManifest(repository: string, digest: ContentDigest): Promise<ManifestHead> {
    return confirmManifest(this.#session, repository, digest);
  }

  /** Deletes a manifest or a tag, and says whether there was one. */
  deleteManifest(repository: string, reference: string): Promise<boolean> {
    return deleteManifest(this.#session, repository, reference);
  }

  /** Whether a repository has a blob. */
  hasBlob(repository: string, digest: ContentDigest): Promise<boolean> {
    return blobExists(this.#session, repository, digest);
  }

  /**
   * Reads a blob as a stream. It may be left early; what is read to its end has the right digest, if it was read from its start.
   *
   * @throws LiveryError `digest-mismatch`
   */
  readBlob(
    repository: string,
    blob: BlobAddress,
    options?: ReadOptions,
  ): AsyncGenerator<Buffer, void, undefined> {
    return readBlob(this.#session, repository, blob, options);
  }

  /**
   * Reads a small blob into memory.
   *
   * @throws LiveryError `digest-mismatch`, `image-invalid` if it is not small
   */
  fetchBlob(repository: string, blob: BlobAddress): Promise<Buffer> {
    return fetchBlob(this.#session, repository, blob);
  }

  /**
   * Brings a blob into a repository, once for all who want it there, in the cheapest way: not at all, by a mount, or by an
   * upload. The source is opened only for the last.
   *
   * @throws LiveryError `digest-mismatch`, and what the source throws
   */
  pushBlob(
    repository: string,
    source: BlobSource | Uint8Array,
    options: PushOptions = {},
  ): Promise<PushOutcome> {
    const blob = source instanceof Uint8Array ? blobOf(source) : source;
    const key = `${repository}@${blob.digest}`;
    if (this.#present.has(key)) {
      return Promise.resolve('present');
    }
    return this.#pushes.run(key, () =>
      this.#transfers.run(async () => {
        const outcome = await this.#push(repository, blob, options);
        this.#present.add(key);
        return outcome;
      }),
    );
  }

  async #push(repository: string, blob: BlobSource, options: PushOptions): Promise<PushOutcome> {
    const { mountFrom, checkFirst = mountFrom === undefined } = options;
    if (checkFirst && (await this.hasBlob(repository, blob.digest))) {
      return 'present';
    }
    const mount = mountFrom === undefined ? undefined : await this.#mount(repository, blob.digest, mountFrom);
    if (mount?.kind === 'mounted') {
      this.#session.http.statistics.mountedBytes += blob.sizeBytes;
      return 'mounted';
    }
    await new BlobUpload(this.#session, repository, blob, mount?.upload?.location).run();
    return 'uploaded';
  }

  /**
   * Asks the registry to take a blob over from another repository of its own.
   *
   * @returns whether it did; if not, the blob has to be pushed
   */
  mountBlob(repository: string, blob: Pick<Descriptor, 'digest' | 'size'>, from: string): Promise<boolean> {
    return this.#transfers.run(async () => {
      const mount = await this.#mount(repository, blob.digest, from);
      if (mount.kind === 'mounted') {
        this.#session.http.statistics.mountedBytes += blob.size;
        this.#present.add(`${repository}@${blob.digest}`);
        return true;
      }
      if (mount.upload) {
        await cancelUpload(this.#session, repository, mount.upload.location);
      }
      return false;
    });
  }

  async #mount(repository: string, digest: ContentDigest, from: string) {
    const mount = await mountBlob(this.#session, repository, digest, from);
    this.#session.http.statistics[mount.kind === 'mounted' ? 'mounted' : 'mountsRefused'] += 1;
    return mount;
  }

  /** Deletes a blob from a repository, and says whether there was one. */
  deleteBlob(repository: string, digest: ContentDigest): Promise<boolean> {
    this.#present.delete(`${repository}@${digest}`);
    return deleteBlob(this.#session, repository, digest);
  }

  /**
   * Asks for the right to push to a repository, and leaves nothing there.
   *
   * @throws LiveryError `registry-denied` if we may not
   */
  probePush(repository: string): Promise<void> {
    return probePush(this.#session, repository);
  }

  /** The repositories that the registry shows us; many registries show nobody any. */
  listRepositories(): AsyncGenerator<string, void, undefined> {
    return listRepositories(this.#session);
  }

  /** The tags of a repository. */
  listTags(repository: string): AsyncGenerator<string, void, undefined> {
    return listTags(this.#session, repository);
  }

  /** The manifests whose subject is this one. */
  listReferrers(repository: string, digest: ContentDigest): Promise<Descriptor[]> {
    return listReferrers(this.#session, repository, digest);
  }

  /** Writes a manifest that refers to another, so that it is found from there. */
  putReferrer(repository: string, referrer: Referrer): Promise<void> {
    return this.#referrers.run(() => putReferrer(this.#session, repository, referrer));
  }
}
