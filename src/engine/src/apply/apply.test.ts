import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type LoadedBrand, loadBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { openUpstream, type Plan, plan } from '../plan/plan';
import { loadProfiles } from '../profile/loadProfile';
import { assertVerified, verifyTree } from '../verify/verify';
import { applyPlan } from './apply';
import { revertTree } from './revert';

const root = path.join(__dirname, '../../../..');
const profilesFolder = path.join(root, 'profiles');
const profiles = loadProfiles(profilesFolder);
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const brandFolder = path.join(root, 'portal/sample-brand');
const today = '2026-11-20';

let folder: string;
let tree: string;
let brand: LoadedBrand;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  tree = path.join(folder, 'tree');
  cpSync(upstream, tree, { recursive: true });
  brand = await loadBrand(brandFolder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const planTree = async (): Promise<Plan> =>
  plan({ tree: openUpstream(tree), upstream: { source: 'demo' }, profiles, brand, today });
const verify = () => verifyTree({ location: tree, profiles, brand, today });

/** Path → digest and mode of everything below the tree. */
function snapshot(): Record<string, string> {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      const content = entry.isFile() ? digestOf(readFileSync(file)) : 'folder';
      return [path.relative(tree, file), `${content} ${(lstatSync(file).mode & 0o7777).toString(8)}`];
    }),
  );
}

describe('Taking a branding back', () => {
  it('gives every byte and every mode of the upstream again', async () => {
    chmodSync(path.join(tree, 'src/app.html'), 0o664);
    chmodSync(path.join(tree, 'static/favicon.png'), 0o444);
    const before = snapshot();
    applyPlan(await planTree());
    expect(snapshot()).not.toEqual(before);
    expect(revertTree(tree)).toBeGreaterThan(40);
    expect(snapshot()).toEqual(before);
  });

  it('leaves other names of a file alone', async () => {
    linkSync(path.join(tree, 'src/app.html'), path.join(folder, 'other-name'));
    const original = readFileSync(path.join(folder, 'other-name'));
    applyPlan(await planTree());
    expect(readFileSync(path.join(folder, 'other-name'))).toEqual(original);
  });

  it('is refused for a tree that was not branded, and when a branded file was changed since', async () => {
    expect(() => revertTree(tree)).toThrow(expect.objectContaining({ code: 'not-branded', exitCode: 2 }));
    applyPlan(await planTree());
    appendFileSync(path.join(tree, 'src/app.html'), '<!-- mine -->');
    const before = snapshot();
    expect(() => revertTree(tree)).toThrow(expect.objectContaining({ code: 'tree-changed', exitCode: 6 }));
    expect(snapshot()).toEqual(before);
  });

  it('is refused with a record that cannot be read, or that points out of the tree', async () => {
    applyPlan(await planTree());
    const file = path.join(tree, '.livery/record.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(path.join(folder, 'outside'), 'x');
    record.files[0] = { ...record.files[0], file: '../outside' };
    writeFileSync(file, JSON.stringify(record));
    expect(() => revertTree(tree)).toThrow(expect.objectContaining({ code: 'record-invalid' }));
    writeFileSync(file, '{');
    expect(() => revertTree(tree)).toThrow(expect.objectContaining({ code: 'record-invalid' }));
    expect(readFileSync(path.join(folder, 'outside'), 'utf8')).toBe('x');
  });
});

describe('Verifying a tree', () => {
  it('finds a branded tree right, and writes nothing', async () => {
    applyPlan(await planTree());
    const before = snapshot();
    const verification = await verify();
    expect(verification).toMatchObject({ faults: [], brand: 'Meridian Chat', version: '0.11.0-demo' });
    const record = JSON.parse(readFileSync(path.join(tree, '.livery/record.json'), 'utf8'));
    expect(verification.verifiedFiles).toBe(record.files.length);
    expect(snapshot()).toEqual(before);
  });

  it('names what was changed, removed, or branded differently', async () => {
    applyPlan(await planTree());
    appendFileSync(path.join(tree, 'src/app.html'), '<p>Open WebUI</p>');
    rmSync(path.join(tree, 'static/favicon.png'));
    brand = { ...brand, digest: 'sha256:other' };
    const { faults } = await verify();
    expect(faults.map(fault => `${fault.code} ${fault.file ?? ''}`.trim()).sort()).toEqual([
      'brand-differs',
      'file-differs src/app.html',
      'file-missing static/favicon.png',
    ]);
    expect(() => assertVerified({ brand: '', version: '', verifiedFiles: 0, faults }, tree)).toThrow(
      expect.objectContaining({ code: 'verification-failed', exitCode: 6 }),
    );
  });
});

const argumentsOf = (action: 'apply' | 'revert', killedAt: number) => [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
  path.join(__dirname, 'killedApply.ts'),
  ...[action, tree, brandFolder, profilesFolder, String(killedAt)],
];
const run = (action: 'apply' | 'revert', killedAt: number) =>
  spawnSync(process.execPath, argumentsOf(action, killedAt), {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });

describe('Two brandings of one tree at once', () => {
  it('are one branding, and the other is refused', async () => {
    expect(run('apply', 0).stderr).toBe('');
    const branded = snapshot();
    revertTree(tree);
    const attempts = [1, 2].map(
      () =>
        new Promise<string>(resolve => {
          const child = spawn(process.execPath, argumentsOf('apply', 0));
          let errors = '';
          child.stderr.on('data', chunk => {
            errors += String(chunk);
          });
          child.on('close', () => resolve(errors));
        }),
    );
    const errors = await Promise.all(attempts);
    expect(errors.filter(text => text === '')).toHaveLength(1);
    expect(errors.join('')).toMatch(/at work on|was branded|was interrupted|changed after/);
    expect(snapshot()).toEqual(branded);
  }, 60_000);
});

describe('A branding that is killed', () => {
  it('at any moment can be taken back, and at any moment of being taken back as well', async () => {
    const pristine = snapshot();
    const whole = run('apply', 0);
    expect(whole.stderr).toBe('');
    const changes = Number(whole.stdout);
    expect(changes).toBeGreaterThan(100);
    const branded = snapshot();
    revertTree(tree);
    expect(snapshot()).toEqual(pristine);

    let isWhole = false;
    // The first and the last changes one by one, and some in between.
    const moments = [1, 2, 3, 6, 14, 60, changes - 20, changes - 4, changes - 2, changes - 1, changes];
    for (const moment of moments) {
      expect(run('apply', moment).signal).toBe('SIGKILL');
      const { '.livery/lock': _lock, ...state } = snapshot();
      if (['lock', 'record.json'].some(name => existsSync(path.join(tree, '.livery', name)))) {
        revertTree(tree);
      } else {
        // Only the folder of the record has been made: the next run finds nothing to take back.
        expect(() => revertTree(tree)).toThrow(expect.objectContaining({ code: 'not-branded' }));
      }
      const { '.livery': _folder, ...now } = snapshot();
      expect([moment, now]).toEqual([moment, pristine]);
      isWhole = JSON.stringify(state) === JSON.stringify(branded);
    }
    // The last change is to remove an empty folder: by then all is done.
    expect(isWhole).toBe(true);
    expect(run('apply', 5).signal).toBe('SIGKILL');
    expect(run('apply', 0).stderr).toBe('');
    expect(snapshot()).toEqual(branded);
    revertTree(tree);
    applyPlan(await planTree());
    for (const moment of [1, 3, 100]) {
      expect(run('revert', moment).signal).toBe('SIGKILL');
    }
    revertTree(tree);
    expect(snapshot()).toEqual(pristine);
  }, 120_000);

  it('is not planned upon before it was taken back', async () => {
    mkdirSync(path.join(tree, '.livery'));
    applyPlan(await planTree());
    const file = path.join(tree, '.livery/record.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"applied"', '"applying"'));
    await expect(planTree()).rejects.toMatchObject({ code: 'apply-interrupted' });
  });
});
