import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseReference, Secret } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { Engines, readProcessTable } from '@livery/test/support/engines';
import { Registry } from '@livery/test/support/registry';
import type { BuildRequest } from './Builder';
import { findBuilder } from './findBuilder';

const PASSWORD = 'canary-Pa55-word';

/** Debian has no package of buildx beside its docker, so that engine is tried where somebody put it. */
const buildx = [
  path.join(os.homedir(), '.docker/cli-plugins'),
  '/usr/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
]
  .map(folder => path.join(folder, 'docker-buildx'))
  .find(file => existsSync(file));

describeWith(['dockerd', 'docker-registry', 'htpasswd', 'skopeo'], 'Builds with docker', () => {
  let engines: Engines;
  let registry: Registry;
  let folder: string;
  let base: string;
  beforeAll(async () => {
    engines = new Engines();
    base = engines.writeBase();
    [registry] = await Promise.all([
      Registry.start({ auth: { kind: 'htpasswd', users: { robot: PASSWORD } } }),
      engines.addDocker(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([engines.stop(), registry.stop()]);
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
    // The login of the user, which is not the one that is lent
    mkdirSync(path.join(folder, 'settings/cli-plugins'), { recursive: true });
    writeFileSync(
      path.join(folder, 'settings/config.json'),
      '{"auths":{"other.example.org":{"auth":"eDp5"}}}',
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const environment = () => ({
    PATH: engines.path,
    DOCKER_CONFIG: path.join(folder, 'settings'),
    HOME: folder,
  });

  function request(
    dockerfile: string,
    changes: Partial<BuildRequest> = {},
  ): BuildRequest & { lines: string[] } {
    const context = path.join(folder, 'context');
    cpSync(base, context, { recursive: true });
    writeFileSync(path.join(context, 'Dockerfile'), `FROM scratch\nCOPY . /\n${dockerfile}\n`);
    const lines: string[] = [];
    return {
      context,
      dockerfile: path.join(context, 'Dockerfile'),
      arguments: { COLOUR: 'blue' },
      labels: { 'dev.livery.brand': 'Größe' },
      platforms: [],
      names: [parseReference(`${registry.host}/acme/chat:1`)],
      willPush: true,
      workDirectory: folder,
      timeoutMs: 60_000,
      log: line => lines.push(line),
      lines,
      ...changes,
    };
  }

  const to = (build: BuildRequest, password: string, tag = '1') => ({
    reference: parseReference(`${registry.host}/acme/chat:${tag}`),
    login: {
      credentials: { kind: 'password' as const, username: 'robot', password: new Secret(password) },
      identity: 'user "robot"',
    },
    log: build.log,
    timeoutMs: 60_000,
  });

  for (const name of ['docker', 'buildx'] as const) {
    // Debian 12 has no package of buildx, so what it does is tested where somebody put it.
    if (name === 'buildx' && !buildx) {
      continue;
    }
    describe(name, () => {
      beforeEach(() => {
        if (name === 'buildx' && buildx) {
          cpSync(buildx, path.join(folder, 'settings/cli-plugins/docker-buildx'));
        }
      });

      it('builds and pushes, says the digest that the registry has, and shows no password', async () => {
        const builder = await findBuilder({ name, environment: environment() });
        expect(builder).toMatchObject({ name, version: expect.stringMatching(/^\d+\.\d+/) });
        const build = request('ARG COLOUR\nRUN echo "the colour is $COLOUR"\nHEALTHCHECK CMD true');
        const image = await builder.build(build);
        expect(build.lines.join('\n')).toContain('the colour is blue');
        const seen: string[] = [];
        const watch = setInterval(() => seen.push(...readProcessTable()), 5);
        try {
          const denied = await image.push(to(build, 'wrong')).catch((thrown: unknown) => thrown);
          expect(denied).toMatchObject({
            code: 'registry-denied',
            message: expect.stringContaining('user "robot"'),
          });
          const digests = [await image.push(to(build, PASSWORD)), await image.push(to(build, PASSWORD, '2'))];
          expect(digests[1]).toBe(digests[0]);
          const oracle = ['inspect', '--tls-verify=false', '--creds', `robot:${PASSWORD}`];
          clearInterval(watch);
          const inspected = execFileSync('skopeo', [...oracle, `docker://${registry.host}/acme/chat:2`], {
            encoding: 'utf8',
          });
          expect(JSON.parse(inspected)).toMatchObject({
            Digest: digests[0],
            Labels: { 'dev.livery.brand': 'Größe' },
          });
        } finally {
          clearInterval(watch);
        }
        const shown = [...seen, ...build.lines];
        expect(shown.filter(text => text.includes(PASSWORD))).toEqual([]);
      });

      it('leaves the image in the store of docker when it is not pushed', async () => {
        const builder = await findBuilder({ name, environment: environment() });
        const image = await builder.build(request('', { willPush: false }));
        expect(await image.stored()).toMatchObject({ id: expect.stringMatching(/^sha256:/) });
      });

      it('says what a failing step said, and leaves nothing running when it is cancelled', async () => {
        const builder = await findBuilder({ name, environment: environment() });
        const failing = request('RUN echo "no such colour" >&2; exit 3');
        await expect(builder.build(failing)).rejects.toMatchObject({
          code: 'build-failed',
          message: expect.stringMatching(/exit code: 3/),
        });
        expect(failing.lines.join('\n')).toContain('no such colour');

        const controller = new AbortController();
        const marker = `86398.${process.pid}`;
        const slow = request(`RUN echo started; sleep ${marker}`, {
          signal: controller.signal,
          log: line => {
            if (/\d started$/.test(line)) {
              controller.abort();
            }
          },
        });
        await expect(builder.build(slow)).rejects.toMatchObject({ code: 'cancelled' });
        // The daemon, which is not ours, ends the step itself when its client is gone.
        const deadline = performance.now() + 10_000;
        while (readProcessTable().some(text => text.includes(marker)) && performance.now() < deadline) {
          await new Promise(resolve => setTimeout(resolve, 50));
        }
        expect(readProcessTable().filter(text => text.includes(marker))).toEqual([]);
      });
    });
  }
});
