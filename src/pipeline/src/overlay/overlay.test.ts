import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { RegistryClient } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { createSyntheticImage, type SyntheticImageOptions } from '@livery/test/support/syntheticImage';
import { type LabInput, OverlayLab, sampleBrand } from './testing';

describeWith(['docker-registry', 'skopeo', 'umoci'], 'An overlay on a published image', () => {
  const lab = new OverlayLab();
  let registry: Registry;

  beforeAll(async () => {
    registry = await Registry.start();
  });
  afterAll(async () => {
    lab.clear();
    await registry.stop();
  });

  const clientOf = () => new RegistryClient({ registry: registry.host });
  const unpack = (reference: string) => lab.unpack(`${registry.host}/${reference}`);

  async function push(name: string, options: SyntheticImageOptions = {}) {
    const image = await createSyntheticImage(options);
    await image.push(clientOf(), `base/${name}`, '1');
    return image;
  }

  function overlay(name: string, { to = [`brand/${name}:1`], ...given }: LabInput & { to?: string[] } = {}) {
    const whole = (text: string) => (text.startsWith('127.') ? text : `${registry.host}/${text}`);
    return lab.overlay(whole(`base/${name}:1`), to.map(whole), given);
  }

  it.each<[string, SyntheticImageOptions]>([
    ['oci', {}],
    ['docker', { family: 'docker' }],
    ['legacy', { history: 'legacy' }],
    ['buildah', { history: 'buildah' }],
    ['single', { withoutIndex: true }],
  ])(
    'shows the brand in every file, and keeps owners, modes and everything else (%s)',
    async (name, options) => {
      await push(name, options);
      const { targets, prepared, log } = await overlay(name);
      expect([targets, log]).toEqual([[expect.objectContaining({ state: 'pushed' })], expect.anything()]);
      expect(prepared?.report.totals.residue).toBe(0);
      const [before, after] = [unpack(`base/${name}:1`), unpack(`brand/${name}:1`)];
      const read = (tree: string, file: string) => readFileSync(path.join(tree, file), 'utf8');
      expect(read(after, 'app/build/index.html')).toContain('<title>Meridian Chat</title>');
      expect(read(after, 'app/backend/open_webui/env.py')).not.toContain('(Open WebUI)');
      expect(read(after, 'licenses/LICENSE')).toContain('Open WebUI');
      expect(read(after, 'licenses/NOTICE.livery')).toContain('enterprise-license');
      expect(read(after, 'app/package.json')).toBe(read(before, 'app/package.json'));
      const files = execFileSync('find', ['.', '-not', '-path', './licenses*'], {
        cwd: before,
        encoding: 'utf8',
      });
      let changed = 0;
      for (const file of files.trim().split('\n')) {
        const [one, other] = [before, after].map(tree =>
          lstatSync(path.join(tree, file), { throwIfNoEntry: false }),
        );
        if (file.endsWith('.map') && !other) {
          continue;
        }
        expect([file, other?.mode, other?.uid, other?.gid]).toEqual([file, one?.mode, one?.uid, one?.gid]);
        changed += one?.isFile() && one.mtimeMs !== other?.mtimeMs ? 1 : 0;
      }
      expect(changed).toBeGreaterThan(20);
      // Two names of one file say the same.
      expect(readFileSync(path.join(after, 'app/build/favicon.png'))).toEqual(
        readFileSync(path.join(after, 'app/build/static/favicon.png')),
      );
      expect(statSync(path.join(after, 'app/backend/open_webui/static')).mode & 0o7777).toBe(0o2770);
    },
  );

  it('is the same each time, and is not made again for targets that have it', async () => {
    await push('again');
    const [one, other] = [
      await overlay('again', { to: ['a/x:1'] }),
      await overlay('again', { to: ['b/x:1'] }),
    ];
    const digests = [one, other].map(({ prepared }) => prepared?.overlay.root.digest);
    expect(digests[0]).toBe(digests[1]);
    const client = clientOf();
    const third = await overlay('again', { to: ['a/x:1'], client });
    expect(third.targets).toEqual([expect.objectContaining({ state: 'unchanged', digest: digests[0] })]);
    expect(third.prepared).toBeUndefined();
    expect(client.statistics.requests).toBeLessThanOrEqual(4);
    expect(client.statistics.bytesUp).toBe(0);
    // Another image that claims to be of the same inputs is not believed where ours is at hand.
    const { prepared: made } = one;
    const root = JSON.parse(made?.overlay.root.bytes.toString() ?? '{}') as { annotations: object };
    const claim = { ...root, annotations: { ...root.annotations, by: 'mallory' } };
    const mediaType = made?.overlay.root.mediaType ?? '';
    await client.putManifest('a/x', '1', { bytes: Buffer.from(JSON.stringify(claim)), mediaType });
    expect((await overlay('again', { to: ['a/x:1'] })).targets).toMatchObject([{ state: 'unchanged' }]);
    const confirmed = await overlay('again', { to: ['a/x:1'], ...(made && { made }) });
    expect(confirmed.targets).toEqual([expect.objectContaining({ state: 'pushed', digest: digests[0] })]);
    const changed = await overlay('again', { to: ['a/x:1'], brand: await sampleBrand({ name: 'Acme' }) });
    expect(changed.targets).toEqual([expect.objectContaining({ state: 'pushed' })]);
  });

  it('shares one layer between platforms whose files are the same, and leaves out statements about the base', async () => {
    await push('shared');
    const { prepared } = await overlay('shared');
    expect(prepared?.overlay.images.map(({ platform }) => platform)).toEqual([
      'linux/amd64',
      'linux/arm64/v8',
    ]);
    expect(prepared?.overlay.layers).toHaveLength(1);
    const index = JSON.parse(prepared?.overlay.root.bytes.toString() ?? '{}') as {
      manifests: { platform: { os: string } }[];
    };
    expect(index.manifests.map(({ platform }) => platform.os)).toEqual(['linux', 'linux']);
    const only = await overlay('shared', { platforms: ['linux/arm64'], to: ['brand/arm:1'] });
    expect(only.prepared?.overlay.images).toHaveLength(1);
  });

  it('loses no target to one that fails', async () => {
    await push('partly');
    const { targets } = await overlay('partly', { to: ['fine/x:1', '127.0.0.1:9/nobody/there:1'] });
    expect(targets).toEqual([
      expect.objectContaining({ state: 'pushed' }),
      { reference: expect.any(String), error: expect.objectContaining({ code: 'registry-unreachable' }) },
    ]);
  });

  it('is refused without a ground where the licence of the release asks for one, and nothing is written', async () => {
    await push('unlicensed');
    const sample = await sampleBrand();
    const { licence: _licence, ...brand } = sample.brand;
    await expect(overlay('unlicensed', { brand: { ...sample, brand } })).rejects.toMatchObject({
      code: 'licence-ground-missing',
    });
    await expect(clientOf().headManifest('brand/unlicensed', '1')).resolves.toBeUndefined();
  });
});
