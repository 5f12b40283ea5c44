import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { contentDigestOf } from '../digest';
import { mediaTypes } from '../image/mediaTypes';
import { parseConfig, parseManifest } from '../image/parse';
import { blobOf } from '../transfer/BlobSource';
import { copyBlob } from '../transfer/copyBlob';
import { RegistryClient } from './RegistryClient';
import { referrersTag } from './referrers';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) {
    items.push(item);
  }
  return items;
}

/** A small image that is complete, with one layer of some bytes. */
async function pushImage(client: RegistryClient, repository: string, tag: string, layer = randomBytes(1000)) {
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [contentDigestOf(layer)] },
    }),
  );
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.oci.manifest,
      config: { mediaType: mediaTypes.oci.config, digest: contentDigestOf(config), size: config.length },
      layers: [{ mediaType: mediaTypes.oci.layerTar, digest: contentDigestOf(layer), size: layer.length }],
      // Longer in bytes than in characters.
      annotations: { 'org.opencontainers.image.title': 'Größe' },
    }),
  );
  const outcomes = await Promise.all([
    client.pushBlob(repository, config),
    client.pushBlob(repository, layer),
  ]);
  const { digest } = await client.putManifest(repository, tag, { bytes, mediaType: mediaTypes.oci.manifest });
  return { digest, bytes, layer, config, outcomes };
}

describeWith('docker-registry', 'A client of a registry', () => {
  let registry: Registry;
  let other: Registry;
  let clients: RegistryClient[] = [];
  beforeAll(async () => {
    [registry, other] = await Promise.all([Registry.start(), Registry.start({ relativeUrls: true })]);
  });
  afterAll(() => Promise.all([registry.stop(), other.stop()]));
  afterEach(() => {
    clients.forEach(client => client.close());
    clients = [];
  });

  function connect(to = registry): RegistryClient {
    const client = new RegistryClient({ registry: to.host });
    clients.push(client);
    return client;
  }

  it('finds out whether there is one', async () => {
    await expect(connect().ping()).resolves.toEqual({ apiVersion: 'registry/2.0' });
  });

  it('pushes an image and reads back the same bytes, by tag and by digest', async () => {
    const client = connect();
    const { digest, bytes, layer, config, outcomes } = await pushImage(client, 'acme/app', '1.0');
    expect(outcomes).toEqual(['uploaded', 'uploaded']);
    expect(digest).toBe(contentDigestOf(bytes));

    const byTag = await client.getManifest('acme/app', '1.0');
    expect(byTag).toEqual({ bytes, digest, mediaType: mediaTypes.oci.manifest });
    expect(await client.getManifest('acme/app', digest)).toEqual(byTag);
    expect(await client.headManifest('acme/app', '1.0')).toEqual({
      digest,
      mediaType: mediaTypes.oci.manifest,
      sizeBytes: bytes.length,
    });
    expect(await client.confirmManifest('acme/app', digest)).toMatchObject({ digest });

    const parsed = parseManifest('The manifest', byTag);
    const { manifest } = parsed as Extract<typeof parsed, { kind: 'manifest' }>;
    expect(manifest.annotations).toEqual({ 'org.opencontainers.image.title': 'Größe' });
    const configuration = await client.fetchBlob('acme/app', manifest.config);
    expect(configuration).toEqual(config);
    expect(parseConfig('The configuration', configuration).rootfs.diff_ids).toHaveLength(1);
    const [first] = manifest.layers;
    expect(Buffer.concat(await collect(client.readBlob('acme/app', first!)))).toEqual(layer);
    expect(Buffer.concat(await collect(client.readBlob('acme/app', first!, { offsetBytes: 900 })))).toEqual(
      layer.subarray(900),
    );
  });

  it('counts what it does, and does nothing twice', async () => {
    const client = connect();
    const blob = randomBytes(5000);
    const both = await Promise.all([
      client.pushBlob('acme/count', blob),
      client.pushBlob('acme/count', blob),
    ]);
    expect(both).toEqual(['uploaded', 'uploaded']);
    // HEAD, POST, PUT: once for the two of them
    expect(client.statistics).toMatchObject({ requests: 3, bytesUp: 5000, mounted: 0, retries: 0 });
    await expect(client.pushBlob('acme/count', blob)).resolves.toBe('present');
    expect(client.statistics.requests).toBe(3);

    const second = connect();
    await expect(second.pushBlob('acme/count', blob)).resolves.toBe('present');
    expect(second.statistics).toMatchObject({ requests: 1, bytesUp: 0 });
    await collect(second.readBlob('acme/count', { digest: contentDigestOf(blob), size: 5000 }));
    expect(second.statistics).toMatchObject({ requests: 2, bytesDown: 5000 });
  });

  it('takes a blob over from another repository without sending it, and without asking first', async () => {
    const client = connect();
    const blob = randomBytes(5000);
    const address = { digest: contentDigestOf(blob), size: blob.length };
    await client.pushBlob('acme/base', blob);
    const before = client.statistics.requests;
    let opened = 0;
    const source = {
      ...blobOf(blob),
      open: (offset: number) => {
        opened += 1;
        return blobOf(blob).open(offset);
      },
    };
    await expect(client.pushBlob('acme/derived', source, { mountFrom: 'acme/base' })).resolves.toBe(
      'mounted',
    );
    await expect(client.mountBlob('acme/again', address, 'acme/base')).resolves.toBe(true);
    expect(opened).toBe(0);
    expect(client.statistics).toMatchObject({ requests: before + 2, mounted: 2, mountedBytes: 10_000 });
    await expect(client.hasBlob('acme/derived', address.digest)).resolves.toBe(true);

    await expect(
      client.mountBlob('acme/again', { ...address, digest: contentDigestOf(Buffer.from('x')) }, 'acme/base'),
    ).resolves.toBe(false);
    await expect(client.pushBlob('acme/other', blob, { mountFrom: 'acme/nowhere' })).resolves.toBe(
      'uploaded',
    );
    expect(client.statistics.mountsRefused).toBe(2);
  });

  it('sends an empty blob, and a large one in parts if it has to', async () => {
    await expect(connect().pushBlob('acme/empty', Buffer.alloc(0))).resolves.toBe('uploaded');
    const client = new RegistryClient({ registry: registry.host, chunkBytes: 1000 });
    clients.push(client);
    const blob = randomBytes(3500);
    await expect(client.pushBlob('acme/parts', blob)).resolves.toBe('uploaded');
    // HEAD, POST, 4 × PATCH, PUT
    expect(client.statistics).toMatchObject({ requests: 7, bytesUp: 3500 });
    await expect(
      collect(client.readBlob('acme/parts', { digest: contentDigestOf(blob), size: 3500 })),
    ).resolves.toEqual([blob]);
  });

  it('refuses to send what does not have its digest, and gives the upload up', async () => {
    const client = connect();
    const blob = randomBytes(3_000_000);
    const wrong = { ...blobOf(blob), digest: contentDigestOf(Buffer.from('other')) };
    await expect(client.pushBlob('acme/wrong', wrong)).rejects.toMatchObject({
      code: 'digest-mismatch',
      message: expect.stringMatching(/should be sha256:[0-9a-f]{64}, but what its source sent has sha256:/),
    });
    const short = { ...blobOf(blob), sizeBytes: blob.length + 1 };
    await expect(client.pushBlob('acme/wrong', short)).rejects.toMatchObject({
      code: 'digest-mismatch',
      message: expect.stringContaining('only 3000000'),
    });
    const long = { ...blobOf(blob), sizeBytes: 10 };
    await expect(client.pushBlob('acme/wrong', long)).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(registry.log.match(/DELETE \/v2\/acme\/wrong\/blobs\/uploads\//g)?.length).toBeGreaterThanOrEqual(
      1,
    );
    await expect(client.hasBlob('acme/wrong', wrong.digest)).resolves.toBe(false);
  });

  it('lists tags, and deletes', async () => {
    const client = connect();
    const { bytes, digest } = await pushImage(client, 'acme/tags', 'a');
    const tags = ['b', 'c', 'd', 'e'];
    await Promise.all(
      tags.map(tag => client.putManifest('acme/tags', tag, { bytes, mediaType: mediaTypes.oci.manifest })),
    );
    expect((await collect(client.listTags('acme/tags'))).sort()).toEqual(['a', ...tags]);
    await expect(client.deleteManifest('acme/tags', digest)).resolves.toBe(true);
    await expect(client.headManifest('acme/tags', 'a')).resolves.toBeUndefined();
    await expect(client.deleteManifest('acme/tags', digest)).resolves.toBe(false);
    const blob = randomBytes(10);
    await client.pushBlob('acme/tags', blob);
    await expect(client.deleteBlob('acme/tags', contentDigestOf(blob))).resolves.toBe(true);
    await expect(client.pushBlob('acme/tags', blob)).resolves.toBe('uploaded');
    await expect(collect(client.listTags('acme/never'))).rejects.toMatchObject({ code: 'image-not-found' });
  });

  it('lists repositories, and finds out whether it may push to one without making it', async () => {
    const client = connect(other);
    await pushImage(client, 'acme/listed', '1');
    await client.probePush('acme/probed');
    expect(other.log).toMatch(/"DELETE \/v2\/acme\/probed\/blobs\/uploads\/\S+ HTTP\/1.1" 204/);
    expect(await collect(client.listRepositories())).toEqual(['acme/listed']);
  });

  it('keeps the list of referrers in a tag where the registry has none', async () => {
    const client = connect();
    const { digest } = await pushImage(client, 'acme/signed', '1');
    await expect(client.listReferrers('acme/signed', digest)).resolves.toEqual([]);
    const empty = Buffer.from('{}');
    await client.pushBlob('acme/signed', empty);
    const referrers = ['application/vnd.example.one', 'application/vnd.example.two'].map(artifactType => {
      const bytes = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: mediaTypes.oci.manifest,
          artifactType,
          config: { mediaType: mediaTypes.oci.empty, digest: contentDigestOf(empty), size: 2 },
          layers: [],
          subject: { mediaType: mediaTypes.oci.manifest, digest, size: 1 },
        }),
      );
      return {
        artifactType,
        bytes,
        mediaType: mediaTypes.oci.manifest,
        digest: contentDigestOf(bytes),
        subject: digest,
      };
    });
    // At the same time, as two runs would.
    await Promise.all(referrers.map(referrer => client.putReferrer('acme/signed', referrer)));
    const found = await client.listReferrers('acme/signed', digest);
    expect(found.map(({ artifactType }) => artifactType).sort()).toEqual(
      referrers.map(({ artifactType }) => artifactType),
    );
    await expect(collect(client.listTags('acme/signed'))).resolves.toContain(referrersTag(digest));
  });

  it('copies between two registries, and within one by a mount', async () => {
    const source = { client: connect(), repository: 'acme/copied' };
    const target = { client: connect(other), repository: 'elsewhere/app' };
    const { bytes, layer, config } = await pushImage(
      source.client,
      source.repository,
      '1',
      randomBytes(2_000_000),
    );
    const blobs = [layer, config].map(blob => ({
      digest: contentDigestOf(blob),
      size: blob.length,
      mediaType: '',
    }));
    await expect(Promise.all(blobs.map(blob => copyBlob(source, target, blob)))).resolves.toEqual([
      'uploaded',
      'uploaded',
    ]);
    await target.client.putManifest(target.repository, '1', { bytes, mediaType: mediaTypes.oci.manifest });
    const within = { client: source.client, repository: 'acme/within' };
    await expect(copyBlob(source, within, blobs[0]!)).resolves.toBe('mounted');
    const foreign = { ...blobs[0]!, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' };
    expect(() => copyBlob(source, target, foreign)).toThrow(/may not be passed on/);
  });

  it('says what is missing', async () => {
    const client = connect();
    await expect(client.getManifest('acme/nothing', 'latest')).rejects.toMatchObject({
      code: 'image-not-found',
      message: expect.stringContaining(
        `Reading the manifest ${registry.host}/acme/nothing:latest failed: ${registry.host} answered 404 Not Found (MANIFEST_UNKNOWN: manifest unknown)`,
      ),
      hint: expect.stringContaining('Check the name'),
    });
    expect(() => client.getManifest('Acme/App', 'latest')).rejects.toMatchObject({
      code: 'reference-invalid',
    });
    expect(() => client.getManifest('acme/../app', 'latest')).rejects.toMatchObject({
      code: 'reference-invalid',
    });
    expect(() => client.getManifest('acme/app', '../x')).rejects.toMatchObject({ code: 'reference-invalid' });
    for (const host of ['evil.example/path', 'user@evil.example', '', 'a b']) {
      expect(() => new RegistryClient({ registry: host })).toThrow(/cannot be the host of a registry/);
    }
    // A manifest whose layers nobody has pushed.
    const missing = {
      mediaType: mediaTypes.oci.layerTar,
      digest: contentDigestOf(Buffer.from('never')),
      size: 5,
    };
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.oci.manifest,
        config: missing,
        layers: [missing],
      }),
    );
    await expect(
      client.putManifest('acme/app', 'x', { bytes, mediaType: mediaTypes.oci.manifest }),
    ).rejects.toMatchObject({
      code: 'registry-refused',
      message: expect.stringContaining('MANIFEST_BLOB_UNKNOWN'),
    });
    const large = { bytes: Buffer.alloc(4 * 1024 * 1024 + 1), mediaType: mediaTypes.oci.manifest };
    await expect(client.putManifest('acme/app', 'x', large)).rejects.toMatchObject({ code: 'image-invalid' });
  });

  it('does many things at a time with one signal, and warns of nothing', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    const { signal } = new AbortController();
    const client = new RegistryClient({ registry: registry.host, signal });
    clients.push(client);
    await Promise.all([...Array(30).keys()].map(size => client.pushBlob('acme/many', randomBytes(size + 1))));
    await new Promise(resolve => setTimeout(resolve, 20));
    process.off('warning', listener);
    expect(warnings).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('stops when somebody cancels', async () => {
    const controller = new AbortController();
    const client = new RegistryClient({ registry: registry.host, signal: controller.signal });
    clients.push(client);
    const blob = blobOf(randomBytes(1000));
    const endless = {
      ...blob,
      async *open() {
        yield randomBytes(10);
        controller.abort();
        await new Promise(resolve => setTimeout(resolve, 50));
        yield randomBytes(10);
      },
    };
    await expect(client.pushBlob('acme/cancelled', endless)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.ping()).rejects.toMatchObject({ code: 'cancelled' });
    expect(registry.log).toMatch(/DELETE \/v2\/acme\/cancelled\/blobs\/uploads\//);
  });
});

describeWith(['skopeo', 'docker-registry'], 'What the client pushed', skopeo => {
  it('is an image to another tool, too', async () => {
    const registry = await Registry.start();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    const client = new RegistryClient({ registry: registry.host });
    try {
      const { digest } = await pushImage(client, 'acme/app', '1.0', Buffer.alloc(1024));
      const run = (...args: string[]) =>
        execFileSync(skopeo, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      const inspected: unknown = JSON.parse(
        run('inspect', '--tls-verify=false', `docker://${registry.host}/acme/app:1.0`),
      );
      expect(inspected).toMatchObject({ Digest: digest, Architecture: 'amd64' });
      run(
        'copy',
        '--src-tls-verify=false',
        '--preserve-digests',
        `docker://${registry.host}/acme/app:1.0`,
        `oci:${folder}:1.0`,
      );
    } finally {
      client.close();
      rmSync(folder, { recursive: true });
      await registry.stop();
    }
  });
});
