import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Secret, parseReference } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { BASE_IMAGE, Engines, readProcessTable } from '@livery/test/support/engines';
import { Registry } from '@livery/test/support/registry';
import type { BuildRequest } from './Builder';
import { findBuilder } from './findBuilder';

const PASSWORD = 'canary-Pa55-word';

describeWith(
  ['buildah', 'podman', 'docker-registry', 'htpasswd', 'skopeo'],
  'Builds with podman and buildah',
  () => {
    let engines: Engines;
    let open: Registry;
    let closed: Registry;
    let folder: string;
    beforeAll(async () => {
      engines = new Engines();
      engines.addPodman('podman');
      engines.addPodman('buildah');
      engines.buildBase();
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
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const find = (name: 'podman' | 'buildah') =>
      findBuilder({ name, environment: { ...process.env, PATH: engines.path } });

    /** A context with a Dockerfile, and what a build of it is asked for. */
    function request(
      dockerfile: string,
      changes: Partial<BuildRequest> = {},
    ): BuildRequest & { lines: string[] } {
      const context = path.join(folder, 'context');
      mkdirSync(context, { recursive: true });
      writeFileSync(path.join(context, 'Dockerfile'), `${dockerfile}\n`);
      const lines: string[] = [];
      return {
        context,
        dockerfile: path.join(context, 'Dockerfile'),
        arguments: {},
        labels: {},
        platforms: [],
        names: [parseReference(`${open.host}/acme/chat:1`)],
        willPush: true,
        workDirectory: folder,
        timeoutMs: 60_000,
        log: line => lines.push(line),
        lines,
        ...changes,
      };
    }

    const to = (registry: Registry, name: string, build: BuildRequest, password = PASSWORD) => ({
      reference: parseReference(`${registry.host}/${name}`),
      ...(registry === closed && {
        login: {
          credentials: { kind: 'password' as const, username: 'robot', password: new Secret(password) },
          identity: 'user "robot"',
        },
      }),
      log: build.log,
      timeoutMs: 60_000,
    });

    const skopeo = (...args: string[]) => JSON.parse(execFileSync('skopeo', args, { encoding: 'utf8' }));
    const tools = ['--tls-verify=false'];

    describe.each(['buildah', 'podman'] as const)('%s', name => {
      it('builds and pushes to several registries, and says the digest they have', async () => {
        const builder = await find(name);
        expect(builder).toMatchObject({ name, version: expect.stringMatching(/^\d+\.\d+/) });
        const build = request(
          [
            `FROM ${BASE_IMAGE}`,
            'ARG COLOUR=none',
            'COPY . /app',
            'RUN echo "the colour is $COLOUR" && test ! -e /app/ignored && test -e /app/kept',
            'HEALTHCHECK CMD /bin/sh -c true',
          ].join('\n'),
          { arguments: { COLOUR: `deep ${name}` }, labels: { 'dev.livery.brand': 'Größe "1"' } },
        );
        writeFileSync(path.join(build.context, '.dockerignore'), 'ignored\n');
        writeFileSync(path.join(build.context, 'ignored'), '');
        writeFileSync(path.join(build.context, 'kept'), '');
        const image = await builder.build(build);
        expect(build.lines).toContain(`the colour is deep ${name}`);

        const digests = [
          await image.push(to(open, 'acme/chat:1', build)),
          await image.push(to(closed, 'x/y:2', build)),
        ];
        expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(digests[1]).toBe(digests[0]);
        const seen = skopeo('inspect', ...tools, `docker://${open.host}/acme/chat:1`);
        expect(seen).toMatchObject({ Digest: digests[0], Labels: { 'dev.livery.brand': 'Größe "1"' } });
        const login = ['--creds', `robot:${PASSWORD}`];
        expect(skopeo('inspect', ...tools, ...login, `docker://${closed.host}/x/y:2`).Digest).toBe(
          digests[0],
        );
        const config = skopeo('inspect', '--config', '--raw', ...tools, `docker://${open.host}/acme/chat:1`);
        expect(config.config.Healthcheck.Test.at(-1)).toBe('/bin/sh -c true');
        expect(await image.stored()).toMatchObject({
          id: expect.stringMatching(/^sha256:/),
          sizeBytes: expect.any(Number),
        });
      });

      it('builds for several platforms, also where they share every file', async () => {
        const platforms = ['linux/amd64', 'linux/arm64'];
        const build = request('FROM scratch\nCOPY Dockerfile /', { platforms });
        const image = await (await find(name)).build(build);
        const digest = await image.push(to(open, `several/${name}:1`, build));
        expect(skopeo('inspect', ...tools, `docker://${open.host}/several/${name}:1`).Digest).toBe(digest);
        const { manifests } = skopeo('inspect', '--raw', ...tools, `docker://${open.host}/several/${name}:1`);
        const seen = manifests.map(
          ({ platform }: { platform: { os: string; architecture: string } }) =>
            `${platform.os}/${platform.architecture}`,
        );
        expect(seen.sort()).toEqual(platforms);
      });

      it('says what the engine says of a step that fails', async () => {
        // buildah 1.28 loses what a step says in its last moment, now and then.
        const build = request(`FROM ${BASE_IMAGE}\nRUN echo "no such colour" >&2; sleep 1; exit 3`);
        const error = await (await find(name)).build(build).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({
          code: 'build-failed',
          message: expect.stringMatching(/exit status 3/),
        });
        expect(build.lines).toContain('no such colour');
      });

      it('leaves nothing running when it is cancelled, or takes too long', async () => {
        const marker = `86399.${process.pid}`;
        const running = () => readProcessTable().some(text => text.includes(`sleep ${marker}`));
        for (const code of name === 'buildah'
          ? (['cancelled', 'timed-out'] as const)
          : (['cancelled'] as const)) {
          const controller = new AbortController();
          const started = performance.now();
          const build = request(`FROM ${BASE_IMAGE}\nRUN echo started; sleep ${marker}`, {
            ...(code === 'timed-out' && { timeoutMs: 1_500 }),
            signal: controller.signal,
            log: line => {
              if (line === 'started') {
                expect(running()).toBe(true);
                if (code === 'cancelled') {
                  controller.abort();
                }
              }
            },
          });
          const error = await (await find(name)).build(build).catch((thrown: unknown) => thrown);
          expect(error).toMatchObject({ code });
          expect(running()).toBe(false);
          expect(readProcessTable().filter(text => text.includes(folder))).toEqual([]);
          expect(performance.now() - started).toBeLessThan(8_000);
        }
      });

      it('says why a push fails, and never shows a password', async () => {
        const build = request('FROM scratch\nCOPY Dockerfile /');
        const image = await (await find(name)).build(build);
        const seen: string[] = [];
        const watch = setInterval(() => seen.push(...readProcessTable()), 5);
        try {
          for (const [password, code] of [
            [`${PASSWORD}-wrong`, 'registry-denied'],
            [PASSWORD, undefined],
          ] as const) {
            const result = await image
              .push(to(closed, 'acme/chat:1', build, password))
              .catch((thrown: unknown) => thrown);
            if (code) {
              expect(result).toMatchObject({ code, message: expect.stringContaining('user "robot"') });
            }
            seen.push(...build.lines, JSON.stringify(result), String(result));
          }
        } finally {
          clearInterval(watch);
        }
        expect(seen.some(text => text.includes(`push --authfile`))).toBe(true);
        const forms = [PASSWORD, Buffer.from(`robot:${PASSWORD}`).toString('base64').slice(0, 20)];
        expect(seen.filter(text => forms.some(form => text.includes(form)))).toEqual([]);
      });
    });

    it('tells a registry that cannot be reached from one that refuses', async () => {
      const build = request('FROM scratch\nCOPY Dockerfile /');
      const image = await (await find('podman')).build(build);
      const nowhere = { ...to(open, 'x:1', build), reference: parseReference('127.0.0.1:1/acme/chat:1') };
      await expect(image.push(nowhere)).rejects.toMatchObject({
        code: 'registry-unreachable',
        exitCode: 5,
        message: expect.stringMatching(
          /^podman could not push 127\.0\.0\.1:1\/acme\/chat:1: .*connection refused\.$/,
        ),
      });
      const nobody = { ...to(open, 'x:1', build), reference: parseReference(`${closed.host}/acme/chat:1`) };
      await expect(image.push(nobody)).rejects.toMatchObject({
        code: 'registry-denied',
        message: expect.stringContaining('nobody: no login for'),
      });
    });
  },
);
