import { execFileSync } from 'node:child_process';
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

  it.each<[string, Record<string, string>, (workspace: string) => void, RegExp]>([
    ['no brand', {}, () => undefined, /brand is required/],
    [
      'two wrong inputs',
      { 'dry-run': 'maybe' },
      () => undefined,
      /brand is required.*dry-run must be true or false/,
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
          'apiVersion: livery/v1\nkind: Brand\nname: A\nrules: [{pattern: zzz, replacement: y}]\n',
        ),
      /rule-1/,
    ],
  ])('fails on %s with one error, and not a byte is written', async (_name, inputs, prepare, message) => {
    const workspace = checkout();
    prepare(workspace);
    const before = snapshot(workspace);
    const result = await run({ workspace, inputs });
    expect(result.conclusion).toBe('failure');
    expect(result.commands.annotations.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ]);
    expect(result.log + result.summary).not.toContain('hunter2');
    expect(snapshot(workspace)).toEqual(before);
  });

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

  it('is small enough to start fast, and holds no native module', () => {
    const main = path.join(root, 'dist/index.js');
    expect(statSync(main).size).toBeLessThan(1.5 * 1024 * 1024);
    expect(readFileSync(main, 'utf8')).not.toMatch(/\.node['"]/);
    expect(readdirSync(path.join(root, 'dist')).sort()).toEqual([
      'cli',
      'drawing',
      'index.js',
      'licenses.txt',
      'syntax',
    ]);
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
