import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import type { Descriptor } from '../image/documents';
import { compressionOf } from '../image/mediaTypes';
import type { PlatformImage } from '../overlay/resolveBase';
import type { RepositoryAt } from '../transfer/copyBlob';
import type { LayerEntry } from './entry';
import { hintedLayers } from './hints';
import { ImageFiles, LayerContent } from './ImageFiles';
import { readLayer } from './readLayer';

/** What is known of a layer without reading it again: a layer never changes. */
export interface LayerSummary {
  /** Whether it says anything of the root: a file in it, or that one is taken away. */
  readonly touches: boolean;
  /** Folders from the root of the image down to the root that is looked at, and below. */
  readonly directories: readonly LayerEntry[];
}

/** Remembers summaries of layers, by digest and root. */
export interface LayerIndex {
  get(digest: ContentDigest, root: string): LayerSummary | undefined;
  set(digest: ContentDigest, root: string, summary: LayerSummary): void;
}

/** Layers that are being read, by digest. */
export type LayerContents = Map<string, Promise<LayerContent>>;

/** What of an image is read. */
export interface ReadImageOptions {
  /** The folder that is looked at, without slashes at its ends: `app`. */
  readonly root: string;
  /** Files below the root that have to be there; without them the layers were not the right ones. */
  readonly anchors: readonly string[];
  /** Which bytes are wanted, by the path of a file below the root. */
  readonly interest: {
    mayMatter(path: string): boolean;
    matters(path: string, bytes: Buffer): boolean;
  };
  readonly index: LayerIndex;
  /** Layers that were read for another platform. */
  readonly contents: LayerContents;
}

/**
 * Reads the files of an image below a folder, from as few layers as can be. The history says which layers hold them; all above
 * the lowest of those are read too, since they may change or delete what is below. When that does not bring the anchors to
 * light, the history was wrong, and all layers are read.
 *
 * @throws LiveryError `image-invalid` when the anchors are nowhere, and those of the registry
 */
export async function readImageFiles(
  base: RepositoryAt,
  image: PlatformImage,
  options: ReadImageOptions,
): Promise<ImageFiles> {
  const { manifest, config } = image;
  const { root, anchors, index } = options;
  const known = manifest.layers.map(({ digest }) => index.get(digest, root));
  const isIndexed = known.every(summary => summary !== undefined);
  const hints = hintedLayers(config, root);
  const lowest = isIndexed ? 0 : hints && hints.length > 0 ? Math.min(...hints) : 0;
  const wanted = manifest.layers
    .map((layer, position) => ({ layer, position }))
    .filter(({ position }) => position >= lowest && known[position]?.touches !== false);
  const read = (positions: typeof wanted) =>
    Promise.all(positions.map(({ layer }) => readContent(base, layer, options)));
  let files = mergeTopDown(await read(wanted));
  const isThere = () => anchors.every(anchor => files.get(`${root}/${anchor}`));
  if (!isThere() && lowest > 0) {
    files = mergeTopDown(await read(manifest.layers.map((layer, position) => ({ layer, position }))));
  }
  if (!files.get(root)) {
    const unread = manifest.layers.filter(({ digest }) => !options.contents.has(digest));
    await addDirectories(files, base, unread, options);
  }
  if (!isThere()) {
    throw new LiveryError('image-invalid', {
      message: `The image for ${image.platform} has no ${anchors.map(anchor => `/${root}/${anchor}`).join(', ')}, so it is not an image of the app.`,
      hint: 'Name the image of a release that the profile knows.',
    });
  }
  return files;
}

/** Layers that hold a folder or two, as WORKDIR makes them, in bytes. */
const TINY_LAYER_BYTES = 64 * 1024;

/** Finds the folders above the files, which an early step may have made, in layers that cost nothing to read. */
async function addDirectories(
  files: ImageFiles,
  base: RepositoryAt,
  layers: readonly Descriptor[],
  options: ReadImageOptions,
): Promise<void> {
  for (const layer of [...layers].reverse()) {
    const known = options.index.get(layer.digest, options.root);
    if (known || layer.size <= TINY_LAYER_BYTES) {
      const content = new LayerContent();
      const read =
        known ?? (await readContent(base, layer, options), options.index.get(layer.digest, options.root));
      read?.directories.forEach(entry => content.add(entry, undefined));
      files.addBelow(content);
    }
  }
}

function mergeTopDown(layers: readonly LayerContent[]): ImageFiles {
  const files = new ImageFiles();
  for (const layer of [...layers].reverse()) {
    files.addBelow(layer);
  }
  return files;
}

/** Reads one layer once, whoever asks for it. */
function readContent(
  base: RepositoryAt,
  layer: Descriptor,
  options: ReadImageOptions,
): Promise<LayerContent> {
  const running = options.contents.get(layer.digest);
  if (running) {
    return running;
  }
  const reading = readOne(base, layer, options);
  options.contents.set(layer.digest, reading);
  return reading;
}

async function readOne(
  { client, repository }: RepositoryAt,
  layer: Descriptor,
  { root, interest, index }: ReadImageOptions,
): Promise<LayerContent> {
  const content = new LayerContent();
  const directories: LayerEntry[] = [];
  const what = `The layer ${layer.digest} of ${client.registry}/${repository}`;
  const source = client.readBlob(repository, layer);
  let touches = false;
  await readLayer(what, source, compressionOf(layer.mediaType) ?? 'none', async (entry, read) => {
    const isInside = entry.path.startsWith(`${root}/`);
    const isAbove = entry.path === root || root.startsWith(`${entry.path}/`) || entry.path === '';
    const isWhiteout = /(?:^|\/)\.wh\.[^/]*$/.test(entry.path);
    if (!isInside && !isAbove && !(isWhiteout && concerns(entry.path, root))) {
      return;
    }
    if (entry.type === 'directory') {
      directories.push(entry);
    } else {
      touches = true;
    }
    const path = entry.path.slice(root.length + 1);
    const isCandidate = entry.type === 'file' && isInside && !isWhiteout && interest.mayMatter(path);
    const bytes = isCandidate ? await read() : undefined;
    content.add(entry, bytes && interest.matters(path, bytes) ? bytes : undefined);
  });
  index.set(layer.digest, root, { touches, directories });
  return content;
}

/** Whether a whiteout takes away the root, or something above it. */
function concerns(whiteout: string, root: string): boolean {
  const folder = whiteout.slice(0, Math.max(whiteout.lastIndexOf('/'), 0));
  return folder === '' || root === folder || root.startsWith(`${folder}/`);
}
