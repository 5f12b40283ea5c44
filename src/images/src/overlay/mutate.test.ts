import { contentDigestOf } from '../digest';
import { ImageConfig, type ImageIndex, ImageManifest } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import { type ChangedImage, changeImage, changeIndex, type ImageChanges } from './mutate';
import type { PackedLayer } from './packLayer';
import type { BaseImage, PlatformImage } from './resolveBase';

type Family = 'oci' | 'docker';

const digestOf = (text: string) => contentDigestOf(Buffer.from(text));
const layer: PackedLayer = {
  bytes: Buffer.from('packed'),
  digest: digestOf('packed'),
  diffId: digestOf('raw'),
  entries: 1,
};
const changes: ImageChanges = {
  created: '2026-01-02T03:04:05.000Z',
  comment: 'Acme, by Livery',
  labels: { title: 'Acme' },
  annotations: { 'org.opencontainers.image.base.digest': 'sha256:1' },
  environment: {},
};

function imageOf(
  family: Family,
  more: { config?: object; manifest?: object; descriptor?: object } = {},
): PlatformImage {
  const types = mediaTypes[family];
  return {
    platform: 'linux/amd64',
    descriptor: {
      mediaType: types.manifest,
      digest: digestOf('old manifest'),
      size: 12,
      platform: { os: 'linux', architecture: 'amd64' },
      ...more.descriptor,
    },
    mediaType: types.manifest,
    manifest: ImageManifest.parse({
      schemaVersion: 2,
      mediaType: types.manifest,
      config: { mediaType: types.config, digest: digestOf('old config'), size: 10 },
      layers: [{ mediaType: types.layerGzip, digest: digestOf('base'), size: 4, fieldOfTomorrow: 1 }],
      ...more.manifest,
    }),
    config: ImageConfig.parse({
      architecture: 'amd64',
      os: 'linux',
      created: '2025-01-01T00:00:00Z',
      config: {
        User: '1001',
        Env: ['PATH=/bin', 'PORT=80', 'FLAG'],
        Cmd: ['run'],
        Labels: { title: 'App', kept: 'yes' },
      },
      rootfs: { type: 'layers', diff_ids: [digestOf('base raw')] },
      history: [{ created_by: 'COPY app /app' }, { created_by: 'CMD run', empty_layer: true }],
      ...more.config,
    }),
  };
}

function documentsOf({ config, manifest }: ChangedImage) {
  return {
    config: JSON.parse(config.toString()) as ImageConfig & Record<string, unknown>,
    manifest: JSON.parse(manifest.bytes.toString()) as ImageManifest & Record<string, unknown>,
  };
}

describe('changeImage', () => {
  it.each<Family>(['oci', 'docker'])('adds one layer, and stays in its family (%s)', family => {
    const image = imageOf(family);
    const changed = changeImage(image, layer, changes);
    const { config, manifest } = documentsOf(changed);
    const types = mediaTypes[family];
    expect(manifest).toMatchObject({
      mediaType: types.manifest,
      config: {
        mediaType: types.config,
        digest: contentDigestOf(changed.config),
        size: changed.config.length,
      },
      layers: [image.manifest.layers[0], { mediaType: types.layerGzip, digest: layer.digest, size: 6 }],
    });
    expect(changed.manifest).toMatchObject({
      mediaType: types.manifest,
      digest: contentDigestOf(changed.manifest.bytes),
    });
    expect(changed.descriptor).toEqual({
      ...image.descriptor,
      digest: changed.manifest.digest,
      size: changed.manifest.bytes.length,
    });
    // Both lists grow by one: tools pair them.
    expect(config.rootfs.diff_ids).toEqual([digestOf('base raw'), layer.diffId]);
    expect(config.history).toHaveLength(3);
    expect(config.history?.[2]).toEqual({
      created: changes.created,
      created_by: 'livery image',
      comment: changes.comment,
    });
    // Docker's manifests have no annotations.
    expect(manifest.annotations).toEqual(family === 'oci' ? changes.annotations : undefined);
  });

  it('needs no layer where only the configuration changes, and says so in the history', () => {
    const changed = changeImage(imageOf('oci'), undefined, {
      ...changes,
      environment: { PORT: '8080', FLAG: 'on' },
    });
    const { config, manifest } = documentsOf(changed);
    expect(manifest.layers).toHaveLength(1);
    expect(config.rootfs.diff_ids).toHaveLength(1);
    expect(config.history?.at(-1)).toMatchObject({ empty_layer: true });
    expect(config.config?.Env).toEqual(['PATH=/bin', 'PORT=8080', 'FLAG=on']);
    expect(config.config?.Labels).toEqual({ title: 'Acme', kept: 'yes' });
  });

  it('keeps what is not ours, also what nobody knows yet', () => {
    const image = imageOf('oci', {
      config: {
        'fields.of.tomorrow': [1, { a: 2 }],
        variant: 'v8',
        config: { StopSignal: 'SIGINT', Env: null },
      },
      manifest: { annotations: { kept: 'yes' }, fieldOfTomorrow: { a: 1 } },
      descriptor: { annotations: { kept: 'yes' }, data: 'b2xkIG1hbmlmZXN0' },
    });
    const changed = changeImage(image, layer, changes);
    const { config, manifest } = documentsOf(changed);
    expect(config).toMatchObject({ 'fields.of.tomorrow': [1, { a: 2 }], variant: 'v8' });
    expect(config.config).toEqual({ StopSignal: 'SIGINT', Env: null, Labels: { title: 'Acme' } });
    expect(manifest).toMatchObject({ fieldOfTomorrow: { a: 1 }, annotations: { kept: 'yes' } });
    expect(changed.descriptor.annotations).toEqual({ kept: 'yes' });
    // The old manifest, which a descriptor may hold, is not the new one.
    expect(changed.descriptor).not.toHaveProperty('data');
    expect(image.config.created).toBe('2025-01-01T00:00:00Z');
  });

  it('invents no history where there is none, and no labels are lost where there were none', () => {
    const { config } = documentsOf(
      changeImage(imageOf('oci', { config: { history: null, config: null } }), layer, changes),
    );
    expect(config.history).toBeNull();
    expect(config.config).toEqual({ Labels: { title: 'Acme' } });
    expect(config.rootfs.diff_ids).toHaveLength(2);
  });
});

describe('changeIndex', () => {
  const attestation = {
    mediaType: mediaTypes.oci.manifest,
    digest: digestOf('attestation'),
    size: 3,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };

  function baseOf(family: Family): BaseImage & { index: ImageIndex } {
    const image = imageOf(family);
    const other = {
      ...attestation,
      digest: digestOf('arm'),
      platform: { os: 'linux', architecture: 'arm64' },
      annotations: {},
    };
    return {
      reference: { registry: 'registry.example.org', repository: 'acme/app' } as BaseImage['reference'],
      digest: digestOf('index'),
      mediaType: mediaTypes[family].index,
      index: {
        schemaVersion: 2,
        mediaType: mediaTypes[family].index,
        manifests: [other, image.descriptor ?? attestation, attestation],
        fieldOfTomorrow: 1,
        ...(family === 'oci' && { annotations: { kept: 'yes' } }),
      },
      images: [image],
    };
  }

  it.each<Family>(['oci', 'docker'])(
    'has the images that were asked for, and no statements about the old ones (%s)',
    family => {
      const base = baseOf(family);
      const images = base.images.map(image => changeImage(image, layer, changes));
      const root = changeIndex(base, images, changes.annotations);
      const index = JSON.parse(root.bytes.toString()) as ImageIndex;
      expect(root).toMatchObject({
        mediaType: mediaTypes[family].index,
        digest: contentDigestOf(root.bytes),
      });
      expect(index).toEqual({
        schemaVersion: 2,
        mediaType: mediaTypes[family].index,
        fieldOfTomorrow: 1,
        manifests: images.map(({ descriptor }) => descriptor),
        ...(family === 'oci' && { annotations: { kept: 'yes', ...changes.annotations } }),
      });
    },
  );
});
