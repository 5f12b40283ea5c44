import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type BlobSource,
  blobOf,
  contentDigestOf,
  type Descriptor,
  mediaTypes,
  RegistryClient,
} from '@livery/images';
import { type Layer, type LayerCompression, type LayerEntry, packLayer } from './syntheticLayer';
import { APP_OWNER, type Step, type StepOptions, stepsOf } from './syntheticSteps';

/** What the image is like. */
export interface SyntheticImageOptions extends StepOptions {
  readonly family?: 'oci' | 'docker';
  /** How layers are packed; `zstd` is for the family of OCI. */
  readonly compression?: LayerCompression;
  /** `amd64` and `arm64` without it. */
  readonly architectures?: readonly string[];
  /** An image of the first architecture, and no index. */
  readonly withoutIndex?: boolean;
  /** Attestations in the index, as BuildKit adds them; there are some without it. */
  readonly attestations?: boolean;
  /** Other steps than those of the real image: another history, more layers, or fewer. */
  readonly change?: (steps: readonly Step[], architecture: string) => readonly Step[];
  /** Changes to the configuration of the container. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A document of the image: an index, a manifest, or a configuration. */
export interface ImageDocument {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** An image that lies nowhere yet. */
export interface SyntheticImage {
  /** What a tag is to point to. */
  readonly root: ImageDocument;
  /** What the root refers to; without an index, nothing. */
  readonly manifests: readonly ImageDocument[];
  /** The digest of the manifest of each architecture. */
  readonly digests: Readonly<Record<string, string>>;
  /** Layers and configurations, each once. */
  readonly blobs: readonly BlobSource[];
  /** Writes it to a registry, and the tag last. */
  push(client: RegistryClient, repository: string, tag: string): Promise<void>;
  /** Writes it to a folder as an OCI layout. https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
  writeLayout(folder: string, tag: string): Promise<void>;
}

/** When all of it was made. */
const CREATED = '2023-11-14T22:13:20Z';

function configOf(
  architecture: string,
  layers: readonly Layer[],
  steps: readonly Step[],
  options: SyntheticImageOptions,
) {
  const { uid, gid } = options.owner ?? APP_OWNER;
  return {
    architecture,
    os: 'linux',
    created: CREATED,
    config: {
      User: `${uid}:${gid}`,
      ExposedPorts: { '8080/tcp': {} },
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'PORT=8080', 'WEBUI_BUILD_VERSION=demo'],
      Cmd: ['bash', 'start.sh'],
      WorkingDir: '/app/backend',
      Healthcheck: { Test: ['CMD-SHELL', 'curl --silent --fail http://localhost:8080/health'] },
      Labels: {
        'org.opencontainers.image.title': 'Open WebUI',
        'org.opencontainers.image.version': '0.11.0-demo',
        'org.opencontainers.image.source': 'https://github.com/open-webui/open-webui',
      },
      ...options.config,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: steps.map(({ line, entries }) => ({
      created: CREATED,
      created_by: line,
      comment: 'buildkit.dockerfile.v0',
      ...(!entries && { empty_layer: true }),
    })),
  };
}

function documentOf(mediaType: string, value: unknown): ImageDocument {
  const bytes = Buffer.from(JSON.stringify(value, undefined, 2), 'utf8');
  return { mediaType, bytes, digest: contentDigestOf(bytes) };
}

function describe(
  mediaType: string,
  { digest, sizeBytes }: Pick<BlobSource, 'digest' | 'sizeBytes'>,
): Descriptor {
  return { mediaType, digest, size: sizeBytes };
}

/** An image laid out as that of Open WebUI is, with everything in it that has ever been a trap; the same bytes each time. */
export async function createSyntheticImage(options: SyntheticImageOptions = {}): Promise<SyntheticImage> {
  const {
    family = 'oci',
    compression = 'gzip',
    architectures = ['amd64', 'arm64'],
    withoutIndex = false,
  } = options;
  const types = mediaTypes[family];
  const layerType = layerTypeOf(family, compression);
  const blobs = new Map<string, BlobSource>();
  const packedLayers = new Map<string, Layer>();
  const children: { architecture: string; manifest: ImageDocument }[] = [];
  for (const architecture of architectures) {
    const own = stepsOf(architecture, options);
    const steps = options.change?.(own, architecture) ?? own;
    const layers: Layer[] = [];
    for (const [index, { entries }] of steps.entries()) {
      if (entries) {
        layers.push(await packOnce(packedLayers, index, entries, compression));
      }
    }
    const config = documentOf(types.config, configOf(architecture, layers, steps, options));
    const manifest = documentOf(types.manifest, {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: describe(types.config, { digest: config.digest, sizeBytes: config.bytes.length }),
      layers: layers.map(layer => describe(layerType, layer)),
    });
    [blobOf(config.bytes), ...layers].forEach(blob => blobs.set(blob.digest, blob));
    children.push({ architecture, manifest });
  }
  const digests = Object.fromEntries(
    children.map(({ architecture, manifest }) => [architecture, manifest.digest]),
  );
  const first = children[0]?.manifest;
  if (withoutIndex && first) {
    return imageOf(first, [], digests, [...blobs.values()]);
  }
  const attestations =
    options.attestations === false ? [] : children.map(({ manifest }) => attestationOf(manifest, blobs));
  const index = documentOf(types.index, {
    schemaVersion: 2,
    mediaType: types.index,
    manifests: [
      ...children.map(({ architecture, manifest }) => ({
        ...describe(manifest.mediaType, { digest: manifest.digest, sizeBytes: manifest.bytes.length }),
        platform: { architecture, os: 'linux', ...(architecture === 'arm64' && { variant: 'v8' }) },
      })),
      ...attestations.map(({ manifest, subject }) => ({
        ...describe(manifest.mediaType, { digest: manifest.digest, sizeBytes: manifest.bytes.length }),
        annotations: {
          'vnd.docker.reference.digest': subject,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
        platform: { architecture: 'unknown', os: 'unknown' },
      })),
    ],
  });
  const manifests = [...children, ...attestations].map(({ manifest }) => manifest);
  return imageOf(index, manifests, digests, [...blobs.values()]);
}

/** Makes one, and writes it to a registry that lets everybody in. */
export async function pushSyntheticImage(
  host: string,
  repository: string,
  tag: string,
  options: SyntheticImageOptions = {},
): Promise<SyntheticImage> {
  const client = new RegistryClient({ registry: host });
  try {
    const image = await createSyntheticImage(options);
    await image.push(client, repository, tag);
    return image;
  } finally {
    client.close();
  }
}

function layerTypeOf(family: 'oci' | 'docker', compression: LayerCompression): string {
  if (family === 'docker') {
    return compression === 'none' ? mediaTypes.docker.layerTar : mediaTypes.docker.layerGzip;
  }
  const types = {
    none: mediaTypes.oci.layerTar,
    gzip: mediaTypes.oci.layerGzip,
    zstd: mediaTypes.oci.layerZstd,
  };
  return types[compression];
}

/** What does not depend on the architecture is packed once. */
async function packOnce(
  known: Map<string, Layer>,
  index: number,
  entries: readonly LayerEntry[],
  compression: LayerCompression,
): Promise<Layer> {
  const key = contentDigestOf(
    Buffer.from(JSON.stringify([index, entries.map(entry => ({ ...entry, content: keyOf(entry.content) }))])),
  );
  const layer = known.get(key) ?? (await packLayer(entries, compression));
  known.set(key, layer);
  return layer;
}

function keyOf(content: LayerEntry['content']): unknown {
  return Buffer.isBuffer(content) ? contentDigestOf(content) : content;
}

/** https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
function attestationOf(subject: ImageDocument, blobs: Map<string, BlobSource>) {
  const config = blobOf(
    Buffer.from(
      '{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":[]}}',
    ),
  );
  const statement = blobOf(
    Buffer.from(
      JSON.stringify({ predicateType: 'https://slsa.dev/provenance/v0.2', subject: subject.digest }),
    ),
  );
  blobs.set(config.digest, config);
  blobs.set(statement.digest, statement);
  const manifest = documentOf(mediaTypes.oci.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.oci.manifest,
    config: describe(mediaTypes.oci.config, config),
    layers: [describe('application/vnd.in-toto+json', statement)],
  });
  return { manifest, subject: subject.digest };
}

function imageOf(
  root: ImageDocument,
  manifests: readonly ImageDocument[],
  digests: Readonly<Record<string, string>>,
  blobs: readonly BlobSource[],
): SyntheticImage {
  return {
    root,
    manifests,
    digests,
    blobs,
    async push(client, repository, tag) {
      await Promise.all(blobs.map(blob => client.pushBlob(repository, blob)));
      await Promise.all(manifests.map(manifest => client.putManifest(repository, manifest.digest, manifest)));
      await client.putManifest(repository, tag, root);
    },
    async writeLayout(folder, tag) {
      const store = path.join(folder, 'blobs/sha256');
      mkdirSync(store, { recursive: true });
      const place = (digest: string) => path.join(store, digest.slice('sha256:'.length));
      for (const blob of blobs) {
        await pipeline(Readable.from(blob.open(0)), createWriteStream(place(blob.digest)));
      }
      [root, ...manifests].forEach(({ digest, bytes }) => writeFileSync(place(digest), bytes));
      writeFileSync(path.join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
      const entry = {
        ...describe(root.mediaType, { digest: root.digest, sizeBytes: root.bytes.length }),
        annotations: { 'org.opencontainers.image.ref.name': tag },
      };
      writeFileSync(
        path.join(folder, 'index.json'),
        JSON.stringify({ schemaVersion: 2, manifests: [entry] }),
      );
    },
  };
}
