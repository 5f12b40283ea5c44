import { type ErrorCode, toLiveryError } from '@livery/contracts';
import {
  formatReference,
  type ImageReference,
  type Overlay,
  parseConfig,
  parseManifest,
  pushOverlay,
  readRoot,
  type RepositoryAt,
} from '@livery/images';
import { INPUTS, inputsOf } from './identity';
import { type OverlayInput, type PreparedOverlay, prepareOverlay } from './overlayImage';

/** A place that an image is pushed to. */
export type OverlayTarget = RepositoryAt & { readonly reference: ImageReference };

/** What became of one target. One that fails does not take the others with it. */
export type TargetResult =
  | { readonly reference: string; readonly digest: string; readonly state: 'pushed' | 'unchanged' }
  | {
      readonly reference: string;
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string };
    };

/** What {@link publishOverlay} came to; nothing is prepared when every target has the image already. */
export interface PublishedOverlay {
  readonly prepared: PreparedOverlay | undefined;
  readonly targets: readonly TargetResult[];
}

/**
 * Makes the image of a brand and pushes it to all targets, unless they have it: same base, profile and brand are the same image.
 *
 * @param made - the image, if somebody needed it before
 * @throws LiveryError when the image cannot be made; what goes wrong with a target is in its result
 */
export async function publishOverlay(
  input: OverlayInput,
  targets: readonly OverlayTarget[],
  force = false,
  made?: PreparedOverlay,
): Promise<PublishedOverlay> {
  const { client, reference } = input.base;
  const [root, found] = await Promise.all([
    readRoot(client, reference),
    Promise.all(targets.map(async target => (force ? undefined : findImage(target).catch(() => undefined)))),
  ]);
  const wanted = inputsOf(input, root.digest).inputs;
  // Anybody can write the same words on another image; where ours is at hand, its digest decides.
  const isOurs = (image: PresentImage | undefined) =>
    image?.inputs === wanted && (!made || image.digest === made.overlay.root.digest);
  const present = found.map(image => (isOurs(image) ? image?.digest : undefined));
  if (!made && targets.length > 0 && present.every(digest => digest !== undefined)) {
    input.log('Every target has this image already.');
    return {
      prepared: undefined,
      targets: targets.map((target, index) => unchanged(target, present[index] ?? '')),
    };
  }
  const prepared = made ?? (await prepareOverlay(input, root));
  input.onPush?.();
  const source = { client, repository: reference.repository };
  const results = await Promise.all(
    groupByRepository(targets.filter((_target, index) => present[index] === undefined)).map(group =>
      pushGroup(group, prepared.overlay, source, input.log),
    ),
  );
  const pushed = new Map(results.flat().map(result => [result.reference, result]));
  return {
    prepared,
    targets: targets.map(
      (target, index) =>
        pushed.get(formatReference(target.reference)) ?? unchanged(target, present[index] ?? ''),
    ),
  };
}

/** A repository with several tags gets the image once: two that send the same manifest at a time are in each other's way. */
function groupByRepository(targets: readonly OverlayTarget[]): OverlayTarget[][] {
  const groups = new Map<string, OverlayTarget[]>();
  for (const target of targets) {
    const key = `${target.reference.registry}/${target.repository}`;
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [...groups.values()];
}

async function pushGroup(
  group: readonly OverlayTarget[],
  overlay: Overlay,
  source: RepositoryAt,
  log: (message: string) => void,
): Promise<TargetResult[]> {
  const [target] = group;
  if (!target) {
    return [];
  }
  const tags = group.map(({ reference }) => reference.tag ?? 'latest');
  const { digest } = overlay.root;
  const pushed = new Set<string>();
  let error: { code: ErrorCode; message: string; hint: string } | undefined;
  try {
    await pushOverlay(overlay, source, target, tags, tag => pushed.add(tag));
  } catch (thrown) {
    const { code, message, hint } = toLiveryError(thrown);
    error = { code, message, hint };
  }
  return group.map(({ reference }): TargetResult => {
    const name = formatReference(reference);
    if (error && !pushed.has(reference.tag ?? 'latest')) {
      return { reference: name, error };
    }
    log(`Pushed ${name}@${digest}.`);
    return { reference: name, digest, state: 'pushed' };
  });
}

/**
 * The release of an image that is made of the same inputs, if one of these places has it: then nothing has to be read to know it.
 *
 * @returns undefined where none has it, and where it does not say
 */
export async function releaseOf(
  input: OverlayInput,
  places: readonly OverlayTarget[],
): Promise<string | undefined> {
  if (places.length === 0) {
    return undefined;
  }
  const { client, reference } = input.base;
  const [root, found] = await Promise.all([
    readRoot(client, reference),
    Promise.all(places.map(place => findImage(place).catch(() => undefined))),
  ]);
  const wanted = inputsOf(input, root.digest).inputs;
  return found.find(image => image?.inputs === wanted)?.version;
}

function unchanged(target: OverlayTarget, digest: string): TargetResult {
  return { reference: formatReference(target.reference), digest, state: 'unchanged' };
}

/** What an image says of itself. */
interface PresentImage {
  readonly digest: string;
  readonly inputs: string | undefined;
  readonly version: string | undefined;
}

const VERSION = 'org.opencontainers.image.version';

/** What a tag leads to, and what that says it was made from. */
async function findImage(target: OverlayTarget): Promise<PresentImage> {
  const { client, repository, reference } = target;
  const what = `The image ${formatReference(reference)}`;
  const raw = await client.getManifest(repository, reference.tag ?? 'latest');
  const root = parseManifest(what, raw);
  const { digest } = raw;
  const document = root.kind === 'index' ? root.index : root.manifest;
  const saidBy = (words: Readonly<Record<string, string>> | null | undefined) => ({
    digest,
    inputs: words?.[INPUTS],
    version: words?.[VERSION],
  });
  if (document.annotations?.[INPUTS] !== undefined) {
    return saidBy(document.annotations);
  }
  // Docker's documents have no annotations, so the label of the first image has to say it.
  const first = root.kind === 'index' ? root.index.manifests[0] : undefined;
  const child = first ? parseManifest(what, await client.getManifest(repository, first.digest)) : root;
  if (child.kind !== 'manifest') {
    return saidBy(undefined);
  }
  const config = parseConfig(what, await client.fetchBlob(repository, child.manifest.config));
  return saidBy(config.config?.Labels);
}
