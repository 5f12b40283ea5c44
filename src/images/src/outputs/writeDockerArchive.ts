import { LiveryError } from '@livery/contracts';
import type { ContentDigest } from '../digest';
import { readUpTo } from '../http/readUpTo';
import type { Descriptor } from '../image/documents';
import { isForeignLayer } from '../image/mediaTypes';
import { parseConfig } from '../image/parse';
import { formatPlatform } from '../overlay/resolveBase';
import { formatReference } from '../reference/reference';
import { type BlobSource, blobOf, VerifiedSource } from '../transfer/BlobSource';
import { choosePlatform } from './choosePlatform';
import { collectImage, type CollectedManifest } from './collectImage';
import type { ImageSource } from './ImageSource';
import { blobPath, type ImageName, indexFile, layoutFile } from './layoutFiles';
import { sizeOfTar, type TarFile, tarOf } from './tar';
import { writeAside } from './writeAside';
import { writeFile } from './writeFile';
import type { WriteOptions, WrittenImage } from './writeLayout';

/** How an image is written as an archive. */
export interface DockerArchiveOptions extends WriteOptions {
  /** Which of several: `linux/amd64`. */
  readonly platform?: string;
}

const MAXIMUM_CONFIG_BYTES = 8 * 1024 * 1024;

function fileOf(name: string, bytes: Uint8Array): TarFile {
  return { name, sizeBytes: bytes.length, open: () => [bytes] };
}

function blobFile(what: string, blob: BlobSource): TarFile {
  return {
    name: blobPath(blob.digest),
    sizeBytes: blob.sizeBytes,
    open: () => new VerifiedSource(what, blob).read(0),
  };
}

function refuseForeign(source: ImageSource, layers: readonly Descriptor[]): void {
  const foreign = layers.find(({ mediaType }) => isForeignLayer(mediaType));
  if (foreign) {
    throw new LiveryError('image-invalid', {
      message: `${source.name} cannot be written as an archive: its layer ${foreign.digest} may not be passed on, and an archive has to have all layers.`,
      hint: 'Write an OCI layout, which can leave it out.',
    });
  }
}

/** The configuration, which has to be that of an image with these layers. */
async function readConfig(
  source: ImageSource,
  { manifest }: CollectedManifest,
  wanted: string | undefined,
): Promise<Buffer> {
  const { config, layers } = manifest;
  const what = `The configuration ${config.digest} of ${source.name}`;
  const tooLarge = config.size > MAXIMUM_CONFIG_BYTES;
  const bytes = tooLarge
    ? Buffer.alloc(0)
    : await readUpTo(new VerifiedSource(what, source.blob(config)).read(0), MAXIMUM_CONFIG_BYTES);
  const parsed = tooLarge ? undefined : parseConfig(what, bytes);
  if (parsed?.rootfs.diff_ids.length !== layers.length) {
    throw new LiveryError('image-invalid', {
      message: `${what} cannot be used: ${tooLarge ? `it has ${config.size} bytes` : `it is for ${parsed?.rootfs.diff_ids.length} layers, and there are ${layers.length}`}.`,
      hint: 'Check with another tool, such as skopeo, that this is a container image.',
    });
  }
  const platform = formatPlatform(parsed);
  if (wanted !== undefined && ![platform, `${parsed.os}/${parsed.architecture}`].includes(wanted)) {
    throw new LiveryError('usage-invalid', {
      message: `${source.name} is for ${platform} and not for ${wanted}.`,
      hint: 'Leave the platform out, or name an image that is for it.',
    });
  }
  return bytes;
}

/**
 * What `docker load` looks for, in the order of its fields; a tag is known by its full name.
 * https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format
 */
function manifestFile({ manifest }: CollectedManifest, names: readonly ImageName[]): Buffer {
  const document = [
    {
      Config: blobPath(manifest.config.digest),
      RepoTags: names.length === 0 ? null : names.map(formatReference),
      Layers: manifest.layers.map(({ digest }) => blobPath(digest)),
    },
  ];
  return Buffer.from(JSON.stringify(document), 'utf8');
}

/**
 * Writes an image for one platform as an archive for `docker load`, which podman and skopeo (`docker-archive:`) read as well.
 * Its bytes are the same each time. Layers stay packed as they are, so nothing has to be unpacked here; they are streamed, and
 * checked on the way.
 *
 * The archive is an OCI layout at the same time, as that of `docker save` is since 25: so containerd keeps the digest.
 *
 * @param file - must not exist
 * @throws LiveryError `output-exists`, `output-unwritable`, `digest-mismatch`, `image-invalid`, `usage-invalid` if it has to be
 * said which platform, `cancelled`, and what the source throws
 */
export async function writeDockerArchive(
  source: ImageSource,
  file: string,
  { names = [], platform, signal }: DockerArchiveOptions = {},
): Promise<WrittenImage> {
  return writeAside(file, 'file', signal, async temporary => {
    const image = choosePlatform(await collectImage(source), source.name, platform);
    const { manifest, raw } = image;
    refuseForeign(source, manifest.layers);
    const config = await readConfig(source, image, platform);
    const layers = new Map<ContentDigest, TarFile>(
      manifest.layers.map(layer => [
        layer.digest,
        blobFile(`The layer ${layer.digest} of ${source.name}`, source.blob(layer)),
      ]),
    );
    const files = [
      fileOf('oci-layout', layoutFile),
      fileOf('index.json', indexFile(raw, names, image.platform)),
      fileOf('manifest.json', manifestFile(image, names)),
      blobFile('The manifest', { ...blobOf(raw.bytes), digest: raw.digest }),
      fileOf(blobPath(manifest.config.digest), config),
      ...layers.values(),
    ];
    await writeFile(temporary, tarOf(files), signal);
    return { digest: raw.digest, sizeBytes: sizeOfTar(files) };
  });
}
