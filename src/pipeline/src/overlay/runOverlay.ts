import { type ImageOutput, LiveryError, type Report, type RunEvent } from '@livery/contracts';
import type { LoadedBrand, PictureCache } from '@livery/engine';
import {
  blobOf,
  type CredentialSource,
  dockerLogins,
  ecrLogins,
  firstOf,
  formatReference,
  imageOf,
  parseImageOutput,
  parseReference,
  parseTarget,
  partsInRegistry,
  planTarget,
  readRoot,
  refuseExistingOutput,
  RegistryClient,
  type Statistics,
  type Target,
  writeImage,
} from '@livery/images';
import { findProfiles } from '../profiles';
import {
  type AmazonAccess,
  amazonOfEnvironment,
  createAmazonRepositories,
  explainAmazonMounting,
} from './amazonTargets';
import { folderLayerIndex } from './layerIndex';
import { OverlayEvents } from './OverlayEvents';
import { type OverlayInput, type PreparedOverlay, prepareOverlay } from './overlayImage';
import { type OverlayTarget, type PublishedOverlay, publishOverlay, releaseOf } from './publishOverlay';

/** What `livery image` is given. */
export interface RunOverlayOptions {
  readonly base: string;
  readonly brand: LoadedBrand;
  readonly profile?: string;
  /** Targets with tags, which may be templates. Without one, nothing is pushed: the image is only made. */
  readonly to: readonly string[];
  /** `oci:FOLDER` or `docker:FILE.tar`. */
  readonly output?: string;
  readonly platforms?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Make the image also where the targets say that they have it, and compare: for whoever vouches for what is there. */
  readonly confirm?: boolean;
  /** Push also to targets that have the image already. */
  readonly force?: boolean;
  /** Hosts that are spoken to without TLS; loopback is in any case. */
  readonly plainHttp?: readonly string[];
  /** Who may pull and push; the logins of docker and podman on this machine, and the key for Amazon in the environment, without it. */
  readonly credentials?: CredentialSource;
  /** How the API of Amazon ECR is reached: to log in, to create what is missing, to tell what slows pushes down. */
  readonly amazon?: AmazonAccess;
  /** Create repositories that Amazon ECR does not have yet. */
  readonly createRepositories?: boolean;
  /** Pictures that were derived before. */
  readonly pictures?: PictureCache;
  readonly signal?: AbortSignal;
  readonly log: (message: string) => void;
  /** Gets what would change before anything is written, also when the run then stops because a rule found too little. */
  readonly onPlan?: (report: Report) => void;
  /** Gets every event, in order, with the lines of the log among them. */
  readonly emit?: (event: RunEvent) => void;
  /** The time, for tests. */
  readonly now?: () => Date;
}

/** What it came to: the report is left out when every target had the image already. */
export interface OverlayRun {
  readonly report: Report | undefined;
  readonly image: ImageOutput;
  /** Whether every target had the image already. */
  readonly isUnchanged: boolean;
  /** What was asked of each registry, by its host. */
  readonly registries: ReadonlyMap<string, Readonly<Statistics>>;
}

/**
 * Rebrands a published image and pushes it.
 *
 * @throws LiveryError before the first write wherever possible; `push-failed` when a target did not get the image
 */
export async function runOverlay(options: RunOverlayOptions): Promise<OverlayRun> {
  const { emit = () => undefined, now = () => new Date() } = options;
  const events = new OverlayEvents(emit, now);
  try {
    const run = await overlay(options, events);
    events.completed(run.image, run.report);
    return run;
  } catch (thrown) {
    events.failed(thrown);
    throw thrown;
  }
}

async function overlay(options: RunOverlayOptions, events: OverlayEvents): Promise<OverlayRun> {
  const started = performance.now();
  const { signal, now = () => new Date(), amazon = amazonOfEnvironment } = options;
  const { credentials = firstOf(dockerLogins(), ecrLogins(amazon)) } = options;
  const log = (message: string) => {
    options.log(message);
    events.log(message);
  };
  const clients = new Map<string, RegistryClient>();
  const at = (text: string): OverlayTarget => {
    const reference = parseReference(text);
    const { registry, repository } = reference;
    const client =
      clients.get(registry) ??
      new RegistryClient({
        registry,
        credentials,
        ...(signal && { signal }),
        ...(options.plainHttp?.includes(registry) && { plainHttp: true }),
      });
    clients.set(registry, client);
    return { client, repository, reference };
  };
  const base = at(options.base);
  const wanted = options.to.map(text => parseTarget(text));
  const output = options.output === undefined ? undefined : parseImageOutput(options.output);
  if (output) {
    await refuseExistingOutput(output);
  }
  events.started(wanted.length > 0);
  wanted.flatMap(({ notes }) => notes).forEach(log);
  const today = now().toISOString().slice(0, 10);
  const input: OverlayInput = {
    base,
    brand: options.brand,
    profiles: findProfiles(options.profile),
    ...(options.platforms && { platforms: options.platforms }),
    ...(options.labels && { labels: options.labels }),
    ...(options.environment && { environment: options.environment }),
    today,
    layerIndex: folderLayerIndex(),
    ...(options.pictures && { pictures: options.pictures }),
    ...(signal && { signal }),
    log,
    ...(options.onPlan && { onPlan: options.onPlan }),
    ...(wanted.length > 0 && { onPush: () => events.pushing() }),
  };
  try {
    // Where a file is written, or a tag names a release that nobody can tell yet, the image is made in any case.
    const asksRelease = wanted.some(({ tagTemplates }) => tagTemplates.some(namesRelease));
    const release =
      asksRelease && !output && !options.force ? await releaseOf(input, fixed(wanted, at)) : undefined;
    const needsImage =
      output !== undefined || options.confirm === true || (asksRelease && release === undefined);
    const made = needsImage
      ? await prepareOverlay(input, await readRoot(base.client, base.reference))
      : undefined;
    const version = made?.report.upstream.version ?? release;
    const sha = wanted.some(({ tagTemplates }) => tagTemplates.some(template => template.includes('{sha}')))
      ? (made?.overlay.base.digest ?? (await readRoot(base.client, base.reference)).digest)
      : undefined;
    const values = {
      brand: options.brand.brand.name,
      date: now(),
      ...(sha !== undefined && { sha }),
      ...(version !== undefined && { version }),
    };
    const targets = wanted.flatMap(target => planTarget(target, values).references.map(at));
    const references = targets.map(({ reference }) => reference);
    if (options.createRepositories) {
      await createAmazonRepositories(references, amazon, log);
    }
    const published = await publishOverlay(input, targets, options.force, made);
    if (output && made) {
      const { overlay } = made;
      const blobs = [
        ...overlay.layers.map(({ bytes }) => bytes),
        ...overlay.images.map(({ config }) => config),
      ];
      const parts = {
        name: options.base,
        root: overlay.root,
        manifests: overlay.images.map(({ manifest }) => manifest),
        blobs: blobs.map(bytes => blobOf(bytes)),
      };
      await writeImage(imageOf(parts, partsInRegistry(base)), output, {
        ...(targets[0] && {
          names: targets.map(({ reference: { registry, repository, tag = 'latest' } }) => ({
            registry,
            repository,
            tag,
          })),
        }),
        ...(signal && { signal }),
      });
      log(`Wrote ${options.output}.`);
    }
    const statistics = [...clients.values()].map(client => client.statistics);
    const sum = (key: 'requests' | 'bytesUp' | 'mountedBytes') =>
      statistics.reduce((total, values) => total + values[key], 0);
    const image: ImageOutput = {
      ...outputOf(published, options.to),
      bytesUp: sum('bytesUp'),
      bytesMounted: sum('mountedBytes'),
      requests: sum('requests'),
      seconds: Math.round(performance.now() - started) / 1000,
    };
    const { prepared } = published;
    if (prepared && image.bytesMounted === 0) {
      await explainAmazonMounting(references, amazon, log);
    }
    return {
      report: prepared && { ...prepared.report, images: [image] },
      image,
      isUnchanged:
        published.targets.length > 0 &&
        published.targets.every(target => 'state' in target && target.state === 'unchanged'),
      registries: new Map([...clients].map(([registry, { statistics }]) => [registry, statistics])),
    };
  } finally {
    clients.forEach(client => client.close());
  }
}

/** Whether a tag can only be made when the release is known. */
function namesRelease(template: string): boolean {
  return /\{(?:version|major|minor)\}/.test(template);
}

/** The places of targets whose tags stay the same from release to release. */
function fixed(targets: readonly Target[], at: (text: string) => OverlayTarget): OverlayTarget[] {
  return targets.flatMap(({ registry, repository, tagTemplates }) =>
    tagTemplates
      .filter(template => !template.includes('{'))
      .map(tag => at(formatReference({ registry, repository, tag }))),
  );
}

function outputOf(
  { prepared, targets }: PublishedOverlay,
  wanted: readonly string[],
): Pick<ImageOutput, 'reference' | 'digest' | 'sizeBytes' | 'perPlatform' | 'targets'> {
  const results = targets.map(result =>
    'error' in result
      ? { reference: result.reference, error: result.error }
      : { reference: result.reference, digest: result.digest },
  );
  const reached = targets.find(result => !('error' in result));
  return {
    reference: reached?.reference ?? wanted[0] ?? '',
    digest: prepared?.overlay.root.digest ?? (reached && 'digest' in reached ? reached.digest : ''),
    sizeBytes: prepared ? sizeOf(prepared) : 0,
    perPlatform:
      prepared?.overlay.images.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest })) ??
      [],
    targets: results,
  };
}

/** What somebody has to fetch, in bytes. */
function sizeOf({ overlay }: PreparedOverlay): number {
  const layers = new Map(
    overlay.base.images.flatMap(({ manifest }) =>
      manifest.layers.map(({ digest, size }) => [digest, size] as const),
    ),
  );
  const own = overlay.layers.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const configs = overlay.images.reduce((sum, { config }) => sum + config.length, 0);
  return [...layers.values()].reduce((sum, size) => sum + size, 0) + own + configs;
}

/** Makes targets that did not get the image an error; what the others got stands. @throws LiveryError `push-failed` */
export function assertPushed({ targets }: ImageOutput): void {
  const failed = targets.flatMap(({ reference, error }) => (error ? [{ reference, error }] : []));
  const [first] = failed;
  if (first) {
    throw new LiveryError('push-failed', {
      message: `${failed.length} of ${targets.length} targets did not get the image. ${failed.map(({ reference, error }) => `${reference}: ${error.message}`).join(' ')}`,
      hint: `${first.error.hint} The others have it; running the command again leaves them as they are.`,
    });
  }
}
