import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ImageConfig } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { pushSyntheticImage, type SyntheticImageOptions } from '@livery/test/support/syntheticImage';
import { hasZstd, type LayerEntry } from '@livery/test/support/syntheticLayer';
import type { Step } from '@livery/test/support/syntheticSteps';
import { memoryLayerIndex } from './layerIndex';
import { type LabInput, OverlayLab, sampleBrand } from './testing';

const small = { architectures: ['amd64'], withoutIndex: true, scripts: 1, sizeBytes: 100_000 };
const INDEX = 'app/build/index.html';
const ENV = 'app/backend/open_webui/env.py';

/** Changes the entries of every layer, or the lines of the history. */
const withEntries =
  (change: (entries: readonly LayerEntry[], line: string) => readonly LayerEntry[]) =>
  (steps: readonly Step[]) =>
    steps.map(step => (step.entries ? { ...step, entries: change(step.entries, step.line) } : step));
const withLines = (change: (line: string) => string) => (steps: readonly Step[]) =>
  steps.map(step => ({ ...step, line: change(step.line) }));
const onTop =
  (line: string, entries: (of: (path: string) => LayerEntry) => LayerEntry[]) => (steps: readonly Step[]) => {
    const all = steps.flatMap(step => step.entries ?? []);
    const of = (name: string) => {
      const entry = all.findLast(own => own.path === name);
      if (!entry) {
        throw new Error(`The synthetic image has no ${name}.`);
      }
      return entry;
    };
    return [...steps, { line, entries: entries(of) }];
  };
const folderEntry = (name: string, mode = 0o2770): LayerEntry => ({
  path: `${name}/`,
  mode,
  uid: 1001,
  gid: 1001,
});

describeWith(['docker-registry', 'skopeo', 'umoci'], 'A branded image', () => {
  const lab = new OverlayLab();
  let registry: Registry;
  let second: Registry;

  beforeAll(async () => {
    [registry, second] = await Promise.all([Registry.start(), Registry.start()]);
  });
  afterAll(async () => {
    lab.clear();
    await Promise.all([registry.stop(), second.stop()]);
  });

  function push(name: string, options: SyntheticImageOptions = {}) {
    return pushSyntheticImage(registry.host, `base/${name}`, '1', { ...small, ...options });
  }

  const at = (text: string) => `${registry.host}/${text}`;

  async function brand(name: string, given: LabInput & { to?: string; base?: string } = {}) {
    const { to = at(`brand/${name}:1`), base = at(`base/${name}:1`), ...input } = given;
    const { targets, ...outcome } = await lab.overlay(base, [to], input);
    expect(targets).toEqual([expect.objectContaining({ state: 'pushed' })]);
    return { ...outcome, top: await lab.topLayer(to) };
  }

  const textOf = (top: { read(name: string): Buffer }, name: string) => top.read(name).toString();

  it.each<[string, SyntheticImageOptions['change']]>([
    [
      'names the wrong layers',
      withLines(line =>
        line.startsWith('COPY')
          ? 'RUN make'
          : line.startsWith('RUN /bin/sh -c chmod')
            ? 'COPY x /app/x # buildkit'
            : line,
      ),
    ],
    [
      'hides the layer of the front end',
      withLines(line => (line.includes('/app/build') ? 'RUN make front-end' : line)),
    ],
    [
      'hides the layer of the back end',
      withLines(line =>
        line.includes('./backend')
          ? 'RUN make back-end'
          : line.startsWith('COPY /app/build')
            ? 'RUN x'
            : line,
      ),
    ],
    [
      'does not fit the layers',
      steps =>
        steps
          .map((step, index) => (index === 0 ? { ...step, line: '' } : step))
          .concat({ line: 'COPY x /app', entries: [folderEntry('app')] }),
    ],
    ['says nothing', withLines(() => '')],
  ])('is right where the history of its base %s', async (name, change) => {
    const label = `history-${name.replaceAll(' ', '-')}`;
    await push(label, change ? { change } : {});
    const { top, prepared } = await brand(label);
    expect(textOf(top, INDEX)).toContain('<title>Meridian Chat</title>');
    expect(textOf(top, ENV)).not.toContain('(Open WebUI)');
    expect(prepared?.report.totals.residue).toBe(0);
  });

  it('has the owners and modes of a folder that only an early WORKDIR names, on every platform', async () => {
    const isApp = ({ path: name }: LayerEntry) => name === 'app/' || name === 'app/backend/';
    await push('workdir', {
      architectures: ['amd64', 'arm64'],
      withoutIndex: false,
      change: withEntries((entries, line) =>
        line.startsWith('WORKDIR') ? entries : entries.filter(entry => !isApp(entry)),
      ),
    });
    const { top, prepared } = await brand('workdir');
    for (const folder of ['app', 'app/backend', 'app/build']) {
      expect([folder, top.names.get(folder)]).toEqual([
        folder,
        expect.objectContaining({ mode: 'drwxrws---', owner: '1001/1001' }),
      ]);
    }
    // One layer for both: neither has other folders.
    expect(prepared?.overlay.layers).toHaveLength(1);
  });

  it('is the same with the layers known and with none known', async () => {
    // A layer of folders alone says nothing of files, and decides who may write.
    await push('known', {
      change: onTop('RUN /bin/sh -c chmod 2775 /app/build # buildkit', () => [
        folderEntry('app'),
        folderEntry('app/build', 0o2775),
      ]),
    });
    const layerIndex = memoryLayerIndex();
    const cold = await brand('known', { layerIndex });
    const warm = await brand('known', { layerIndex, to: at('brand/warm:1') });
    expect(warm.prepared?.overlay.root.digest).toBe(cold.prepared?.overlay.root.digest);
    expect(warm.top.names.get('app/build')?.mode).toBe('drwxrwsr-x');
    expect(warm.statistics.requests).toBeLessThan(cold.statistics.requests);
    // 12 of them take the layers of the base over.
    expect(warm.statistics.requests).toBeLessThanOrEqual(27);
  });

  it('leaves deleted files deleted, and takes the modes that a later step gave', async () => {
    await push('whiteout', {
      change: onTop(
        'RUN /bin/sh -c rm /app/build/manifest.json && chmod 600 /app/build/index.html # buildkit',
        of => [
          folderEntry('app'),
          folderEntry('app/build'),
          { ...of(INDEX), mode: 0o600 },
          { path: 'app/build/.wh.opensearch.xml', mode: 0o644, uid: 0, gid: 0 },
        ],
      ),
    });
    const { top } = await brand('whiteout');
    expect(top.names.get(INDEX)).toMatchObject({ mode: '-rw-------', owner: '1001/1001' });
    // What the base deleted, in the same step and in an earlier one, is in no layer of ours.
    expect([...top.names.keys()].filter(name => /opensearch\.xml|obsolete\.py/.test(name))).toEqual([]);
    expect(top.names.get('app/backend/open_webui/static/favicon.png')?.mode).toBe('-rw-rw-r--');
  });

  it('brands every name of a hard link, also where a later step has written one of them anew', async () => {
    const names = ['app/build/favicon.png', 'app/build/static/favicon.png'];
    await push('links', {
      change: onTop('RUN /bin/sh -c chmod 600 /app/build/favicon.png # buildkit', of => [
        folderEntry('app'),
        folderEntry('app/build'),
        { ...of('app/build/favicon.png'), mode: 0o600 },
      ]),
    });
    const { top } = await brand('links');
    const [one, other] = names.map(name => top.read(name));
    expect(other).toEqual(one);
    expect(names.map(name => top.names.get(name)?.mode)).toEqual(['-rw-------', '-rw-rw----']);
  });

  it('has a new time on every file that changed, and another one for another brand', async () => {
    await push('time');
    const first = await brand('time');
    const other = await brand('time', { to: at('brand/time:2'), brand: await sampleBrand({ name: 'Acme' }) });
    const timesOf = ({ top }: typeof first) =>
      new Set([...top.names].filter(([, { mode }]) => mode.startsWith('-')).map(([, { time }]) => time));
    expect(timesOf(first).size).toBe(1);
    expect(timesOf(other).size).toBe(1);
    const [[one], [two]] = [[...timesOf(first)], [...timesOf(other)]];
    expect(two).not.toBe(one);
    expect(Date.parse(`${one}Z`)).toBeGreaterThan(Date.parse('2023-11-14T22:13:20Z'));
    // Folders are as they were.
    expect(first.top.names.get('app')?.time).toBe('2023-11-14 22:13:20');
  });

  it('needs no other layer where only labels and variables are other', async () => {
    await push('config');
    const first = await brand('config');
    const other = await brand('config', {
      to: at('brand/config:2'),
      labels: { 'org.example.team': 'chat' },
      environment: { PORT: '9090', NEW: 'a=b' },
    });
    expect(other.top.digest).toBe(first.top.digest);
    const overlay = other.prepared?.overlay;
    expect(overlay?.root.digest).not.toBe(first.prepared?.overlay.root.digest);
    const { config, history, rootfs } = ImageConfig.parse(
      JSON.parse(overlay?.images[0]?.config.toString() ?? ''),
    );
    expect(config?.Env).toEqual([
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'WEBUI_BUILD_VERSION=demo',
      'PORT=9090',
      'NEW=a=b',
    ]);
    expect(config?.Labels).toMatchObject({
      'org.example.team': 'chat',
      'org.opencontainers.image.title': 'Meridian Chat',
    });
    expect(config).toMatchObject({
      User: '1001:1001',
      Cmd: ['bash', 'start.sh'],
      WorkingDir: '/app/backend',
    });
    expect(history?.filter(step => step.empty_layer !== true)).toHaveLength(rootfs.diff_ids.length);
  });

  it('says what it was made from, also where the base was given by its digest', async () => {
    const { root } = await push('digest');
    const tagged = await brand('digest');
    const pinned = await brand('digest', {
      base: at(`base/digest@${root.digest}`),
      to: at('brand/pinned:1'),
    });
    expect(pinned.top.digest).toBe(tagged.top.digest);
    const labels = [tagged, pinned].map(({ prepared }) => {
      const config = ImageConfig.parse(JSON.parse(prepared?.overlay.images[0]?.config.toString() ?? ''));
      return config.config?.Labels ?? {};
    });
    expect(labels.map(own => own['org.opencontainers.image.base.digest'])).toEqual([
      root.digest,
      root.digest,
    ]);
    expect(labels[0]?.['org.opencontainers.image.base.name']).toBe(at('base/digest:1'));
    expect(labels[1]?.['org.opencontainers.image.base.name']).toBe(at('base/digest'));
  });

  it(`${hasZstd ? 'reads layers that are packed with zstd' : 'refuses layers that are packed with zstd on a Node without it'}`, async () => {
    if (!hasZstd) {
      // Nobody can make such an image here; that it would be refused is in the tests of readLayer.
      return;
    }
    await push('zstd', { compression: 'zstd' });
    const { top } = await brand('zstd');
    expect(textOf(top, INDEX)).toContain('<title>Meridian Chat</title>');
    expect(
      (await lab.manifestOf(at('brand/zstd:1'))).layers.map(({ mediaType }) => mediaType.split('.').at(-1)),
    ).toContain('tar+gzip');
  });

  it('is made for the platform that was asked for, from an index of several', async () => {
    await push('platforms', { architectures: ['amd64', 'arm64'], withoutIndex: false });
    const { prepared } = await brand('platforms', { platforms: ['linux/arm64'] });
    const index = JSON.parse(lab.raw(at('brand/platforms:1'))) as { manifests: { platform: object }[] };
    expect(index.manifests.map(({ platform }) => platform)).toEqual([
      { architecture: 'arm64', os: 'linux', variant: 'v8' },
    ]);
    expect(prepared?.overlay.images).toHaveLength(1);
  });

  it('comes to a second, empty registry as it is in the first', async () => {
    await push('copied', { architectures: ['amd64', 'arm64'], withoutIndex: false });
    const to = `${second.host}/brand/copied:1`;
    await lab.overlay(at('base/copied:1'), [at('brand/copied:1'), to]);
    expect(lab.raw(to)).toBe(lab.raw(at('brand/copied:1')));
    const [one, other] = [lab.unpack(at('brand/copied:1')), lab.unpack(to, 'arm64')];
    expect(readFileSync(path.join(other, INDEX), 'utf8')).toBe(readFileSync(path.join(one, INDEX), 'utf8'));
    expect(execFileSync('ls', [path.join(other, 'app/build')]).toString()).not.toBe('');
  });
});
