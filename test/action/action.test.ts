import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWith } from '../requirements';
import { runAction, type RunActionOptions } from '../runner-harness';
import { nodeBinary } from '../runner-harness/nodeBinary';
import { GitServer } from '../support/GitServer';
import { zipNames } from '../support/zipNames';
import { demoUpstream, git, root, sampleBrand, snapshot } from '../support/trees';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  mkdirSync(path.join(folder, 'temp'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A checkout of the demo upstream with a brand in it, as `actions/checkout` leaves it. */
function checkout(): string {
  const workspace = path.join(folder, 'workspace');
  cpSync(demoUpstream, workspace, { recursive: true });
  cpSync(sampleBrand, path.join(workspace, 'brand'), { recursive: true });
  return workspace;
}

const run = (options: Omit<RunActionOptions, 'action' | 'temp'>) =>
  runAction({ action: root, temp: path.join(folder, 'temp'), ...options });

describe('The bundled action', () => {
  it('brands a checkout in place, sets its outputs and writes report and summary', async () => {
    const workspace = checkout();
    git(workspace, 'init', '--quiet');
    git(workspace, 'add', '--all');
    git(workspace, 'commit', '--quiet', '--message', 'First');
    const sha = git(workspace, 'rev-parse', 'HEAD');
    const before = snapshot(workspace);
    const result = await run({
      workspace,
      inputs: { brand: 'brand', zip: 'out/../branded.zip', report: 'report.json' },
      github: { sha },
    });
    expect({
      conclusion: result.conclusion,
      stderr: result.stderr,
      log: result.conclusion === 'success' ? '' : result.log,
    }).toEqual({
      conclusion: 'success',
      stderr: '',
      log: '',
    });
    expect(result.outputs).toMatchObject({
      residue: '0',
      version: '0.11.0-demo',
      licence: 'livery-demo',
      path: workspace,
      report: path.join(workspace, 'report.json'),
      zip: path.join(workspace, 'branded.zip'),
      'zip-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const report = JSON.parse(readFileSync(path.join(workspace, 'report.json'), 'utf8'));
    expect(report.upstream).toMatchObject({ source: 'https://github.com/acme/chat', commit: sha });
    expect(Number(result.outputs['changed-files'])).toBe(report.totals.changedFiles);
    const after = snapshot(workspace);
    expect(after['src/app.html']).not.toBe(before['src/app.html']);
    expect(after['LICENSE']).toBe(before['LICENSE']);
    expect(after['brand/brand.yaml']).toBe(before['brand/brand.yaml']);
    const packed = await zipNames(path.join(workspace, 'branded.zip'));
    expect(packed).toContain('src/app.html');
    expect(packed.filter(name => /^brand\/|undo\.json/.test(name))).toEqual([]);
    expect(result.summary).toContain('## Meridian Chat');
    expect(result.commands.groups.map(group => group.title)).toEqual(['Apply the brand', 'Pack the zip']);
    expect(readdirSync(path.join(folder, 'temp')).filter(name => name.startsWith('livery-'))).toEqual([]);
  });

  it('gives the same bytes as the bundled command line', async () => {
    const workspace = checkout();
    rmSync(path.join(workspace, 'brand'), { recursive: true });
    const result = await run({ workspace, inputs: { brand: sampleBrand } });
    expect(result.conclusion).toBe('success');
    const byCommand = path.join(folder, 'by-command');
    execFileSync(
      process.execPath,
      [
        path.join(root, 'dist/cli/index.js'),
        'apply',
        demoUpstream,
        '--brand',
        sampleBrand,
        '--out',
        byCommand,
      ],
      { stdio: 'pipe' },
    );
    expect(snapshot(byCommand)).toEqual(snapshot(workspace));
  });

  it('writes nothing in a dry run', async () => {
    const workspace = checkout();
    const before = snapshot(workspace);
    const result = await run({ workspace, inputs: { brand: 'brand', 'dry-run': 'true' } });
    expect(result.conclusion).toBe('success');
    expect(result.summary).toContain('dry run: nothing was written');
    expect(Number(result.outputs.replacements)).toBeGreaterThan(100);
    expect(snapshot(workspace)).toEqual(before);
  });

  it.each<[string, Record<string, string>, (workspace: string) => void, RegExp, number?]>([
    ['no brand', {}, () => undefined, /brand is required/],
    [
      'an input that is neither yes nor no',
      { brand: 'brand', 'dry-run': 'maybe' },
      () => undefined,
      /dry-run must be true or false/,
    ],
    [
      'a zip of an image',
      { brand: 'brand', source: 'example.org/app:1', targets: 'example.org/b:1', zip: 'a.zip' },
      () => undefined,
      /zip is for a source, and example\.org\/app:1 is an image/,
    ],
    [
      'an image that goes nowhere',
      { brand: 'brand', source: 'example.org/app:1' },
      () => undefined,
      /nobody said where the result shall go/,
    ],
    [
      'an image of no use to a source',
      { brand: 'brand', configuration: 'A=1' },
      () => undefined,
      /configuration is for an image/,
    ],
    [
      'drift that is not to be written',
      { brand: 'brand', 'drift-policy': 'report' },
      () => undefined,
      /in a dry run only/,
    ],
    ['a brand that is not there', { brand: 'none' }, () => undefined, /There is no brand at/],
    ['a source that is not there', { brand: 'brand', source: 'none' }, () => undefined, /There is no folder/],
    [
      'an archive outside the workspace',
      { brand: 'brand', zip: '../out.zip' },
      () => undefined,
      /input zip names \.\.\/out\.zip, which is not inside/,
    ],
    [
      'a secret in the URL',
      { brand: 'brand', source: 'https://me:hunter2@example.org/a' },
      () => undefined,
      /user name or a password/,
    ],
    [
      'a tree that is branded already',
      { brand: 'brand' },
      workspace => {
        const bundle = path.join(root, 'dist/cli/index.js');
        execFileSync(process.execPath, [bundle, 'apply', workspace, '--brand', sampleBrand], {
          stdio: 'pipe',
        });
      },
      /was branded by Livery before/,
    ],
    [
      'an unknown licence',
      { brand: 'brand' },
      workspace => writeFileSync(path.join(workspace, 'LICENSE'), 'new'),
      /The licence changed since/,
    ],
    [
      'a rule that matches nothing',
      { brand: 'brand' },
      workspace =>
        writeFileSync(
          path.join(workspace, 'brand/brand.yaml'),
          `apiVersion: livery/v1\nkind: Brand\nname: A\nrules:\n  - {pattern: zzz, replacement: y}\n`,
        ),
      /rule-1/,
      5,
    ],
    [
      'a brand with an unknown key',
      { brand: 'brand' },
      workspace =>
        writeFileSync(
          path.join(workspace, 'brand/brand.yaml'),
          'apiVersion: livery/v1\nkind: Brand\nname: A\ncolors: {}\n',
        ),
      /unknown key "colors"/,
      4,
    ],
  ])(
    'fails on %s with one error, and not a byte is written',
    async (...[, inputs, prepare, message, line]) => {
      const workspace = checkout();
      prepare(workspace);
      const before = snapshot(workspace);
      const result = await run({ workspace, inputs });
      expect(result.conclusion).toBe('failure');
      expect(result.commands.annotations.filter(({ level }) => level === 'error')).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(message),
          ...(line !== undefined && { file: 'brand/brand.yaml', line }),
        }),
      ]);
      expect(result.log + result.summary).not.toContain('hunter2');
      expect(snapshot(workspace)).toEqual(before);
    },
  );

  it('cannot be made to run workflow commands by what it brands', async () => {
    const workspace = checkout();
    const hostile = '::set-output name=residue::9 ##[add-mask]Meridian';
    writeFileSync(
      path.join(workspace, 'brand/brand.yaml'),
      `apiVersion: livery/v1\nkind: Brand\nname: '${hostile}'\n`,
    );
    const result = await run({ workspace, inputs: { brand: 'brand' } });
    expect(result.conclusion).toBe('success');
    expect(result.outputs.residue).toBe('0');
    expect(result.commands.masks.join()).not.toContain('Meridian');
    expect(result.commands.annotations.every(({ message }) => !message.includes('##['))).toBe(true);
  });

  it('tells in a dry run which rules no longer fit, on their lines, and succeeds when asked to', async () => {
    const workspace = checkout();
    const brandFile = path.join(workspace, 'brand/brand.yaml');
    const rules = 'rules:\n  - {pattern: zzz, replacement: y}\n';
    writeFileSync(brandFile, `apiVersion: livery/v1\nkind: Brand\nname: A\n${rules}`);
    const inputs = { brand: 'brand', 'dry-run': 'true', 'drift-policy': 'report' };
    const result = await run({ workspace, inputs });
    expect(result.conclusion).toBe('success');
    expect(result.outputs.drift).toBe('1');
    expect(result.commands.annotations).toEqual([
      expect.objectContaining({ level: 'warning', file: 'brand/brand.yaml', line: 5 }),
    ]);
  });

  it('stops before it writes when anything keeps the old name and the drift policy is strict', async () => {
    const workspace = checkout();
    writeFileSync(path.join(workspace, 'src/lib/Strange.svelte'), '<p>\n  Open WebUI, or Open-WebUI\n</p>\n');
    const before = snapshot(workspace);
    const result = await run({ workspace, inputs: { brand: 'brand', 'drift-policy': 'strict' } });
    expect(result.conclusion).toBe('failure');
    expect(result.log).toContain('no longer fits the profile open-webui, and the drift policy is strict');
    expect(result.commands.annotations).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        title: 'Not branded',
        file: 'src/lib/Strange.svelte',
        line: 2,
      }),
    );
    expect(snapshot(workspace)).toEqual(before);
  });

  it('is small enough to start fast, and holds no native module', () => {
    const dist = path.join(root, 'dist');
    expect(statSync(path.join(dist, 'index.js')).size).toBeLessThan(1024 * 1024);
    expect(statSync(path.join(dist, 'post/index.js')).size).toBeLessThan(150 * 1024);
    const files = readdirSync(dist, { withFileTypes: true }).filter(entry => entry.isFile());
    const chunks = files.map(({ name }) => name).filter(name => /^\d+\.index\.js$/.test(name));
    expect(files).toHaveLength(chunks.length + ['index.js', 'licenses.txt'].length);
    expect(chunks.length).toBeGreaterThan(3);
    for (const name of ['index.js', 'post/index.js', ...chunks]) {
      expect(readFileSync(path.join(dist, name), 'utf8')).not.toMatch(/\.node['"]/);
    }
  });

  it('has its first line in the log within 150 ms, before anything heavy is loaded', () => {
    const timeOf = (args: string[]) => {
      const started = performance.now();
      const { stdout } = spawnSync(nodeBinary('node24'), args, {
        env: { INPUT_BRAND: 'none', INPUT_TIMEOUT: '0s' },
        encoding: 'utf8',
      });
      return { stdout, durationMs: performance.now() - started };
    };
    const best = (args: string[]) => Math.min(...Array.from({ length: 7 }, () => timeOf(args).durationMs));
    const main = [path.join(root, 'dist/index.js')];
    expect(timeOf(main).stdout).toMatch(/^::error title=A wrong input::The input timeout must be a number/m);
    // On a machine that is not busy, Node itself takes 33 ms to start; what a busy one takes longer is not the action's doing.
    const bare = best(['--eval', '0']);
    expect(best(main)).toBeLessThan(Math.max(150, (150 / 33) * bare));
  });

  it('removes in its post step what a killed main has left, and nothing else', () => {
    const folders = ['temp/.livery-own', 'temp/other', 'elsewhere/.livery-x'].map(name =>
      path.join(folder, name),
    );
    folders.forEach(each => mkdirSync(each, { recursive: true }));
    const post = (phase: string) =>
      spawnSync(nodeBinary('node24'), [path.join(root, 'dist/post/index.js')], {
        env: { RUNNER_TEMP: path.join(folder, 'temp'), STATE_livery: JSON.stringify({ phase, folders }) },
        encoding: 'utf8',
      });
    expect(post('running')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('::warning::The run was ended'),
    });
    expect(folders.map(each => existsSync(each))).toEqual([false, true, true]);
    expect(post('completed')).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });
});

describeWith('git-http-backend', 'The bundled action, with git over HTTP,', backend => {
  let server: GitServer;
  beforeEach(async () => {
    const repositories = path.join(folder, 'repositories');
    const work = path.join(folder, 'work');
    cpSync(demoUpstream, work, { recursive: true });
    git(work, 'init', '--quiet', '--initial-branch=main');
    git(work, 'add', '--all');
    git(work, 'commit', '--quiet', '--message', 'First');
    git(work, 'tag', 'v1');
    git(work, 'clone', '--quiet', '--bare', work, path.join(repositories, 'app.git'));
    git(work, 'update-server-info');
    server = await GitServer.start(backend, repositories);
  });
  afterEach(() => server.stop());

  it('fetches a ref of a repository and puts the branded source where it is told', async () => {
    const workspace = path.join(folder, 'workspace');
    mkdirSync(workspace);
    cpSync(sampleBrand, path.join(workspace, 'brand'), { recursive: true });
    const result = await run({
      workspace,
      inputs: { brand: 'brand', source: `${server.url('app.git')}#v1`, path: 'app' },
    });
    expect({ conclusion: result.conclusion, log: result.conclusion === 'success' ? '' : result.log }).toEqual(
      { conclusion: 'success', log: '' },
    );
    expect(readFileSync(path.join(workspace, 'app/src/app.html'), 'utf8')).toContain('Meridian Chat');
    expect(existsSync(path.join(workspace, 'app/.git'))).toBe(false);
    const report = JSON.parse(readFileSync(result.outputs.report ?? '', 'utf8'));
    expect(report.upstream).toEqual({
      source: server.url('app.git'),
      ref: 'v1',
      commit: git(path.join(folder, 'work'), 'rev-parse', 'HEAD'),
      version: '0.11.0-demo',
    });
  });

  it('fails clearly on an unknown ref and on a repository that is not there', async () => {
    const workspace = checkout();
    const before = snapshot(workspace);
    for (const [source, message] of [
      [`${server.url('app.git')}#v9`, /has no branch, tag or commit "v9"/],
      [server.url('none.git'), /could not be fetched/],
    ] as const) {
      const result = await run({ workspace, inputs: { brand: 'brand', source } });
      expect(result.conclusion).toBe('failure');
      expect(result.commands.annotations.at(-1)?.message).toMatch(message);
    }
    expect(snapshot(workspace)).toEqual(before);
  });

  it('stops within the runner’s patience when it is cancelled, and leaves nothing behind', async () => {
    const workspace = checkout();
    const before = snapshot(workspace);
    server.hangs = true;
    const result = await run({
      workspace,
      inputs: { brand: 'brand', source: server.url('app.git') },
      signalOnOutput: 'Get the source',
    });
    expect(result.conclusion).toBe('cancelled');
    expect(result.log).toMatch(/was cancelled/);
    expect(snapshot(workspace)).toEqual(before);
    expect(readdirSync(path.join(folder, 'temp')).filter(name => name.startsWith('livery-'))).toEqual([]);
  });
});
