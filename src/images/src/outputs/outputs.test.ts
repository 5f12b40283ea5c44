import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { createSyntheticImage, type SyntheticImage } from '@livery/test/support/syntheticImage';
import { hasZstd } from '@livery/test/support/syntheticLayer';
import type { ImageManifest } from '../image/documents';
import { mediaTypes } from '../image/mediaTypes';
import { parseReference } from '../reference/reference';
import { RegistryClient } from '../registry/RegistryClient';
import { type BlobSource, blobOf } from '../transfer/BlobSource';
import { imageInRegistry, imageOf, type ImageSource } from './ImageSource';
import { refuseExistingOutput, writeImage } from './ImageOutput';
import type { ImageName } from './layoutFiles';
import { writeDockerArchive } from './writeDockerArchive';
import { writeLayout } from './writeLayout';

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const NAME = 'registry.example.org:5000/acme/app:1.2.3';
const names = [parseReference(NAME) as ImageName];

const openWebUi = (architecture: string) => ({
  Architecture: architecture,
  Labels: { 'org.opencontainers.image.title': 'Open WebUI' },
});

const inspect = (place: string, architecture: string): unknown =>
  JSON.parse(run('skopeo', 'inspect', `--override-arch=${architecture}`, place));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sourceOf(image: SyntheticImage, blobs: readonly BlobSource[] = image.blobs): ImageSource {
  return imageOf({ name: 'the image', root: image.root, manifests: image.manifests, blobs });
}

/** The digest of all files of a folder, with their names. */
function digestOfTree(root: string): string {
  const hash = createHash('sha256');
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter(name => statSync(path.join(root, name)).isFile())
    .forEach(name => hash.update(`${name}\n`).update(readFileSync(path.join(root, name))));
  return hash.digest('hex');
}

describe('An image that is written to a disk', () => {
  it('is the same bytes each time, and has the size that is told', async () => {
    const image = await createSyntheticImage();
    const place = (name: string) => path.join(folder, name);
    mkdirSync(place('two')); // an empty folder may be there
    const written = await writeLayout(sourceOf(image), place('one'), { names });
    await writeLayout(sourceOf(await createSyntheticImage()), place('two'), { names });
    expect(digestOfTree(place('two'))).toBe(digestOfTree(place('one')));
    const sizes = readdirSync(place('one'), { recursive: true, encoding: 'utf8' })
      .map(name => statSync(path.join(place('one'), name)))
      .filter(stats => stats.isFile())
      .map(({ size }) => size);
    expect(written).toEqual({
      digest: image.root.digest,
      sizeBytes: sizes.reduce((sum, size) => sum + size),
    });

    const options = { names, platform: 'linux/arm64' };
    const archive = await writeDockerArchive(sourceOf(image), place('one.tar'), options);
    await writeDockerArchive(sourceOf(image), place('two.tar'), options);
    expect(readFileSync(place('two.tar')).equals(readFileSync(place('one.tar')))).toBe(true);
    expect(archive).toEqual({ digest: image.digests.arm64, sizeBytes: statSync(place('one.tar')).size });
    expect(readdirSync(folder).sort()).toEqual(['one', 'one.tar', 'two', 'two.tar']);
  });

  it('takes the place of nothing', async () => {
    const source = sourceOf(await createSyntheticImage({ architectures: ['amd64'] }));
    const file = path.join(folder, 'image.tar');
    const layout = path.join(folder, 'layout');
    writeFileSync(file, 'mine');
    mkdirSync(layout);
    writeFileSync(path.join(layout, 'mine'), '');
    for (const output of [
      { kind: 'docker', file },
      { kind: 'docker', file: layout },
      { kind: 'oci', folder: layout },
      { kind: 'oci', folder: file },
    ] as const) {
      await expect(refuseExistingOutput(output)).rejects.toMatchObject({ code: 'output-exists' });
      await expect(writeImage(source, output)).rejects.toMatchObject({ code: 'output-exists' });
    }
    expect([readFileSync(file, 'utf8'), readdirSync(layout)]).toEqual(['mine', ['mine']]);
    const nowhere = { kind: 'docker', file: path.join(folder, 'no/image.tar') } as const;
    await expect(writeImage(source, nowhere)).rejects.toMatchObject({ code: 'output-unwritable' });
    expect(readdirSync(folder).sort()).toEqual(['image.tar', 'layout']);
  });

  it('leaves nothing behind when a blob is not what it should be, or somebody cancels', async () => {
    const image = await createSyntheticImage({ architectures: ['amd64'] });
    const [first] = (JSON.parse(image.manifests[0]!.bytes.toString()) as ImageManifest).layers;
    const damaged = image.blobs.map(blob =>
      blob.digest === first?.digest
        ? { ...blob, open: () => blobOf(Buffer.alloc(blob.sizeBytes)).open(0) }
        : blob,
    );
    const controller = new AbortController();
    const endless = image.blobs.map(blob =>
      blob.digest === first?.digest
        ? {
            ...blob,
            async *open() {
              controller.abort();
              yield Buffer.alloc(1);
              await new Promise<void>(() => undefined);
            },
          }
        : blob,
    );
    const missing = image.blobs.filter(({ digest }) => digest !== first?.digest);
    for (const output of [
      { kind: 'oci', folder: path.join(folder, 'layout') },
      { kind: 'docker', file: path.join(folder, 'image.tar') },
    ] as const) {
      await expect(writeImage(sourceOf(image, damaged), output)).rejects.toMatchObject({
        code: 'digest-mismatch',
      });
      await expect(writeImage(sourceOf(image, missing), output)).rejects.toMatchObject({
        code: 'image-invalid',
      });
      const { signal } = controller;
      await expect(writeImage(sourceOf(image, endless), output, { signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('for "docker load" is of one platform, which has to be said where there are several', async () => {
    const source = sourceOf(await createSyntheticImage());
    const file = path.join(folder, 'image.tar');
    await expect(writeDockerArchive(source, file)).rejects.toMatchObject({
      code: 'usage-invalid',
      message: expect.stringContaining('the image has 2: linux/amd64, linux/arm64/v8'),
      hint: expect.stringContaining('Name one of its platforms'),
    });
    await expect(writeDockerArchive(source, file, { platform: 'linux/s390x' })).rejects.toMatchObject({
      message: 'the image has no image for linux/s390x; it has linux/amd64, linux/arm64/v8.',
    });
    const single = sourceOf(await createSyntheticImage({ withoutIndex: true }));
    await expect(writeDockerArchive(single, file, { platform: 'linux/arm64' })).rejects.toMatchObject({
      message: 'the image is for linux/amd64 and not for linux/arm64.',
    });
    await expect(writeDockerArchive(single, file, { platform: 'linux/amd64' })).resolves.toBeDefined();
  });

  it('keeps a layer that may not be passed on where it is, and for "docker load" refuses it', async () => {
    const config = blobOf(
      Buffer.from(
        `{"architecture":"amd64","os":"windows","rootfs":{"type":"layers","diff_ids":["sha256:${'0'.repeat(64)}"]}}`,
      ),
    );
    const foreign = {
      mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
      digest: blobOf(randomBytes(9)).digest,
      size: 9,
      urls: ['https://example.org/layer'],
    };
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        config: { mediaType: mediaTypes.oci.config, digest: config.digest, size: config.sizeBytes },
        layers: [foreign],
      }),
    );
    const root = { bytes, digest: blobOf(bytes).digest, mediaType: mediaTypes.oci.manifest };
    const source = imageOf({ name: 'the image', root, manifests: [], blobs: [config] });
    const layout = path.join(folder, 'layout');
    await writeLayout(source, layout);
    expect(readdirSync(path.join(layout, 'blobs/sha256')).sort()).toEqual(
      [root.digest, config.digest].map(digest => digest.slice(7)).sort(),
    );
    await expect(writeDockerArchive(source, path.join(folder, 'x.tar'))).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining('may not be passed on'),
    });
  });
});

describeWith(['skopeo', 'umoci'], 'A written image, judged by others', () => {
  it.each(['gzip', 'none', ...(hasZstd ? (['zstd'] as const) : [])] as const)(
    'with layers of %s is an image to skopeo',
    async compression => {
      const image = await createSyntheticImage({ compression });
      const layout = path.join(folder, 'layout');
      await writeLayout(sourceOf(image), layout, { names });
      expect(inspect(`oci:${layout}:1.2.3`, 'arm64')).toMatchObject(openWebUi('arm64'));
      // All of it, and not a byte changed
      run('skopeo', 'copy', '--all', '--preserve-digests', `oci:${layout}:1.2.3`, `dir:${folder}/copy`);
      expect(readFileSync(path.join(folder, 'copy/manifest.json'))).toEqual(image.root.bytes);

      const file = path.join(folder, 'image.tar');
      await writeDockerArchive(sourceOf(image), file, { names, platform: 'linux/amd64' });
      expect(inspect(`docker-archive:${file}:${NAME}`, 'amd64')).toMatchObject(openWebUi('amd64'));
      // With the configuration as it was, and so with the same id
      run('skopeo', 'copy', `docker-archive:${file}:${NAME}`, `dir:${folder}/load`);
      const loaded = JSON.parse(
        readFileSync(path.join(folder, 'load/manifest.json'), 'utf8'),
      ) as ImageManifest;
      const own = image.manifests.find(({ digest }) => digest === image.digests.amd64);
      expect(loaded.config.digest).toBe((JSON.parse(own!.bytes.toString()) as ImageManifest).config.digest);
    },
  );

  it(`of Docker's family is an image to skopeo in an archive, and is refused for a layout`, async () => {
    const image = await createSyntheticImage({ family: 'docker', attestations: false });
    const file = path.join(folder, 'image.tar');
    await writeDockerArchive(sourceOf(image), file, { names, platform: 'linux/arm64' });
    expect(inspect(`docker-archive:${file}`, 'arm64')).toMatchObject(openWebUi('arm64'));
    await expect(writeLayout(sourceOf(image), path.join(folder, 'layout'))).rejects.toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining(`it is of Docker's family`),
    });
    expect(readdirSync(folder)).toEqual(['image.tar']);
  });

  it('can be unpacked by umoci, from the folder and from what is in the archive', async () => {
    const image = await createSyntheticImage({
      architectures: ['amd64'],
      attestations: false,
      withoutIndex: true,
    });
    await writeLayout(sourceOf(image), path.join(folder, 'layout'), { names });
    await writeDockerArchive(sourceOf(image), path.join(folder, 'image.tar'), { names });
    mkdirSync(path.join(folder, 'archive'));
    run('tar', '-xf', path.join(folder, 'image.tar'), '-C', path.join(folder, 'archive'));
    const trees = ['layout', 'archive'].map(name => {
      const bundle = path.join(folder, `${name}-bundle`);
      run('umoci', 'unpack', '--rootless', '--image', `${folder}/${name}:1.2.3`, bundle);
      return readFileSync(path.join(bundle, 'rootfs/app/build/index.html'), 'utf8');
    });
    expect(trees[0]).toContain('<title>Open WebUI</title>');
    expect(trees[1]).toBe(trees[0]);
  });
});

describeWith(['podman'], 'A written image for "docker load"', () => {
  it('is loaded by podman under its name', async () => {
    const image = await createSyntheticImage({ architectures: ['amd64'] });
    const file = path.join(folder, 'image.tar');
    await writeDockerArchive(sourceOf(image), file, { names });
    const podman = (...args: string[]) =>
      run(
        'podman',
        '--root',
        `${folder}/root`,
        '--runroot',
        `${folder}/run`,
        '--storage-driver',
        'vfs',
        ...args,
      );
    expect(podman('load', '--input', file)).toContain(NAME);
    const inspected: unknown = JSON.parse(podman('image', 'inspect', NAME));
    expect(inspected).toMatchObject([openWebUi('amd64')]);
  });
});

describeWith(['docker-registry', 'skopeo'], 'An image of a registry', () => {
  it('is written without being held in memory, with what was made here on top of it', async () => {
    const registry = await Registry.start();
    const client = new RegistryClient({ registry: registry.host });
    try {
      const sizeBytes = 240_000_000;
      const image = await createSyntheticImage({ architectures: ['amd64'], sizeBytes, withoutIndex: true });
      await image.push(client, 'acme/base', '1');
      const base = await imageInRegistry({ client, repository: 'acme/base' }, '1');
      expect(base.name).toBe(`${registry.host}/acme/base:1`);

      const annotated = {
        ...(JSON.parse(base.root.bytes.toString()) as ImageManifest),
        annotations: { a: 'Größe' },
      };
      const bytes = Buffer.from(JSON.stringify(annotated));
      const root = { ...base.root, bytes, digest: blobOf(bytes).digest };
      const source = imageOf({ name: 'the branded image', root, manifests: [], blobs: [] }, base);
      const before = process.memoryUsage().rss;
      let most = before;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 5);
      const written = await writeDockerArchive(source, path.join(folder, 'image.tar'), { names });
      await writeLayout(source, path.join(folder, 'layout'), { names });
      clearInterval(watch);
      expect(written.sizeBytes / sizeBytes).toBeCloseTo(1, 1);
      // What is collected when is not ours to say; held in memory it would be all of it, twice.
      expect((most - before) / sizeBytes).toBeLessThan(0.5);
      expect(run('skopeo', 'inspect', '--format={{.Digest}}', `oci:${folder}/layout:1.2.3`).trim()).toBe(
        root.digest,
      );
    } finally {
      client.close();
      await registry.stop();
    }
  });
});
