import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ImageManifest, parseManifest, RegistryClient } from '@livery/images';
import { describeWith } from '../requirements';
import { Registry } from './registry';
import { createSyntheticImage } from './syntheticImage';
import { hasZstd } from './syntheticLayer';

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('A synthetic image', () => {
  it('is the same each time, and as large as it is asked to be', async () => {
    const [one, two] = await Promise.all([createSyntheticImage(), createSyntheticImage()]);
    expect(one.root).toEqual(two.root);
    const large = await createSyntheticImage({ sizeBytes: 20_000_000, architectures: ['amd64'] });
    const sizeBytes = large.blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
    expect(sizeBytes / 20_000_000).toBeCloseTo(1, 1);
    // The largest is made anew when it is read, from any byte on.
    const largest = large.blobs.reduce((most, blob) => (blob.sizeBytes > most.sizeBytes ? blob : most));
    let read = 0;
    for await (const chunk of largest.open(1000)) {
      read += chunk.length;
    }
    expect(read).toBe(largest.sizeBytes - 1000);
  });

  it('shares between its architectures what does not depend on them', async () => {
    const { manifests, digests, root } = await createSyntheticImage();
    const layers = manifests
      .slice(0, 2)
      .map(({ bytes }) => (JSON.parse(bytes.toString()) as ImageManifest).layers.map(({ digest }) => digest));
    const shared = layers[0]!.filter(digest => layers[1]!.includes(digest));
    expect([layers[0]!.length, shared.length]).toEqual([11, 7]);
    const parsed = parseManifest('It', root);
    const { index } = parsed as Extract<typeof parsed, { kind: 'index' }>;
    expect(index.manifests.map(({ platform }) => platform?.architecture)).toEqual([
      'amd64',
      'arm64',
      'unknown',
      'unknown',
    ]);
    expect(index.manifests.map(({ annotations }) => annotations?.['vnd.docker.reference.digest'])).toEqual([
      undefined,
      undefined,
      digests.amd64,
      digests.arm64,
    ]);
  });
});

describeWith(['docker-registry', 'skopeo', 'umoci'], 'A synthetic image in a registry', () => {
  let registry: Registry;
  let client: RegistryClient;
  let folder: string;
  beforeAll(async () => {
    registry = await Registry.start();
    client = new RegistryClient({ registry: registry.host });
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  });
  afterAll(async () => {
    client.close();
    rmSync(folder, { recursive: true, force: true });
    await registry.stop();
  });

  it.each([
    ['oci', 'gzip', 'buildkit'],
    ['oci', 'none', 'buildah'],
    ['docker', 'gzip', 'legacy'],
    ...(hasZstd ? [['oci', 'zstd', 'buildkit'] as const] : []),
  ] as const)('of the family %s with %s is an image to skopeo', async (family, compression, history) => {
    const image = await createSyntheticImage({
      family,
      compression,
      history,
      attestations: family === 'oci',
    });
    const repository = `acme/${family}-${compression}`;
    await image.push(client, repository, '1');
    const source = `docker://${registry.host}/${repository}:1`;
    const target = path.join(folder, `${family}-${compression}`);
    run('skopeo', 'copy', '--all', '--preserve-digests', '--src-tls-verify=false', source, `dir:${target}`);
    const inspected: unknown = JSON.parse(
      run('skopeo', 'inspect', '--tls-verify=false', '--override-arch=arm64', source),
    );
    expect(inspected).toMatchObject({
      Architecture: 'arm64',
      Labels: { 'org.opencontainers.image.title': 'Open WebUI' },
    });
    expect(readFileSync(path.join(target, 'manifest.json'))).toEqual(image.root.bytes);
  });

  it('is laid out as that of the app, with owners, modes, links and what was deleted', async () => {
    const image = await createSyntheticImage();
    const layout = path.join(folder, 'layout');
    await image.writeLayout(layout, 'demo');
    // The same bytes as through the registry; umoci reads images, not indexes.
    run('skopeo', 'copy', '--override-arch=amd64', `oci:${layout}:demo`, `oci:${folder}/single:demo`);
    const bundle = path.join(folder, 'bundle');
    mkdirSync(bundle);
    run('umoci', 'unpack', '--image', `${folder}/single:demo`, bundle);
    const inside = (name: string) => path.join(bundle, 'rootfs', name);
    expect(readFileSync(inside('app/build/index.html'), 'utf8')).toContain('<title>Open WebUI</title>');
    expect(JSON.parse(readFileSync(inside('app/package.json'), 'utf8'))).toMatchObject({
      name: 'open-webui',
    });
    for (const name of ['app', 'app/build', 'app/build/static', 'app/backend/open_webui/static']) {
      const { mode, uid, gid } = statSync(inside(name));
      expect([name, (mode & 0o7777).toString(8), uid, gid]).toEqual([name, '2770', 1001, 1001]);
    }
    expect(statSync(inside('app/build/favicon.png')).ino).toBe(
      statSync(inside('app/build/static/favicon.png')).ino,
    );
    expect(statSync(inside('app/backend/open_webui/static/logo.png')).mode & 0o777).toBe(0o664);
    expect(lstatSync(inside('usr/local/bin/python')).isSymbolicLink()).toBe(true);
    expect(existsSync(inside('app/backend/größe.txt'))).toBe(true);
    expect(
      ['app/backend/open_webui/obsolete.py', 'var/lib/apt/lists/packages'].map(name =>
        existsSync(inside(name)),
      ),
    ).toEqual([false, false]);
  });
});
