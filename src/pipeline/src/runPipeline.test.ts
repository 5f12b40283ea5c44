import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { type RunEvent, RunEvent as RunEventSchema, type StepKey } from '@livery/contracts';
import { digestOf, type LoadedBrand, loadBrand } from '@livery/engine';
import yauzl from 'yauzl';
import { runPipeline } from './runPipeline';

const root = path.join(__dirname, '../../..');
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const allSteps: StepKey[] = ['clone_repo', 'apply_branding', 'create_zip'];

let folder: string;
let brand: LoadedBrand;
beforeAll(async () => {
  brand = await loadBrand(path.join(root, 'portal/sample-brand'));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (directory: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main', ...args],
    {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  ).trim();

/** A real repository with the demo upstream, tagged v1, and a hook that must never run. */
function repository(): { location: string; commit: string } {
  const location = path.join(folder, 'upstream');
  cpSync(upstream, location, { recursive: true });
  git(location, 'init', '--quiet');
  git(location, 'add', '--all');
  git(location, 'commit', '--quiet', '--message', 'First');
  git(location, 'tag', 'v1');
  return { location, commit: git(location, 'rev-parse', 'HEAD') };
}

async function run(
  location: string,
  options: { ref?: string; steps?: StepKey[]; name?: string; signal?: AbortSignal } = {},
) {
  const events: RunEvent[] = [];
  const workDirectory = path.join(folder, options.name ?? 'work');
  mkdirSync(workDirectory);
  const result = runPipeline({
    source: { location, ...(options.ref !== undefined && { ref: options.ref }) },
    brand,
    steps: options.steps ?? allSteps,
    workDirectory,
    emit: event => events.push(RunEventSchema.parse(event)),
    ...(options.signal && { signal: options.signal }),
  });
  return { events, result: await result.catch((error: unknown) => error), workDirectory };
}

async function unzip(file: string): Promise<Record<string, string>> {
  const entries: Record<string, string> = {};
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await finished(stream);
    const mode = ((entry.externalFileAttributes >>> 16) & 0o777777).toString(8);
    entries[entry.fileName] = `${mode} ${digestOf(Buffer.concat(chunks))}`;
  }
  return entries;
}

const kinds = (events: RunEvent[]) =>
  events
    .filter(event => event.type !== 'log')
    .map(event => ('step' in event ? `${event.type} ${event.step}` : event.type));

describe('A pipeline run', () => {
  it('fetches one commit of a repository, brands it, packs it and reports each step', async () => {
    const { location, commit } = repository();
    const { events, result } = await run(location, { ref: 'v1' });
    expect(kinds(events)).toEqual([
      'run.started',
      'step.started clone_repo',
      'step.completed clone_repo',
      'step.started apply_branding',
      'step.completed apply_branding',
      'step.started create_zip',
      'output',
      'step.completed create_zip',
      'run.finished',
    ]);
    expect(events.at(-1)).toMatchObject({
      state: 'completed',
      summary: { upstream: commit, residue: 0, licence: 'livery-demo' },
    });
    expect(result).toMatchObject({
      report: { applied: true, upstream: { source: location, ref: 'v1', commit } },
    });
    const { tree, outputs } = result as Awaited<ReturnType<typeof runPipeline>>;
    expect(existsSync(path.join(tree, '.git'))).toBe(false);
    expect(readFileSync(path.join(tree, 'src/app.html'), 'utf8')).toContain('<title>Meridian Chat</title>');

    const [zip] = outputs;
    expect(zip).toMatchObject({ kind: 'zip', name: 'meridian-chat-0.11.0-demo.zip' });
    expect(digestOf(readFileSync(zip?.file ?? ''))).toBe(zip?.digest);
    const entries = await unzip(zip?.file ?? '');
    expect(Object.keys(entries).sort()).toEqual(
      readdirSync(tree, { recursive: true, withFileTypes: true })
        .filter(entry => !entry.isDirectory())
        .map(entry => path.relative(tree, path.join(entry.parentPath, entry.name)))
        .filter(file => !file.startsWith('.livery/undo/'))
        .sort(),
    );
    expect(entries.LICENSE).toBe(`100644 ${digestOf(readFileSync(path.join(upstream, 'LICENSE')))}`);
    expect(entries['backend/start.sh']).toMatch(/^100755 /);
  });

  it('gives the same archive from a repository and from a folder, each time', async () => {
    const { location, commit } = repository();
    const digests: (string | undefined)[] = [];
    for (const [name, source, ref] of [
      ['one', location, commit],
      ['two', upstream, undefined],
      ['three', location, 'main'],
    ] as const) {
      const { result } = await run(source, { name, ...(ref !== undefined && { ref }) });
      digests.push((result as Awaited<ReturnType<typeof runPipeline>>).outputs[0]?.digest);
    }
    expect(digests[0]).toMatch(/^sha256:/);
    expect(new Set(digests).size).toBe(1);
  });

  it('leaves secrets, dependencies and links out of the tree out of the archive', async () => {
    const source = path.join(folder, 'source');
    cpSync(upstream, source, { recursive: true });
    for (const name of ['.env', '.env.local', '.env.example', 'a.pyc']) {
      writeFileSync(path.join(source, name), 'x');
    }
    mkdirSync(path.join(source, '__pycache__'));
    writeFileSync(path.join(source, '__pycache__/b'), 'x');
    symlinkSync('/etc/passwd', path.join(source, 'absolute'));
    symlinkSync('../../escape', path.join(source, 'outside'));
    symlinkSync('src/app.html', path.join(source, 'inside'));
    const { result } = await run(source);
    const names = Object.keys(
      await unzip((result as Awaited<ReturnType<typeof runPipeline>>).outputs[0]?.file ?? ''),
    );
    expect(names.filter(name => /\.env|pyc|absolute|outside|inside/.test(name))).toEqual([
      '.env.example',
      'inside',
    ]);
  });

  it('refuses to pack names that would not come out as they went in', async () => {
    for (const [name, other] of [
      ['back\\slash', undefined],
      ['line\nbreak', undefined],
      ['CASE.txt', 'case.txt'],
    ] as const) {
      const source = path.join(folder, `source-${name.length}-${name.charCodeAt(4)}`);
      cpSync(upstream, source, { recursive: true });
      for (const file of [name, other].filter(file => file !== undefined)) {
        writeFileSync(path.join(source, file), 'x');
      }
      const { result } = await run(source, { name: `work-${path.basename(source)}` });
      expect(result).toMatchObject({ code: 'path-unsafe' });
    }
  });

  it('takes no record from a source: not from a branded folder, not from a repository that brings one along', async () => {
    const { location } = repository();
    mkdirSync(path.join(location, '.livery'));
    symlinkSync('/dev/zero', path.join(location, '.livery/record.json'));
    git(location, 'add', '--all', '--force');
    git(location, 'commit', '--quiet', '--message', 'Second');
    expect((await run(location, { ref: 'main' })).result).toMatchObject({ code: 'already-branded' });
    expect((await run(location, { name: 'copy' })).result).toMatchObject({ code: 'already-branded' });
    expect((await run(location, { name: 'place', steps: ['apply_branding'] })).result).toMatchObject({
      code: 'record-invalid',
    });
  });

  it.each([
    ['an unknown ref', { ref: 'nowhere' }, 'ref-not-found', 2],
    ['an unknown commit', { ref: '0'.repeat(40) }, 'ref-not-found', 2],
    ['a hostile ref', { ref: '--upload-pack=/bin/false' }, 'source-invalid', 2],
  ])('fails on %s, and says so in its last event', async (_name, options, code, exitCode) => {
    const { events, result } = await run(repository().location, options);
    expect(result).toMatchObject({ code, exitCode });
    expect(kinds(events).slice(-2)).toEqual(['step.failed clone_repo', 'run.finished']);
    expect(events.at(-1)).toMatchObject({ state: 'failed', error: { code } });
  });

  it('fails on a folder that is missing, that is no repository, or that no profile knows', async () => {
    const plain = path.join(folder, 'plain');
    mkdirSync(plain);
    expect((await run(path.join(folder, 'none'))).result).toMatchObject({ code: 'source-not-found' });
    expect((await run(plain, { ref: 'main', name: 'b' })).result).toMatchObject({ code: 'source-invalid' });
    expect((await run(plain, { name: 'c' })).result).toMatchObject({ code: 'source-unrecognised' });
  });

  it('refuses steps that it cannot run, before anything happens', async () => {
    const { result, events, workDirectory } = await run(upstream, {
      steps: ['clone_repo', 'apply_branding', 'build_image'],
    });
    expect(result).toMatchObject({ code: 'run-invalid' });
    expect(kinds(events)).toEqual(['run.finished']);
    expect(readdirSync(workDirectory)).toEqual([]);
  });

  it('ends as cancelled when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const { result, events } = await run(repository().location, { ref: 'v1', signal: controller.signal });
    expect(result).toMatchObject({ code: 'cancelled' });
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', state: 'cancelled' });
  });

  it('runs git without the settings, hooks and environment of the user', async () => {
    const { location } = repository();
    const home = path.join(folder, 'home');
    const trap = path.join(folder, 'trap');
    mkdirSync(path.join(home, 'hooks'), { recursive: true });
    writeFileSync(path.join(home, 'hooks/post-checkout'), `#!/bin/sh\ntouch ${trap}\n`);
    chmodSync(path.join(home, 'hooks/post-checkout'), 0o755);
    writeFileSync(path.join(home, '.gitconfig'), `[core]\n  hooksPath = ${home}/hooks\n  autocrlf = true\n`);
    const poison = {
      HOME: home,
      GIT_DIR: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: `${home}/hooks`,
      EDITOR: `touch ${trap}`,
    };
    const before = { ...process.env };
    Object.assign(process.env, poison);
    try {
      expect((await run(location, { ref: 'v1' })).result).toMatchObject({ report: { applied: true } });
    } finally {
      for (const key of Object.keys(poison)) {
        if (before[key] === undefined) {
          delete process.env[key];
        } else {
          process.env[key] = before[key];
        }
      }
    }
    expect(existsSync(trap)).toBe(false);
  });
});
