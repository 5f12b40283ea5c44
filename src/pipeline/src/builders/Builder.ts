import type { Digest } from '@livery/contracts';
import type { FoundCredentials, ImageReference } from '@livery/images';

/** The engines that an image can be built with, in the order in which they are looked for. */
export const builderNames = ['buildx', 'docker', 'podman', 'buildah'] as const;
export type BuilderName = (typeof builderNames)[number];

/** What a build, or a push, has in common with the run it is a part of. */
export interface BuildRun {
  /** Gets every line that the engine prints. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** When the engine is stopped, in milliseconds. */
  readonly timeoutMs: number;
}

/** An image to build. */
export interface BuildRequest extends BuildRun {
  /** The folder that the Dockerfile copies from. Its own .dockerignore is the engine's to read. */
  readonly context: string;
  /** A file in the context. */
  readonly dockerfile: string;
  /** Anybody can read them in the image and in the list of processes: no secrets. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `linux/amd64`; that of the engine when there is none. */
  readonly platforms: readonly string[];
  /** The names it gets in the engine's store. At least one. */
  readonly names: readonly ImageReference[];
  /** Whether it is going to be pushed. If not, it has to be in the engine's store in the end. */
  readonly willPush: boolean;
  /** A private folder of the run, for files that the engine answers in. */
  readonly workDirectory: string;
}

/** Where an image goes, and who may put it there. */
export interface PushRequest extends BuildRun {
  readonly reference: ImageReference;
  /** Nobody's when there are none. */
  readonly login?: FoundCredentials | undefined;
}

/** What an engine keeps of an image. */
export interface StoredImage {
  readonly id: Digest;
  /** As it is stored, not as it is sent. */
  readonly sizeBytes: number;
}

/** An image that was built. */
export interface BuiltImage {
  /** What is in the engine's store; undefined where the image is only kept to be pushed. */
  stored(): Promise<StoredImage | undefined>;
  /**
   * Pushes it.
   *
   * @returns the digest of the manifest or index, as the engine says it in a file
   * @throws LiveryError `registry-denied`, `registry-unreachable`, `registry-failed`, `credentials-invalid`, `timed-out`, `cancelled`
   */
  push(request: PushRequest): Promise<Digest>;
}

/** A container engine that is there and answers. */
export interface Builder {
  readonly name: BuilderName;
  readonly version: string;
  /**
   * Builds an image.
   *
   * @throws LiveryError `build-failed`, `timed-out`, `cancelled`
   */
  build(request: BuildRequest): Promise<BuiltImage>;
}

/** Looks for an engine: it is there, or the reason why not, as part of a sentence. */
export type FindBuilder = (
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
) => Promise<Builder | { readonly missing: string }>;
