import { type ErrorCode, toLiveryError } from '@livery/contracts';
import {
  formatReference,
  type ImageReference,
  parseConfig,
  parseManifest,
  pushOverlay,
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
 * @throws LiveryError when the image cannot be made; what goes wrong with a target is in its result
 */
export async function publishOverlay(
  input: OverlayInput,
  targets: readonly OverlayTarget[],
  force = false,
): Promise<PublishedOverlay> {
  const { client, reference } = input.base;
  const head = await client.headManifest(reference.repository, reference.digest ?? reference.tag ?? 'latest');
  const wanted = head && inputsOf(input, head.digest).inputs;
  const present = await Promise.all(
    targets.map(async target => (force ? undefined : findImage(target, wanted).catch(() => undefined))),
  );
  if (targets.length > 0 && present.every(digest => digest !== undefined)) {
    input.log('Every target has this image already.');
    return {
      prepared: undefined,
      targets: targets.map((target, index) => unchanged(target, present[index] ?? '')),
    };
  }
  const prepared = await prepareOverlay(input);
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

/** The digest of what a tag leads to, if that was made from the same inputs. */
async function findImage(target: OverlayTarget, inputs: string | undefined): Promise<string | undefined> {
  const { client, repository, reference } = target;
  const what = `The image ${formatReference(reference)}`;
  const raw = await client.getManifest(repository, reference.tag ?? 'latest');
  const root = parseManifest(what, raw);
  const document = root.kind === 'index' ? root.index : root.manifest;
  if (document.annotations?.[INPUTS] !== undefined) {
    return document.annotations[INPUTS] === inputs ? raw.digest : undefined;
  }
  // Docker's documents have no annotations, so the label of the first image has to say it.
  const first = root.kind === 'index' ? root.index.manifests[0] : undefined;
  const child = first ? parseManifest(what, await client.getManifest(repository, first.digest)) : root;
  if (child.kind !== 'manifest') {
    return undefined;
  }
  const config = parseConfig(what, await client.fetchBlob(repository, child.manifest.config));
  return config.config?.Labels?.[INPUTS] === inputs ? raw.digest : undefined;
}
