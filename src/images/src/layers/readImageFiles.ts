import { Readable } from 'node:stream';
import { LiveryError } from '@livery/contracts';
import { type ContentDigest, contentDigestOf } from '../digest';
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
  /** The layer itself, compressed as it is, where it is so small that asking for it costs more than keeping it; in base64. */
  readonly blob?: string;
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
  /** Read all layers, whatever the history says. */
  readonly wholly?: boolean;
}

/** What was found. It depends on the image alone, and not on what was known of its layers before. */
export interface ReadImage {
  readonly files: ImageFiles;
  /** One text for all images that have the same files, such as those of two platforms. */
  readonly key: string;
  /** Whether all layers were looked at, and not only those that the history names. */
  readonly isWhole: boolean;
}

/** Layers that hold a folder or two, as WORKDIR makes them, in bytes. */
const TINY_LAYER_BYTES = 64 * 1024;

/** Layers that are kept as they are, in bytes: whiteouts, links, a file or two. */
const KEPT_LAYER_BYTES = 4 * 1024;

/**
 * Reads the files of an image below a folder, from as few layers as can be. The history says which layers hold them; all above
 * the lowest of those are read too, since they may change or delete what is below. When that does not bring the anchors to
 * light, or leaves a folder of which nobody knows whose it is, the history was wrong, and all layers are read.
 *
 * @throws LiveryError `image-invalid` when the anchors are nowhere, and those of the registry
 */
export async function readImageFiles(
  base: RepositoryAt,
  image: PlatformImage,
  options: ReadImageOptions,
): Promise<ReadImage> {
  const { root, anchors } = options;
  const hints = options.wholly ? [] : (hintedLayers(image.config, root) ?? []);
  const lowest = hints.length > 0 ? Math.min(...hints) : 0;
  const isThere = ({ files }: ReadImage) => anchors.every(anchor => files.get(`${root}/${anchor}`));
  let read = await readFrom(base, image, lowest, 0, options);
  if (lowest > 0 && isThere(read) && hasUnknownFolder(read.files)) {
    // An early WORKDIR may have made it, in a layer that costs nothing to read.
    read = await readFrom(base, image, lowest, TINY_LAYER_BYTES, options);
  }
  if (lowest > 0 && (!isThere(read) || hasUnknownFolder(read.files))) {
    read = await readFrom(base, image, 0, 0, options);
  }
  if (!isThere(read)) {
    throw new LiveryError('image-invalid', {
      message: `The image for ${image.platform} has no ${anchors.map(anchor => `/${root}/${anchor}`).join(', ')}, so it is not an image of the app.`,
      hint: 'Name the image of a release that the profile knows.',
    });
  }
  return read;
}

/** Adds up the layers from one on, and of those below it the folders of the small ones. */
async function readFrom(
  base: RepositoryAt,
  image: PlatformImage,
  lowest: number,
  largestBelowBytes: number,
  options: ReadImageOptions,
): Promise<ReadImage> {
  const parts = await Promise.all(
    image.manifest.layers.map(async (layer, position) => {
      const isBelow = position < lowest;
      if (isBelow && layer.size > largestBelowBytes) {
        return undefined;
      }
      const known = options.index.get(layer.digest, options.root);
      const isEnough = known && (isBelow || !known.touches);
      const whole = isEnough ? undefined : await readContent(base, layer, options);
      const summary = known ?? options.index.get(layer.digest, options.root);
      const content = whole && !isBelow ? whole : foldersOf(summary);
      return { content, key: `${isBelow ? 'folders of ' : ''}${layer.digest}` };
    }),
  );
  const files = new ImageFiles();
  const said = parts.filter(part => part !== undefined && !part.content.isEmpty);
  said.reverse().forEach(part => part && files.addBelow(part.content));
  return { files, key: said.map(part => part?.key).join(' '), isWhole: lowest === 0 };
}

function foldersOf(summary: LayerSummary | undefined): LayerContent {
  const content = new LayerContent();
  summary?.directories.forEach(entry => content.add(entry, undefined));
  return content;
}

/** Whether there is something in a folder that no layer named by itself: nobody knows its owner and mode then. */
function hasUnknownFolder(files: ImageFiles): boolean {
  return files.paths.some(path => {
    const slash = path.lastIndexOf('/');
    return slash > 0 && !files.get(path.slice(0, slash));
  });
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
  const isSmall = layer.size <= KEPT_LAYER_BYTES;
  const blob = isSmall
    ? (keptBlob(layer, index.get(layer.digest, root)) ?? (await client.fetchBlob(repository, layer)))
    : undefined;
  const source = blob ? Readable.from([blob]) : client.readBlob(repository, layer);
  let touches = false;
  await readLayer(what, source, compressionOf(layer.mediaType) ?? 'none', async (entry, read) => {
    const isInside = entry.path.startsWith(`${root}/`);
    const isAbove = entry.path === root || root.startsWith(`${entry.path}/`) || entry.path === '';
    const isWhiteout = /(?:^|\/)\.wh\.[^/]*$/.test(entry.path);
    if (!isInside && !isAbove && !(isWhiteout && removes(entry.path, root))) {
      return;
    }
    if (entry.type === 'directory' && !isWhiteout) {
      directories.push(entry);
    } else {
      touches = true;
    }
    const path = entry.path.slice(root.length + 1);
    const isCandidate = entry.type === 'file' && isInside && !isWhiteout && interest.mayMatter(path);
    const bytes = isCandidate ? await read() : undefined;
    content.add(entry, bytes && interest.matters(path, bytes) ? bytes : undefined);
  });
  index.set(layer.digest, root, { touches, directories, ...(blob && { blob: blob.toString('base64') }) });
  return content;
}

function keptBlob(layer: Descriptor, summary: LayerSummary | undefined): Buffer | undefined {
  const blob = summary?.blob === undefined ? undefined : Buffer.from(summary.blob, 'base64');
  return blob && contentDigestOf(blob) === layer.digest ? blob : undefined;
}

/** Whether a whiteout takes away the root, or a folder that it is in. */
function removes(whiteout: string, root: string): boolean {
  const victim = whiteout.replace(/\/?\.wh\.\.wh\.\.opq$/, '').replace(/\.wh\.([^/]*)$/, '$1');
  return victim === '' || root === victim || root.startsWith(`${victim}/`);
}
