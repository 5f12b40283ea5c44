import type { ContentDigest } from '../digest';
import { copyBlob, type RepositoryAt } from '../transfer/copyBlob';
import type { RawManifest } from '../image/parse';
import type { ChangedImage } from './mutate';
import type { PackedLayer } from './packLayer';
import type { BaseImage } from './resolveBase';

/** An image that was made of a base, before anybody has it. */
export interface Overlay {
  readonly base: BaseImage;
  readonly images: readonly ChangedImage[];
  /** Each once, however many platforms share it. */
  readonly layers: readonly PackedLayer[];
  /** What tags lead to: the index, or the manifest of the only image. */
  readonly root: RawManifest;
}

/**
 * Pushes an image to a repository: blobs, then manifests by their digests, and tags last, once everybody can read what they will
 * lead to. A push that stops half-way has moved no tag.
 *
 * @param onTag - is told of each tag that leads to the image now
 * @throws LiveryError of either registry
 */
export async function pushOverlay(
  overlay: Overlay,
  source: RepositoryAt,
  target: RepositoryAt,
  tags: readonly string[],
  onTag: (tag: string) => void = () => undefined,
): Promise<ContentDigest> {
  const { client, repository } = target;
  const { base, images, layers, root } = overlay;
  const baseLayers = new Map(
    base.images.flatMap(({ manifest }) => manifest.layers.map(layer => [layer.digest, layer] as const)),
  );
  const isSameRepository = source.client === client && source.repository === repository;
  await allOf([
    ...(isSameRepository ? [] : [...baseLayers.values()].map(layer => copyBlob(source, target, layer))),
    ...layers.map(({ bytes }) => client.pushBlob(repository, bytes, { checkFirst: false })),
    ...images.map(({ config }) => client.pushBlob(repository, config, { checkFirst: false })),
  ]);
  const manifests = images.map(({ manifest }) => manifest);
  await allOf(manifests.map(manifest => client.putManifest(repository, manifest.digest, manifest)));
  if (!manifests.some(({ digest }) => digest === root.digest)) {
    await client.putManifest(repository, root.digest, root);
  }
  await client.confirmManifest(repository, root.digest);
  for (const tag of tags) {
    await client.putManifest(repository, tag, root);
    onTag(tag);
  }
  return root.digest;
}

/** Waits for all, also when one fails: a push that is over shall not go on sending behind everybody's back. */
async function allOf(tasks: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(tasks);
  const failed = results.find(result => result.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}
