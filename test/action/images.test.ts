import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeWith } from '../requirements';
import type { RunActionOptions } from '../runner-harness';
import { Engines } from '../support/engines';
import { FaultProxy } from '../support/faultProxy';
import { answer, stall } from '../support/faults';
import { LeakHunt, withoutMasks } from '../support/LeakHunt';
import { Registry } from '../support/registry';
import { pushSyntheticImage } from '../support/syntheticImage';
import { ActionLab, ending, errorsOf } from './ActionLab';

const PASSWORD = 'canary-Pa55 word%"';
const DIGEST = /^sha256:[0-9a-f]{64}$/;

describeWith(['docker-registry', 'htpasswd', 'skopeo'], 'The bundled action, with registries,', () => {
  let lab: ActionLab;
  let open: Registry;
  let locked: Registry;
  let proxy: FaultProxy;
  const logins = () =>
    `- registry: ${locked.host}\n  username: robot\n  password: ${JSON.stringify(PASSWORD)}`;

  beforeAll(async () => {
    lab = new ActionLab();
    [open, locked] = await Promise.all([
      Registry.start(),
      Registry.start({ auth: { kind: 'htpasswd', users: { robot: PASSWORD } } }),
    ]);
    proxy = await FaultProxy.start(open.url);
    await pushSyntheticImage(open.host, 'open/app', '1', { sizeBytes: 50_000, scripts: 1 });
  });
  afterEach(() => proxy.reset());
  afterAll(async () => {
    await Promise.all([open.stop(), locked.stop(), proxy.stop()]);
    lab.remove();
  });

  /** Runs an overlay of the base. */
  const overlay = (targets: string, options: Omit<RunActionOptions, 'action' | 'workspace'> = {}) =>
    lab.run({ ...options, inputs: { source: `${open.host}/open/app:1`, targets, ...options.inputs } });

  const digestAt = (reference: string, ...more: string[]) =>
    (
      JSON.parse(
        execFileSync('skopeo', ['inspect', '--tls-verify=false', ...more, `docker://${reference}`], {
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      ) as { Digest: string }
    ).Digest;

  const has = (registry: Registry, repository: string) =>
    existsSync(path.join(registry.storage, 'docker/registry/v2/repositories', repository));

  it('brands a published image for two targets, and one that fails does not take the other with it', async () => {
    const result = await overlay(`${open.host}/Acme/chat\n# a comment\n${locked.host}/acme/chat:own`, {
      inputs: { tags: '{version}\nlatest' },
    });
    expect(ending(result, 'failure')).toEqual({ conclusion: 'failure' });
    const { outputs, summary, commands } = result;
    expect(outputs).toMatchObject({
      mode: 'overlay',
      digest: expect.stringMatching(DIGEST) as string,
      image: `${open.host}/acme/chat@${outputs.digest}`,
      tags: `${open.host}/acme/chat:0.11.0-demo\n${open.host}/acme/chat:latest`,
      residue: '0',
      drift: expect.stringMatching(/^\d$/) as string,
      skipped: 'false',
      licence: expect.stringMatching(/./) as string,
      path: '',
    });
    expect(JSON.parse(outputs.digests ?? '')).toEqual({
      [`${open.host}/acme/chat:0.11.0-demo`]: outputs.digest,
      [`${open.host}/acme/chat:latest`]: outputs.digest,
    });
    expect(Number(outputs['bytes-uploaded'])).toBeGreaterThan(1000);
    expect(Number(outputs['bytes-mounted'])).toBeGreaterThan(1000);
    expect(digestAt(`${open.host}/acme/chat:latest`)).toBe(outputs.digest);
    expect(errorsOf(result)).toEqual([
      expect.stringMatching(/^1 of 3 targets did not get the image\..*:own/),
    ]);
    expect(commands.groups.map(({ title, lines }) => [title, lines.at(-1)])).toEqual([
      ['Apply the brand', expect.stringMatching(/^[\d.]+ s$/)],
      ['Push to the registry', expect.stringMatching(/^[\d.]+ s, an image of [\d.]+ [kM]B$/)],
    ]);
    expect(result.log).toMatch(/Sent \d{4,} bytes, took over \d{4,} within registries, in \d+ requests\./);
    expect(summary).toContain(`docker pull ${outputs.image}`);
    expect(summary).toMatch(/✅ <code>.*:latest<\/code>/);
    expect(summary).toMatch(/❌ <code>.*:own<\/code>/);
    const targets = lab.report(result).images?.[0]?.targets;
    expect(targets?.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'registry-denied']);
    expect(result.log).toContain('a repository has no capital letters');
    expect(has(locked, 'acme')).toBe(false);
  });

  it('changes nothing when it runs again, and takes less than two seconds for that', async () => {
    const target = `${open.host}/again/chat:{version},1`;
    const first = await overlay(target);
    expect(ending(first)).toEqual({ conclusion: 'success' });
    const seen = open.log.length;
    const again = await overlay(target);
    expect(ending(again)).toEqual({ conclusion: 'success' });
    expect(again.outputs).toMatchObject({
      skipped: 'true',
      digest: first.outputs.digest,
      'bytes-uploaded': '0',
    });
    expect(open.log.slice(seen)).not.toMatch(/"(?:POST|PUT|PATCH|DELETE) /);
    expect(open.log.slice(seen)).toMatch(/"GET \/v2\/again\/chat\/manifests\/1 /);
    expect(open.log.slice(seen)).not.toContain('/blobs/');
    expect(again.summary).toContain('nothing to do');
    expect(again.stages[0]?.durationMs).toBeLessThan(2000);
  });

  it('notices that a tag of upstream leads to another image, and makes the branded one anew', async () => {
    const inputs = { source: `${open.host}/open/moving:latest`, tags: '{version}\nlatest' };
    const release = (scripts: number) =>
      pushSyntheticImage(open.host, 'open/moving', 'latest', { sizeBytes: 50_000, scripts });
    await release(1);
    const first = await overlay(`${open.host}/acme/moving`, { inputs });
    await release(2);
    const second = await overlay(`${open.host}/acme/moving`, { inputs });
    expect([first, second].map(run => ending(run))).toEqual([
      { conclusion: 'success' },
      { conclusion: 'success' },
    ]);
    expect(second.outputs.skipped).toBe('false');
    expect(second.outputs.digest).not.toBe(first.outputs.digest);
    expect(digestAt(`${open.host}/acme/moving:latest`)).toBe(second.outputs.digest);
  });

  it('says in a dry run what the image would be, and writes nothing', async () => {
    const result = await overlay(`${open.host}/dry/chat:1`, { inputs: { 'dry-run': 'true' } });
    expect(ending(result)).toEqual({ conclusion: 'success' });
    expect(result.outputs).toMatchObject({ digest: expect.stringMatching(DIGEST) as string, tags: '' });
    expect(result.summary).toContain('dry run: nothing was written');
    expect(has(open, 'dry')).toBe(false);
  });

  it('keeps secrets in memory: they are in no stream, file, command line or access log', async () => {
    const hunt = new LeakHunt({ robot: PASSWORD });
    hunt.start();
    const seen = locked.log.length;
    // A wrong password fails, and is as secret as a right one.
    const wrong = await overlay(`${locked.host}/secret/chat:1`, {
      inputs: { logins: logins().replace('robot', 'nobody') },
      debug: true,
    });
    const right = await overlay(`${locked.host}/secret/chat:1`, {
      inputs: { logins: logins() },
      debug: true,
    });
    hunt.stop();
    expect(ending(wrong, 'failure')).toEqual({ conclusion: 'failure' });
    expect(errorsOf(wrong)[0]).toContain('user "nobody"');
    expect(ending(right)).toEqual({ conclusion: 'success' });
    expect(digestAt(`${locked.host}/secret/chat:1`, '--creds', `robot:${PASSWORD}`)).toBe(
      right.outputs.digest,
    );
    expect(right.commands.masks).toContain(PASSWORD);
    expect(hunt.sampled).toBeGreaterThan(1);
    const streams = [wrong, right].flatMap(run => [withoutMasks(run.stdout), run.stderr]);
    expect(
      hunt.find({ 'a stream': streams.join('\n'), 'the access log': locked.log.slice(seen) }, [
        lab.temp,
        lab.at('cache'),
      ]),
    ).toEqual([]);
    expect(existsSync(lab.at('docker'))).toBe(false);
  });

  it('stops when it is cancelled in the middle of a push: no tag, no child, no folder is left', async () => {
    proxy.add({ method: 'PUT', path: /\/manifests\/sha256/ }, stall);
    const result = await overlay(`${proxy.host}/cancelled/chat:1`, {
      signalOnOutput: 'Push to the registry',
    });
    expect(ending(result, 'cancelled')).toEqual({ conclusion: 'cancelled' });
    expect(errorsOf(result)).toEqual([expect.stringMatching(/was cancelled/)]);
    expect(result.stages[0]?.durationMs).toBeLessThan(7500);
    expect(JSON.parse(result.state.livery ?? '')).toEqual({ phase: 'cancelled', folders: [] });
    expect(has(open, 'cancelled/chat/_manifests/tags')).toBe(false);
    expect(lab.leftBehind()).toEqual([]);
  });

  it('leaves nothing even when it is killed: the post step ends what main could not', async () => {
    proxy.add({ method: 'PUT', path: /\/manifests\/sha256/ }, stall);
    const result = await overlay(`${proxy.host}/killed/chat:1`, {
      signalOnOutput: 'Push to the registry',
      times: { terminateAfterMs: 1, killAfterMs: 1 },
    });
    expect(result.stages.map(({ conclusion, signal }) => [conclusion, signal])).toEqual([
      ['cancelled', 'SIGKILL'],
      ['success', undefined],
    ]);
    expect(JSON.parse(result.state.livery ?? '')).toMatchObject({ phase: 'running' });
    expect(result.stages[1]?.log).toContain('The run was ended from outside');
    expect(lab.leftBehind()).toEqual([]);
  });

  it('stops when its own time is over, and says which input gives it more', async () => {
    proxy.add({ method: 'PUT', path: /\/manifests\/sha256/ }, stall);
    const result = await overlay(`${proxy.host}/late/chat:1`, { inputs: { timeout: '1s' } });
    expect(errorsOf(result)).toEqual([expect.stringMatching(/more than 1\.0 s\. .*"timeout"/)]);
    expect(has(open, 'late/chat/_manifests/tags')).toBe(false);
  });

  it.each<[string, RunActionOptions['event']]>([
    ['pull_request_target', { name: 'pull_request_target', payload: {} }],
    [
      'a pull request from a fork',
      {
        name: 'pull_request',
        payload: {
          pull_request: {
            number: 1,
            head: { repo: { id: 2, full_name: 'mallory/chat' } },
            base: { repo: { id: 1, full_name: 'acme/chat' } },
          },
        },
      },
    ],
    ['a comment, which anybody can write', { name: 'issue_comment', payload: {} }],
    [
      'a review of a pull request from a fork',
      {
        name: 'pull_request_review',
        payload: {
          pull_request: {
            number: 1,
            head: { repo: null },
            base: { repo: { id: 1, full_name: 'acme/chat' } },
          },
        },
      },
    ],
    [
      'a run after one that strangers can cause',
      {
        name: 'workflow_run',
        payload: {
          repository: { id: 1, full_name: 'acme/chat' },
          workflow_run: { head_repository: { id: 1, full_name: 'acme/chat' }, event: 'pull_request_target' },
        },
      },
    ],
    [
      'a run after that of a fork that is gone',
      {
        name: 'workflow_run',
        payload: {
          repository: { id: 1, full_name: 'acme/chat' },
          workflow_run: { head_repository: null, event: 'pull_request' },
        },
      },
    ],
  ])('refuses to push for %s before anything is sent', async (_name, event) => {
    const seen = open.log.length;
    const result = await overlay(`${open.host}/stranger/chat:1`, { event });
    expect(ending(result, 'failure')).toEqual({ conclusion: 'failure' });
    expect(errorsOf(result)).toEqual([
      expect.stringMatching(/does not work in this run.*"allow-untrusted: true"/),
    ]);
    expect(open.log.slice(seen)).toBe('');
  });

  it('works for a pull request of the repository itself, and where it was allowed to', async () => {
    const repo = { id: 1, full_name: 'acme/chat' };
    const own = {
      name: 'pull_request',
      payload: { pull_request: { number: 1, head: { repo }, base: { repo } } },
    };
    const target = `${open.host}/again/chat:1`;
    expect(ending(await overlay(target, { event: own }))).toEqual({ conclusion: 'success' });
    const event = { name: 'pull_request_target', payload: {} };
    expect(ending(await overlay(target, { event, inputs: { 'allow-untrusted': 'true' } }))).toEqual({
      conclusion: 'success',
    });
  });

  it('cannot be made to run workflow commands by what a registry answers', async () => {
    const hostile =
      '\n::set-output name=digest::evil\r::add-mask::chat ##[add-mask]chat\u2028::stop-commands::x';
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message: hostile }] });
    proxy.add({ method: 'POST' }, answer(403, { 'content-type': 'application/json' }, body));
    const result = await overlay(`${proxy.host}/hostile/chat:1`);
    expect(ending(result, 'failure')).toEqual({ conclusion: 'failure' });
    expect(result.log).toContain('set-output');
    expect(result.outputs.digest).toBe('');
    expect(result.commands.masks).not.toContain('chat');
    expect(result.summary).not.toMatch(/^::|##\[/m);
  });

  it('names every wrong input with its line, on the line of the workflow', async () => {
    const workspace = lab.workspace();
    mkdirSync(path.join(workspace, '.github/workflows'), { recursive: true });
    writeFileSync(
      path.join(workspace, '.github/workflows/brand.yml'),
      'jobs:\n  brand:\n    steps:\n      - with:\n          targets: |\n            good\n            bad\n          timeout: soon\n',
    );
    const result = await lab.run({
      workspace,
      github: { workflow_ref: 'acme/chat/.github/workflows/brand.yml@refs/heads/main' },
      inputs: {
        targets: 'ghcr.io/acme/chat:1\nghcr.io/acme/chat:{verzion}\n',
        'build-args': 'A=1\nAPI_TOKEN=hunter2\nnothing',
        platforms: 'linux/amd64, windows',
        timeout: 'soon',
        licence: 'basis: because',
        mode: 'both',
      },
    });
    const errors = result.commands.annotations.map(({ message, file, line }) => ({ message, file, line }));
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The input mode must be auto or overlay or source\.$/),
      expect.stringMatching(/^The input targets, line 2: .*\{verzion\} stands for nothing/),
      expect.stringMatching(/^The input platforms, line 1: "windows" is not a platform/),
      expect.stringMatching(/^The input build-args, line 2: .*API_TOKEN looks like a secret/),
      expect.stringMatching(/^The input build-args, line 3: is not of the form NAME=VALUE\.$/),
      expect.stringMatching(/^The input licence, line 1: basis is wrong/),
      expect.stringMatching(/^The input licence reference is missing\.$/),
      expect.stringMatching(/^The input licence acknowledgedBy is missing\.$/),
      expect.stringMatching(/^The input licence date is missing\.$/),
      expect.stringMatching(/^The input licence reviewBy is missing\.$/),
    ]);
    expect(errors[1]).toMatchObject({ file: '.github/workflows/brand.yml', line: 7 });
    expect(result.log).not.toContain('hunter2');
  });
});

describeWith(
  ['buildah', 'docker-registry', 'htpasswd', 'skopeo'],
  'The bundled action, with an engine,',
  () => {
    let lab: ActionLab;
    let engines: Engines;
    let registry: Registry;
    beforeAll(async () => {
      lab = new ActionLab();
      engines = new Engines();
      engines.addPodman('buildah');
      registry = await Registry.start({ auth: { kind: 'htpasswd', users: { robot: PASSWORD } } });
    });
    afterAll(async () => {
      await Promise.all([engines.stop(), registry.stop()]);
      lab.remove();
    });

    it('brands the checkout, builds it with variables of its own, pushes it, and leaks nothing meanwhile', async () => {
      const hunt = new LeakHunt({ robot: PASSWORD });
      hunt.start();
      const result = await lab.run({
        workspace: lab.workspace(true),
        inputs: {
          targets: `${registry.host}/acme/chat`,
          tags: '{version}',
          configuration: 'GREETING=Guten Tag, "Welt"',
          labels: 'team=chat',
          logins: `- registry: ${registry.host}\n  username: robot\n  password: ${JSON.stringify(PASSWORD)}`,
        },
        env: { PATH: engines.path },
      });
      hunt.stop();
      expect(ending(result)).toEqual({ conclusion: 'success' });
      const { outputs } = result;
      expect(outputs).toMatchObject({
        mode: 'build',
        tags: `${registry.host}/acme/chat:0.11.0-demo`,
        residue: '0',
      });
      const judge = ['inspect', '--tls-verify=false', '--creds', `robot:${PASSWORD}`];
      const seen = execFileSync('skopeo', [...judge, `docker://${outputs.image}`], { encoding: 'utf8' });
      expect(JSON.parse(seen)).toMatchObject({
        Digest: outputs.digest,
        Labels: { team: 'chat', 'org.opencontainers.image.title': 'Meridian Chat' },
        Env: expect.arrayContaining(['GREETING=Guten Tag, "Welt"']) as string[],
      });
      expect(result.commands.groups.map(({ title }) => title)).toEqual([
        'Apply the brand',
        'Build the image',
        'Push to the registry',
      ]);
      expect(hunt.sampled).toBeGreaterThan(5);
      expect(
        hunt.find(
          { 'a stream': withoutMasks(result.stdout) + result.stderr, 'the access log': registry.log },
          [lab.temp],
        ),
      ).toEqual([]);
      expect(lab.leftBehind()).toEqual([]);
      expect(readFileSync(result.outputs.report ?? '', 'utf8')).toContain('"builder"');
    });
  },
);
