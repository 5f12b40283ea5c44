import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Report } from '@livery/contracts';
import { parseManifest, RegistryClient } from '@livery/images';
import { describeWith } from '../requirements';
import type { RunActionResult } from '../runner-harness';
import { FaultProxy } from '../support/faultProxy';
import { answer, cutAnswerAfter, mountBecomesUpload } from '../support/faults';
import { Registry } from '../support/registry';
import { pushSyntheticImage } from '../support/syntheticImage';
import { TokenServer } from '../support/tokenServer';
import { ActionLab, ending, errorsOf } from './ActionLab';

const PASSWORD = 'canary-Pa55word';
const HTML = `<html><body>${'Bad Gateway '.repeat(50)}</body></html>`;
const BLOBS = /\/acme\/hour\/blobs\/uploads\/./;
const MANIFESTS = /\/acme\/hour\/manifests\/sha256/;

/** What users of the actions that there are today wait for, each with the place where they say so. */
describeWith(['docker-registry', 'openssl', 'skopeo'], 'What people ask of actions that push images:', () => {
  let lab: ActionLab;
  let open: Registry;
  let closed: Registry;
  let tokens: TokenServer;
  let tokenProxy: FaultProxy;
  let proxy: FaultProxy;
  /** One overlay, in an hour in which everything goes wrong once. */
  let hour: RunActionResult;
  let report: Report;
  let uploads: number;

  beforeAll(async () => {
    lab = new ActionLab();
    open = await Registry.start();
    tokens = await TokenServer.start({ users: { robot: PASSWORD } });
    tokenProxy = await FaultProxy.start(new URL(tokens.realm).origin);
    const { auth } = tokens;
    closed = await Registry.start({
      auth: auth.kind === 'token' ? { ...auth, realm: `http://${tokenProxy.host}/token` } : auth,
    });
    proxy = await FaultProxy.start(open.url);
    await pushSyntheticImage(open.host, 'open/app', '1', { sizeBytes: 50_000, scripts: 1 });

    proxy.add({ path: /\/open\/app\/blobs\//, times: 1 }, cutAnswerAfter(100));
    proxy.add({ method: 'PUT', path: BLOBS, times: 1 }, answer(502, { 'content-type': 'text/html' }, HTML));
    const limit = 'retry-after: 12.5ms, allowed: 2000/minute';
    proxy.add({ method: 'PUT', path: MANIFESTS, times: 1 }, answer(429, {}, limit));
    proxy.add({ method: 'PUT', path: MANIFESTS, times: 1, after: 1 }, answer(500));
    proxy.add({ path: /\/acme\/hour\/manifests\/latest/, times: 1 }, answer(503));
    hour = await overlay(`${proxy.host}/open/app:1`, `${proxy.host}/acme/hour`);
    report = lab.report(hour);
    uploads = proxy.requests.filter(({ method, target }) => method === 'PUT' && BLOBS.test(target)).length;
  });
  afterEach(() => {
    proxy.reset();
    tokenProxy.reset();
  });
  afterAll(async () => {
    const servers = [open, closed, tokens, tokenProxy, proxy];
    await Promise.all(servers.map(server => server.stop()));
    lab.remove();
  });

  const overlay = (source: string, targets: string, inputs: Record<string, string> = {}) =>
    lab.run({ inputs: { source, targets, ...inputs } });

  const raw = (reference: string) =>
    JSON.parse(
      execFileSync('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`], {
        encoding: 'utf8',
      }),
    ) as {
      annotations?: Record<string, string>;
      manifests: { digest: string; platform: { os: string; architecture: string } }[];
    };

  it('build-push-action#719: a push that fails for a moment is tried again, and only what failed is sent again', () => {
    expect(ending(hour)).toEqual({ conclusion: 'success' });
    // A layer, the configurations of two platforms, and again the one that was answered with 502.
    expect(uploads).toBe(4);
  });

  it('a registry that answers 500 to the first pushes of a new package gets the manifest again', () => {
    expect(raw(`${open.host}/acme/hour:latest`).manifests).toHaveLength(2);
  });

  it('an upload that ends in 502 and a page of HTML is done again, and the page is in no log', () => {
    expect(hour.log).not.toContain('<html>');
  });

  it('a limit whose rest is told in the body, in fractions of a second, is waited for', () => {
    expect(hour.stages[0]?.durationMs).toBeLessThan(15_000);
  });

  it('login-action#750: a login that fails for a moment is tried again, and one that is refused is not', async () => {
    tokenProxy.add({ times: 1 }, answer(503));
    const logins = `- registry: ${closed.host}\n  username: robot\n  password: ${PASSWORD}`;
    const right = await overlay(`${open.host}/open/app:1`, `${closed.host}/acme/chat:1`, { logins });
    expect(ending(right)).toEqual({ conclusion: 'success' });
    tokenProxy.reset();
    const wrong = await overlay(`${open.host}/open/app:1`, `${closed.host}/acme/chat:2`, {
      logins: logins.replace(PASSWORD, 'wrong-password'),
    });
    expect(ending(wrong, 'failure')).toEqual({ conclusion: 'failure' });
    expect(tokenProxy.requests.length).toBeLessThanOrEqual(4);
  });

  it('login-action#862: an error says who asked', async () => {
    proxy.add({ path: /\/open\/app\/manifests/ }, answer(403));
    const nobody = await overlay(`${proxy.host}/open/app:1`, `${open.host}/acme/who:1`);
    expect(errorsOf(nobody)).toEqual([expect.stringContaining('no credentials')]);
  });

  it('build-push-action#900: no platform is unknown/unknown, and statements about the base are not passed on', () => {
    const platforms = raw(`${open.host}/acme/hour:latest`).manifests.map(
      ({ platform }) => platform.architecture,
    );
    expect(platforms).toEqual(['amd64', 'arm64']);
    expect(raw(`${open.host}/open/app:1`).manifests).toHaveLength(4);
  });

  it('build-push-action#1287: all platforms are branded and pushed in one step, under one digest', () => {
    const image = report.images?.[0];
    expect(image?.perPlatform.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64/v8']);
    expect(new Set(image?.targets.map(({ digest }) => digest))).toEqual(new Set([hour.outputs.digest]));
  });

  it('metadata-action#332: annotations are on the index and on each manifest, without a word in the workflow', async () => {
    const client = new RegistryClient({ registry: open.host });
    const parsed = parseManifest('it', await client.getManifest('acme/hour', 'latest'));
    const children = parsed.kind === 'index' ? parsed.index.manifests : [];
    const documents = await Promise.all(
      children.map(async ({ digest }) => parseManifest('it', await client.getManifest('acme/hour', digest))),
    );
    client.close();
    const annotations = [parsed, ...documents].map(
      document => (document.kind === 'index' ? document.index : document.manifest).annotations,
    );
    expect(annotations).toHaveLength(3);
    for (const own of annotations) {
      expect(own).toMatchObject({
        'org.opencontainers.image.title': 'Meridian Chat',
        'org.opencontainers.image.base.digest': expect.stringMatching(/^sha256:/) as string,
      });
    }
  });

  it('metadata-action#405: a repository is written in lower case, a tag is not, and the log says so', async () => {
    const result = await overlay(`${open.host}/open/app:1`, `${open.host}/ACME/Chat:RC1`);
    expect(ending(result)).toEqual({ conclusion: 'success' });
    expect(result.outputs.tags).toBe(`${open.host}/acme/chat:RC1`);
    expect(result.log).toContain(`${open.host}/ACME/Chat is pushed as ${open.host}/acme/chat`);
  });

  it('build-push-action#545: without any cache of a runner, a second run reads two manifests and is done', async () => {
    const seen = proxy.requests.length;
    const again = await overlay(`${proxy.host}/open/app:1`, `${proxy.host}/acme/hour`, {});
    expect(again.outputs).toMatchObject({ skipped: 'true', digest: hour.outputs.digest });
    expect(proxy.requests.length - seen).toBeLessThanOrEqual(4);
  });

  it('build-push-action#53: nobody is logged in when the step is over', () => {
    expect(existsSync(lab.at('docker'))).toBe(false);
    expect(lab.leftBehind()).toEqual([]);
  });

  it('build-push-action#396: a repository whose name is a secret does not take the digest out of the outputs', async () => {
    const result = await lab.run({
      inputs: { source: `${open.host}/open/app:1`, targets: `${open.host}/acme/hidden:1` },
      secrets: ['acme/hidden'],
    });
    expect(result.jobOutputs.digest).toMatch(/^sha256:/);
    expect(result.jobOutputs.image).toBeUndefined();
  });

  it('a registry that takes over no layer is named, with the setting that would help', async () => {
    proxy.add({ method: 'POST', path: /mount=/ }, mountBecomesUpload);
    const result = await overlay(`${proxy.host}/open/app:1`, `${proxy.host}/acme/slow:1`);
    expect(ending(result)).toEqual({ conclusion: 'success' });
    expect(result.outputs['bytes-mounted']).toBe('0');
    expect(result.summary).toMatch(/127\.0\.0\.1:\d+ took over none of \d+ layers/);
  });
});
