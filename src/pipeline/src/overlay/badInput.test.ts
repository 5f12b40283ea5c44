import { readdirSync } from 'node:fs';
import path from 'node:path';
import { blobOf, contentDigestOf, mediaTypes, RegistryClient } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { createSyntheticImage, type SyntheticImageOptions } from '@livery/test/support/syntheticImage';
import { type LabInput, OverlayLab } from './testing';

const small = { architectures: ['amd64'], withoutIndex: true, scripts: 1, sizeBytes: 50_000 };
const { oci } = mediaTypes;

describeWith(['docker-registry', 'skopeo'], 'An image that cannot be branded', () => {
  const lab = new OverlayLab();
  let registry: Registry;
  let locked: Registry;
  let client: RegistryClient;

  beforeAll(async () => {
    registry = await Registry.start();
    locked = await Registry.start({ auth: { kind: 'htpasswd', users: { acme: 'password' } } });
    client = new RegistryClient({ registry: registry.host });
  });
  afterAll(async () => {
    lab.clear();
    client.close();
    await Promise.all([registry.stop(), locked.stop()]);
  });

  async function pushSynthetic(name: string, options: SyntheticImageOptions = {}) {
    const image = await createSyntheticImage({ ...small, ...options });
    await image.push(client, `base/${name}`, '1');
    return image;
  }

  async function pushDocument(name: string, mediaType: string, document: object) {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...document }));
    await client.putManifest(`base/${name}`, '1', { mediaType, bytes });
  }

  async function describeBlob(name: string, mediaType: string, bytes: Buffer) {
    await client.pushBlob(`base/${name}`, blobOf(bytes));
    return { mediaType, digest: contentDigestOf(bytes), size: bytes.length };
  }

  /** An image of one layer, of which only the documents matter. */
  async function pushSmall(name: string, config: object, layerType: string) {
    const layer = await describeBlob(name, layerType, Buffer.from('layer'));
    const document = {
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
      ...config,
    };
    await pushDocument(name, oci.manifest, {
      config: await describeBlob(name, oci.config, Buffer.from(JSON.stringify(document))),
      layers: [layer],
    });
  }

  const written = (of: Registry) => {
    try {
      return readdirSync(path.join(of.storage, 'docker/registry/v2/repositories/brand'));
    } catch {
      return [];
    }
  };

  type Case = [
    name: string,
    push: (name: string) => Promise<unknown>,
    error: { code: string; message: RegExp },
    given?: LabInput,
  ];

  const cases: Case[] = [
    [
      'another app',
      name =>
        pushSynthetic(name, {
          change: steps =>
            steps.map(step => ({
              ...step,
              ...(step.entries && {
                entries: step.entries.map(entry =>
                  entry.path === 'app/package.json'
                    ? { ...entry, content: Buffer.from('{"name":"chess","version":"1.0.0"}') }
                    : entry,
                ),
              }),
            })),
        }),
      { code: 'source-unrecognised', message: /open-webui/ },
    ],
    [
      'no app at all',
      name => pushSynthetic(name, { change: steps => steps.slice(0, 3) }),
      { code: 'image-invalid', message: /has no \/app\/package\.json, so it is not an image of the app/ },
    ],
    [
      'Windows',
      name => pushSmall(name, { os: 'windows' }, oci.layerGzip),
      { code: 'image-invalid', message: /is for windows/ },
    ],
    [
      'a layer that may not be passed on',
      name => pushSmall(name, {}, 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'),
      { code: 'image-invalid', message: /nondistributable/ },
    ],
    [
      'a layer of a type that nobody knows',
      name => pushSmall(name, {}, 'application/vnd.in-toto+json'),
      { code: 'image-invalid', message: /of the type application\/vnd\.in-toto\+json/ },
    ],
    [
      'more layers than its configuration says',
      name => pushSmall(name, { rootfs: { type: 'layers', diff_ids: [] } }, oci.layerGzip),
      { code: 'image-invalid', message: /has 1 layers and its configuration 0/ },
    ],
    [
      'an index in an index',
      async name => {
        const { root } = await pushSynthetic(name, { withoutIndex: false });
        const inner = { mediaType: root.mediaType, digest: root.digest, size: root.bytes.length };
        await pushDocument(name, oci.index, {
          manifests: [{ ...inner, platform: { os: 'linux', architecture: 'amd64' } }],
        });
      },
      { code: 'image-invalid', message: /index holds another index/ },
    ],
    [
      'an empty index',
      name => pushDocument(name, oci.index, { manifests: [] }),
      { code: 'image-invalid', message: /its index is empty/ },
    ],
    [
      'a layer with a path that leads out of it',
      name =>
        pushSynthetic(name, {
          change: steps => [
            ...steps,
            {
              line: 'RUN evil',
              entries: [
                { path: '../../etc/cron.d/evil', mode: 0o644, uid: 0, gid: 0, content: Buffer.from('x') },
              ],
            },
          ],
        }),
      { code: 'image-invalid', message: /"\.\.\/\.\.\/etc\/cron\.d\/evil" leads out of the image/ },
    ],
    [
      'another platform',
      name => pushSynthetic(name),
      { code: 'image-invalid', message: /not made for linux\/s390x/ },
      { platforms: ['linux/s390x'] },
    ],
    ['nothing there', () => Promise.resolve(), { code: 'image-not-found', message: /base\/nothing-there/ }],
  ];

  it.each(cases)(
    'is refused with a reason, and nothing is written: %s',
    async (label, push, error, given = {}) => {
      const name = label.toLowerCase().replaceAll(' ', '-');
      await push(name);
      const run = lab.overlay(`${registry.host}/base/${name}:1`, [`${registry.host}/brand/x:1`], given);
      await expect(run).rejects.toMatchObject({
        name: 'LiveryError',
        code: error.code,
        message: expect.stringMatching(error.message) as string,
        hint: expect.stringMatching(/\.$/) as string,
      });
      expect(written(registry)).toEqual([]);
    },
  );

  it('goes nowhere where nobody let us in, and the others get it', async () => {
    await pushSynthetic('fine');
    const [here, there] = [`${registry.host}/fine/x:1`, `${locked.host}/brand/x:1`];
    const { targets } = await lab.overlay(`${registry.host}/base/fine:1`, [there, here]);
    expect(targets).toEqual([
      { reference: there, error: expect.objectContaining({ code: 'registry-denied' }) as object },
      expect.objectContaining({ reference: here, state: 'pushed' }),
    ]);
    expect(written(locked)).toEqual([]);
  });
});
