import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ImageOutput, Report } from '@livery/contracts';
import type { LoadedProfile } from '@livery/engine';
import { type CredentialSource, dockerLogins, formatReference, type ImageReference } from '@livery/images';
import type { Builder, BuilderName, BuiltImage } from '../builders/Builder';
import { addEnvironment, copyContext } from '../builders/buildContext';
import { checkArguments, checkNames, checkPlatforms, type ImageNames } from '../builders/checkBuild';
import { findBuilder } from '../builders/findBuilder';
import { imageLabels } from '../imageLabels';
import type { Log } from './applyBranding';

/** What `build_image` and `push_registry` are told. */
export interface BuildOptions {
  /**
   * Where the image goes, with registry and tag, which may be a template such as `{version},latest`; without `push_registry`,
   * its names in the engine's store.
   */
  readonly to: readonly string[];
  /** The first engine that is there when left out. */
  readonly builder?: BuilderName;
  /** `linux/amd64`; that of the engine when there is none. */
  readonly platforms?: readonly string[];
  /** Win over those of the profile. No secrets: everybody can read them. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Labels beside those that say what the image was made from; they win over them. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Variables that the container starts with. No secrets: everybody can read them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** From the root of the source; that of the profile, or `Dockerfile`, when left out. */
  readonly dockerfile?: string;
  /** When a build is stopped, and then each push, in milliseconds; {@link BUILD_TIMEOUT_MS} when left out. */
  readonly timeoutMs?: number;
  /** Who may push; the logins of docker and podman on this machine when left out. */
  readonly credentials?: CredentialSource;
}

/** Two hours: an app that brings its models along takes one on a small machine. */
export const BUILD_TIMEOUT_MS = 2 * 3_600_000;

/** A build that can start: what was asked for is sound, and there is an engine for it. */
export interface PreparedBuild {
  readonly builder: Builder;
  readonly names: ImageNames;
  readonly platforms: readonly string[];
  readonly arguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly dockerfile: string | undefined;
  readonly timeoutMs: number;
  readonly credentials: CredentialSource;
  readonly willPush: boolean;
}

/** An image that was built, and may be pushed. */
export interface StartedImage {
  readonly image: BuiltImage;
  readonly references: readonly ImageReference[];
  /** From `performance.now()`. */
  readonly startedMs: number;
}

/**
 * Checks what can be checked before anything is fetched, and looks for an engine.
 *
 * @throws LiveryError `reference-invalid`, `usage-invalid`, `builder-not-found`
 */
export async function prepareBuild(
  options: BuildOptions,
  willPush: boolean,
  signal?: AbortSignal,
): Promise<PreparedBuild> {
  const names = checkNames(options.to);
  const platforms = checkPlatforms(options.platforms ?? [], willPush);
  checkArguments(options.arguments ?? {});
  checkArguments(options.environment ?? {}, 'variable');
  const severalPlatforms = platforms.length > 1;
  return {
    builder: await findBuilder({ name: options.builder, severalPlatforms, signal }),
    names,
    platforms,
    arguments: options.arguments ?? {},
    labels: options.labels ?? {},
    environment: options.environment ?? {},
    dockerfile: options.dockerfile,
    timeoutMs: options.timeoutMs ?? BUILD_TIMEOUT_MS,
    credentials: options.credentials ?? dockerLogins(),
    willPush,
  };
}

/** What a build is made of. */
export interface BuildInput {
  /** The branded tree. It is only read. */
  readonly tree: string;
  /** Names in the root of the tree that are no part of the app. */
  readonly leaveOut?: readonly string[] | undefined;
  readonly profile: LoadedProfile['profile'] | undefined;
  readonly report: Report;
  /** A private folder of the run. */
  readonly workDirectory: string;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds the Dockerfile of a branded tree.
 *
 * @throws LiveryError `source-invalid`, `path-unsafe`, `usage-invalid`, `build-failed`, `timed-out`, `cancelled`
 */
export async function buildImage(build: PreparedBuild, input: BuildInput): Promise<StartedImage> {
  const { builder, platforms, willPush, timeoutMs } = build;
  const { tree, profile, report, log, signal } = input;
  const startedMs = performance.now();
  const { version, commit } = report.upstream;
  const references = build.names.render({
    brand: report.brand.name,
    date: new Date(),
    ...(version !== undefined && { version }),
    ...(commit !== undefined && { sha: commit }),
  });
  const values = { ...profile?.build?.arguments, ...build.arguments };
  checkArguments(values);
  const workDirectory = path.join(input.workDirectory, 'image');
  await mkdir(workDirectory, { recursive: true });
  const dockerfile = build.dockerfile ?? profile?.build?.dockerfile ?? 'Dockerfile';
  const folder = path.join(workDirectory, 'context');
  const context = await copyContext(tree, dockerfile, folder, input.leaveOut);
  await addEnvironment(context, build.environment);
  const of = platforms.length > 0 ? ` for ${platforms.join(', ')}` : '';
  log('info', `Building ${dockerfile}${of} with ${builder.name} ${builder.version}.`);
  const image = await builder.build({
    context: context.folder,
    dockerfile: context.dockerfile,
    arguments: values,
    labels: { ...imageLabels(report), ...build.labels },
    platforms,
    names: references,
    willPush,
    workDirectory,
    log: line => log('info', line),
    signal,
    timeoutMs,
  });
  return { image, references, startedMs };
}

/** What there is to say of an image that stays in the engine's store. */
export async function describeStored(
  { builder, platforms }: PreparedBuild,
  { image, references, startedMs }: StartedImage,
): Promise<ImageOutput | undefined> {
  const stored = await image.stored();
  const [reference] = references;
  return (
    stored &&
    reference && {
      reference: formatReference(reference),
      digest: stored.id,
      sizeBytes: stored.sizeBytes,
      perPlatform: platforms.map(platform => ({ platform, digest: stored.id })),
      targets: [],
      builder: { name: builder.name, version: builder.version },
      seconds: secondsSince(startedMs),
    }
  );
}

/** With milliseconds. */
export function secondsSince(startedMs: number): number {
  return Math.round(performance.now() - startedMs) / 1000;
}
