import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Report } from '@livery/contracts';
import { describeWith } from '@livery/test/requirements';
import { Engines } from '@livery/test/support/engines';
import { Registry } from '@livery/test/support/registry';
import { runLivery } from './testing';

const root = path.join(__dirname, '../../..');
const PASSWORD = 'canary-Pa55-word';
const { PATH, REGISTRY_AUTH_FILE } = process.env;

describeWith(['buildah', 'docker-registry', 'htpasswd', 'skopeo', 'umoci'], 'livery build', () => {
  let engines: Engines;
  let open: Registry;
  let closed: Registry;
  let folder: string;
  beforeAll(async () => {
    engines = new Engines();
    engines.addPodman('buildah');
    [open, closed] = await Promise.all([
      Registry.start(),
      Registry.start({ auth: { kind: 'htpasswd', users: { robot: PASSWORD } } }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([engines.stop(), open.stop(), closed.stop()]);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    cpSync(path.join(root, 'profiles/open-webui/fixture/upstream'), at('source'), { recursive: true });
    mkdirSync(at('source/.git'));
    writeFileSync(at('source/.git/canary'), '');
    process.env.PATH = engines.path;
    process.env.REGISTRY_AUTH_FILE = at('auth.json');
    const auth = Buffer.from(`robot:${PASSWORD}`).toString('base64');
    writeFileSync(at('auth.json'), JSON.stringify({ auths: { [closed.host]: { auth } } }));
  });
  afterEach(() => {
    Object.assign(process.env, { PATH });
    if (REGISTRY_AUTH_FILE === undefined) {
      delete process.env.REGISTRY_AUTH_FILE;
    }
    rmSync(folder, { recursive: true });
  });

  const at = (name: string) => path.join(folder, name);

  const build = (...args: string[]) =>
    runLivery(['build', at('source'), '--brand', path.join(root, 'portal/sample-brand'), ...args]);

  const judge = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, PATH } });

  it('brands, builds and pushes to several registries, and says where the image is', async () => {
    const [one, two] = [`${open.host}/acme/chat:1`, `${closed.host}/acme/chat:2`];
    const { code, out, messages } = await build(
      '--to',
      one,
      '--to',
      two,
      '--build-arg',
      'BUILD_HASH=abc',
      '--report',
      at('report.json'),
    );
    expect({ code, messages }).toMatchObject({ code: 0 });
    const { Digest, Labels } = JSON.parse(
      judge('skopeo', 'inspect', '--tls-verify=false', `docker://${one}`),
    );
    expect(out).toBe(`${one}@${Digest}\n${two}@${Digest}\n`);
    expect(messages).toMatch(/^Building Dockerfile with buildah [\d.]+\.$/m);
    expect(messages).toMatch(/^STEP 1\/\d+: FROM scratch$/m);
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'Meridian Chat',
      'org.opencontainers.image.version': '0.11.0-demo',
      'dev.livery.licence': 'livery-demo',
      'dev.livery.profile': expect.stringMatching(/^open-webui sha256:/),
    });
    const report = Report.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')));
    expect(report.images).toEqual([
      {
        reference: one,
        digest: Digest,
        sizeBytes: expect.any(Number),
        perPlatform: [{ platform: expect.stringMatching(/^linux\//), digest: Digest }],
        targets: [
          { reference: one, digest: Digest },
          { reference: two, digest: Digest },
        ],
        builder: { name: 'buildah', version: expect.any(String) },
        seconds: expect.any(Number),
      },
    ]);
    expect(report.outputs).toEqual([
      { kind: 'image', name: one, digest: Digest, sizeBytes: report.images?.[0]?.sizeBytes },
    ]);
    expect(out + messages + JSON.stringify(report)).not.toContain(PASSWORD);

    // What somebody else finds in the image: the brand, and nothing that is not of the app.
    judge('skopeo', 'copy', '--src-tls-verify=false', `docker://${one}`, `oci:${at('layout')}:1`);
    judge('umoci', 'unpack', '--rootless', '--image', `${at('layout')}:1`, at('bundle'));
    const app = at('bundle/rootfs/app');
    expect(readFileSync(path.join(app, 'build/index.html'), 'utf8')).toContain(
      '<title>Meridian Chat</title>',
    );
    const names = readdirSync(app, { recursive: true }).map(String);
    expect(names.filter(name => /\.git\b|undo\.json|canary/.test(name))).toEqual([]);
  });

  it('keeps what it pushed when another target fails, and says both', async () => {
    writeFileSync(
      at('auth.json'),
      JSON.stringify({ auths: { [closed.host]: { auth: Buffer.from('robot:wrong').toString('base64') } } }),
    );
    const [bad, good] = [`${closed.host}/acme/chat:1`, `${open.host}/acme/partly:1`];
    const { code, out, messages } = await build(
      '--to',
      bad,
      '--to',
      good,
      '--json',
      '--report',
      at('report.json'),
    );
    expect(code).toBe(5);
    expect(messages).toMatch(
      /1 of 2 targets failed\. .*user "robot" of .* The image is at .*\/acme\/partly:1\. .*\[registry-denied\]/,
    );
    const report = Report.parse(JSON.parse(out));
    expect(report.images).toMatchObject([
      {
        reference: good,
        targets: [
          { reference: bad, error: { code: 'registry-denied' } },
          { reference: good, digest: report.images?.[0]?.digest },
        ],
      },
    ]);
    expect(JSON.parse(readFileSync(at('report.json'), 'utf8'))).toEqual(report);
    expect(judge('skopeo', 'inspect', '--tls-verify=false', `docker://${good}`)).toContain(
      report.images?.[0]?.digest,
    );
  });

  it('leaves an image in the store of the engine', async () => {
    const { code, out } = await build('--to', 'acme/stored:1', '--no-push');
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^docker\.io\/acme\/stored:1@sha256:[0-9a-f]{64}\n$/),
    });
    const images = execFileSync(path.join(engines.path, 'buildah'), ['images', '--no-trunc'], {
      encoding: 'utf8',
      env: { PATH },
    });
    expect(images).toMatch(new RegExp(`^docker\\.io/acme/stored +1 +${/sha256:\w+/.exec(out)?.[0]}`, 'm'));
  });

  it.each([
    [
      'an unknown engine',
      ['--to', 'a/b:1', '--builder', 'kaniko'],
      'usage-invalid',
      /buildx, docker, podman, buildah/,
    ],
    [
      'an engine that is not there',
      ['--to', 'a/b:1', '--builder', 'podman'],
      'builder-not-found',
      /podman \(not on the PATH\)/,
    ],
    ['no reference', [], 'usage-invalid', /--to/],
    ['a reference that is none', ['--to', 'ghcr.io/Acme/chat'], 'reference-invalid', /capital letters/],
    [
      'several platforms that stay here',
      ['--to', 'a/b:1', '--no-push', '--platform', 'linux/amd64,linux/arm64'],
      'usage-invalid',
      /one platform/,
    ],
    [
      'a secret build argument',
      ['--to', 'a/b:1', '--build-arg', `NPM_TOKEN=${PASSWORD}`],
      'usage-invalid',
      /NPM_TOKEN looks like a secret/,
    ],
    [
      'a build argument of the environment',
      ['--to', 'a/b:1', '--build-arg', 'HOME'],
      'usage-invalid',
      /NAME=VALUE/,
    ],
    ['no time', ['--to', 'a/b:1', '--timeout', '0s'], 'usage-invalid', /90s, 45m or 2h/],
    [
      'a Dockerfile that is not there',
      ['--to', 'a/b:1', '--dockerfile', 'docker/Dockerfile'],
      'source-invalid',
      /docker\/Dockerfile/,
    ],
    [
      'a Dockerfile of somebody else',
      ['--to', 'a/b:1', '--dockerfile', '../auth.json'],
      'path-unsafe',
      /outside/,
    ],
  ] as const)('refuses %s', async (_name, args, code, words) => {
    const result = await build(...args);
    expect(result).toMatchObject({ code: 2, out: '', messages: expect.stringMatching(words) });
    expect(result.messages).toContain(`[${code}]`);
    expect(result.messages).not.toContain(PASSWORD);
  });

  it('offers an overlay where there is no engine, before it fetches anything', async () => {
    process.env.PATH = at('source');
    const { code, messages } = await build('--to', 'a/b:1');
    expect(code).toBe(2);
    expect(messages).toMatch(
      /^livery: There is no container engine to build with\. Looked for docker buildx .*"livery image BASE/,
    );
    expect(messages).not.toContain('Copied');
  });
});
