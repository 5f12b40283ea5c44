import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { toLiveryError } from '@livery/contracts';
import { fixedCredentials, type Overlay, pushOverlay, RegistryClient, Secret } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { BadHour } from '@livery/test/support/badHour';
import { type Fault, type FaultMatch, FaultProxy } from '@livery/test/support/faultProxy';
import {
  alterByte,
  answer,
  cutAnswerAfter,
  cutRequestAfter,
  cutRequestThrough,
  loseAnswer,
  mountBecomesUpload,
  rewrite,
  truncateTo,
} from '@livery/test/support/faults';
import { Registry } from '@livery/test/support/registry';
import { createSyntheticImage } from '@livery/test/support/syntheticImage';
import { OverlayLab } from './testing';

const CANARY = 'canary-4711-password';
const WRONG = `sha256:${'0'.repeat(64)}`;
const uploads = { path: /\/brand\/\w+\/blobs\/uploads\// };
const manifests = { path: /\/brand\/\w+\/manifests\//, method: 'PUT' };
const byDigest = { path: /\/brand\/\w+\/manifests\/sha256:/, method: 'PUT' };
const tag = { path: /\/brand\/\w+\/manifests\/1$/, method: 'PUT' };
const baseLayers = { path: /\/base\/app\/blobs\/sha256:/, method: 'GET' };
const mounts = { path: /\/brand\/\w+\/blobs\/uploads\/\?mount=/, method: 'POST' };
const once = { times: 1 };

/** What goes wrong, and what becomes of it: the image is pushed all the same, or there is one error. */
const cases: [name: string, faults: [FaultMatch, Fault][], outcome: string][] = [
  ['an upload is cut', [[{ ...uploads, method: 'PUT', ...once }, cutRequestThrough(500)]], 'pushed'],
  [
    'two uploads are cut before the registry sees them',
    [[{ ...uploads, method: 'PUT', times: 2 }, cutRequestAfter(100)]],
    'pushed',
  ],
  ['the answer to an upload is lost', [[{ ...uploads, method: 'PUT', ...once }, loseAnswer]], 'pushed'],
  ['the registry wants a rest', [[{ ...uploads, times: 3 }, answer(429, { 'retry-after': '0' })]], 'pushed'],
  [
    'the registry lets nobody in once',
    [[{ ...manifests, ...once }, answer(401, { 'www-authenticate': 'Basic realm="x"' })]],
    'pushed',
  ],
  ['a manifest fails once', [[{ ...byDigest, ...once }, answer(500)]], 'pushed'],
  ['the answer to the tag is lost', [[{ ...tag, ...once }, loseAnswer]], 'pushed'],
  ['no layer is taken over', [[mounts, mountBecomesUpload]], 'pushed'],
  ['the base is cut while it is read', [[{ ...baseLayers, times: 2 }, cutAnswerAfter(1000)]], 'pushed'],
  [
    'every upload is refused',
    [[{ ...uploads, method: 'POST' }, answer(403, {}, `{"errors":[{"code":"DENIED"}]}`)]],
    'registry-denied',
  ],
  ['every upload is cut', [[{ ...uploads, method: 'PUT' }, cutRequestAfter(100)]], 'registry-unreachable'],
  [
    'the registry wants a rest for ever',
    [[byDigest, answer(429, { 'retry-after': '0' })]],
    'registry-limited',
  ],
  ['every manifest fails', [[byDigest, answer(500)]], 'registry-failed'],
  ['the tag cannot be moved', [[tag, answer(500)]], 'registry-failed'],
  [
    'the registry keeps another blob than was sent',
    [[{ ...uploads, method: 'PUT' }, rewrite({ headers: { 'docker-content-digest': WRONG } })]],
    'digest-mismatch',
  ],
  [
    'the registry keeps another manifest than was sent',
    [[byDigest, rewrite({ headers: { 'docker-content-digest': WRONG } })]],
    'digest-mismatch',
  ],
  ['a layer of the base is not what it says', [[baseLayers, alterByte(200)]], 'digest-mismatch'],
  ['a layer of the base is short', [[baseLayers, truncateTo(200)]], 'registry-failed'],
];

describeWith(['docker-registry', 'skopeo'], 'A push in a bad hour', () => {
  const lab = new OverlayLab();
  let registry: Registry;
  let proxy: FaultProxy;
  let overlay: Overlay;
  let before: string;

  beforeAll(async () => {
    registry = await Registry.start();
    proxy = await FaultProxy.start(registry.url);
    const client = new RegistryClient({ registry: registry.host });
    const small = { architectures: ['amd64'], withoutIndex: true, scripts: 1, sizeBytes: 100_000 };
    const image = await createSyntheticImage(small);
    await image.push(client, 'base/app', '1');
    // Every target has had another image before. None has a blob of the new one.
    for (const index of cases.keys()) {
      await client.pushBlob(`brand/x${index}`, BadHour.config);
      await client.putManifest(`brand/x${index}`, '1', BadHour.manifest);
    }
    const made = await lab.overlay(`${registry.host}/base/app:1`, [], { client });
    overlay = made.prepared?.overlay as Overlay;
    client.close();
    before = lab.raw(`${registry.host}/brand/x0:1`);
    expect(before).toContain('schemaVersion');
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    lab.clear();
    await proxy.stop();
    await registry.stop();
  });

  it.each(cases.map(([name, faults, outcome], index) => ({ name, faults, outcome, index })))(
    'when $name: $outcome',
    async ({ faults, outcome, index }) => {
      faults.forEach(([match, fault]) => proxy.add(match, fault));
      const client = new RegistryClient({
        registry: proxy.host,
        credentials: fixedCredentials(proxy.host, {
          kind: 'password',
          username: 'acme',
          password: new Secret(CANARY),
        }),
        retry: { tries: 3, firstWaitMs: 2, longestWaitMs: 10 },
        stallMs: 1000,
      });
      // The image is made once; where reading it is what goes wrong, it is made again.
      const push = faults.some(([match]) => match === baseLayers || match.path === baseLayers.path)
        ? lab
            .overlay(`${proxy.host}/base/app:1`, [`${proxy.host}/brand/x${index}:1`], { client })
            .then(({ targets: [result] }) => result)
        : pushOverlay(
            overlay,
            { client, repository: 'base/app' },
            { client, repository: `brand/x${index}` },
            ['1'],
          );
      const error = await push.then(
        () => undefined,
        (reason: unknown) => toLiveryError(reason),
      );
      client.close();
      const after = lab.raw(`${registry.host}/brand/x${index}:1`);
      if (outcome === 'pushed') {
        expect(error).toBeUndefined();
        // The rest of a manifest names the host, which is the proxy's where the base was read again.
        expect(after).toContain(overlay.layers[0]?.digest);
        expect(JSON.parse(after)).toMatchObject({ schemaVersion: 2 });
        return;
      }
      expect(error).toMatchObject({
        code: outcome,
        message: expect.stringMatching(/\.$/) as string,
        hint: expect.stringMatching(/./) as string,
      });
      expect(after).toBe(before);
      const told = `${inspect(error, { depth: 9 })}${error?.toParagraph()}`;
      expect(told).not.toContain(CANARY);
      expect(told).not.toContain(Buffer.from(`acme:${CANARY}`).toString('base64'));
      // One paragraph, not a heap of them.
      expect(error?.message.length).toBeLessThan(1000);
    },
  );

  it('writes nothing at all where the base cannot be read', async () => {
    proxy.add(baseLayers, alterByte(200));
    const client = new RegistryClient({ registry: proxy.host, retry: { tries: 1 } });
    const run = lab.overlay(`${proxy.host}/base/app:1`, [`${proxy.host}/brand/never:1`], { client });
    await expect(run).rejects.toMatchObject({ code: 'digest-mismatch' });
    client.close();
    expect(proxy.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    expect(existsSync(path.join(registry.storage, 'docker/registry/v2/repositories/brand/never'))).toBe(
      false,
    );
  });
});
