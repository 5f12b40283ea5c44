import { type ErrorCode, toLiveryError } from '@livery/contracts';
import {
  formatReference,
  type ImageReference,
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
  const present = found.map(image => (image?.inputs === wanted ? image.digest : undefined));
  if (!made && targets.length > 0 && present.every(digest => digest !== undefined)) {
    input.log('Every target has this image already.');
    return {
      prepared: undefined,
      targets: targets.map((target, index) => unchanged(target, present[index] ?? '')),
    };
  }
  const prepared = made ?? (await prepareOverlay(input, root));
  const results = await Promise.all(
    targets.map(async (target, index): Promise<TargetResult> => {
      const name = formatReference(target.reference);
      const known = present[index];
      if (known !== undefined) {
        return unchanged(target, known);
      }
      try {
        const source = { client, repository: reference.repository };
        const digest = await pushOverlay(prepared.overlay, source, target, [
          target.reference.tag ?? 'latest',
        ]);
        input.log(`Pushed ${name}@${digest}.`);
        return { reference: name, digest, state: 'pushed' };
      } catch (thrown) {
        const { code, message, hint } = toLiveryError(thrown);
        return { reference: name, error: { code, message, hint } };
      }
    }),
  );
  return { prepared, targets: results };
}

function unchanged(target: OverlayTarget, digest: string): TargetResult {
  return { reference: formatReference(target.reference), digest, state: 'unchanged' };
}

/** What a tag leads to, and what that says it was made from. */
async function findImage(target: OverlayTarget): Promise<{ digest: string; inputs: string | undefined }> {
  const { client, repository, reference } = target;
  const what = `The image ${formatReference(reference)}`;
  const raw = await client.getManifest(repository, reference.tag ?? 'latest');
  const root = parseManifest(what, raw);
  const { digest } = raw;
  const document = root.kind === 'index' ? root.index : root.manifest;
  if (document.annotations?.[INPUTS] !== undefined) {
    return { digest, inputs: document.annotations[INPUTS] };
  }
  // Docker's documents have no annotations, so the label of the first image has to say it.
  const first = root.kind === 'index' ? root.index.manifests[0] : undefined;
  const child = first ? parseManifest(what, await client.getManifest(repository, first.digest)) : root;
  if (child.kind !== 'manifest') {
    return { digest, inputs: undefined };
  }
  const config = parseConfig(what, await client.fetchBlob(repository, child.manifest.config));
  return { digest, inputs: config.config?.Labels?.[INPUTS] };
}
