import { type ImageOutput, LiveryError, type Report } from '@livery/contracts';
import type { LoadedBrand } from '@livery/engine';
import {
  blobOf,
  dockerLogins,
  imageOf,
  parseImageOutput,
  parseReference,
  parseTarget,
  partsInRegistry,
  planTarget,
  readRoot,
  refuseExistingOutput,
  RegistryClient,
  type Target,
  writeImage,
} from '@livery/images';
import { findProfiles } from '../profiles';
import { folderLayerIndex } from './layerIndex';
import { type OverlayInput, type PreparedOverlay, prepareOverlay } from './overlayImage';
import { type OverlayTarget, type PublishedOverlay, publishOverlay } from './publishOverlay';

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
  /** Push also to targets that have the image already. */
  readonly force?: boolean;
  /** Hosts that are spoken to without TLS; loopback is in any case. */
  readonly plainHttp?: readonly string[];
  readonly signal?: AbortSignal;
  readonly log: (message: string) => void;
  /** The time, for tests. */
  readonly now?: () => Date;
}

/** What it came to: the report is left out when every target had the image already. */
export interface OverlayRun {
  readonly report: Report | undefined;
  readonly image: ImageOutput;
}

/**
 * Rebrands a published image and pushes it.
 *
 * @throws LiveryError before the first write wherever possible; `push-failed` when a target did not get the image
 */
export async function runOverlay(options: RunOverlayOptions): Promise<OverlayRun> {
  const started = performance.now();
  const { signal, now = () => new Date() } = options;
  const clients = new Map<string, RegistryClient>();
  const credentials = dockerLogins();
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
  wanted.flatMap(({ notes }) => notes).forEach(options.log);
  const output = options.output === undefined ? undefined : parseImageOutput(options.output);
  if (output) {
    await refuseExistingOutput(output);
  }
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
    ...(signal && { signal }),
    log: options.log,
  };
  try {
    // Where a file is written or a tag names the release, the image is made in any case.
    const needsImage = output !== undefined || wanted.some(namesRelease);
    const made = needsImage
      ? await prepareOverlay(input, await readRoot(base.client, base.reference))
      : undefined;
    const version = made?.report.upstream.version;
    const values = {
      brand: options.brand.brand.name,
      date: now(),
      ...(version !== undefined && { version }),
    };
    const targets = wanted.flatMap(target => planTarget(target, values).references.map(at));
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
      options.log(`Wrote ${options.output}.`);
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
    return { report: prepared && { ...prepared.report, images: [image] }, image };
  } finally {
    clients.forEach(client => client.close());
  }
}

/** Whether a tag of a target can only be made when the release is known. */
function namesRelease({ tagTemplates }: Target): boolean {
  return tagTemplates.some(template => /\{(?:version|major|minor)\}/.test(template));
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
