import { spawnSync } from 'node:child_process';
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
import { revertTree, rollBack } from './revert';

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

describe('A branding that is killed', () => {
  const run = (action: 'apply' | 'revert', killedAt: number) =>
    spawnSync(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(__dirname, 'killedApply.ts'),
        ...[action, tree, brandFolder, profilesFolder, String(killedAt)],
      ],
      { encoding: 'utf8', env: { PATH: process.env.PATH } },
    );

  it('at any moment is taken back by the next run, and at any moment of being taken back as well', async () => {
    const pristine = snapshot();
    const whole = run('apply', 0);
    expect(whole.stderr).toBe('');
    const changes = Number(whole.stdout);
    expect(changes).toBeGreaterThan(100);
    const branded = snapshot();
    revertTree(tree);
    expect(snapshot()).toEqual(pristine);

    // The first and the last changes one by one, and some in between.
    const moments = [1, 2, 3, 4, 5, 6, 7, 60, changes - 20, changes - 3, changes - 2, changes - 1, changes];
    for (const moment of moments) {
      expect(run('apply', moment).signal).toBe('SIGKILL');
      rollBack(tree);
      const state = existsSync(path.join(tree, '.livery')) ? branded : pristine;
      expect([moment, snapshot()]).toEqual([moment, state]);
      if (state === branded) {
        revertTree(tree);
      }
    }
    applyPlan(await planTree());
    for (const moment of [1, 3, 50, 100]) {
      expect(run('revert', moment).signal).toBe('SIGKILL');
    }
    revertTree(tree);
    expect(snapshot()).toEqual(pristine);
  }, 60_000);

  it('is not planned upon before it was taken back', async () => {
    mkdirSync(path.join(tree, '.livery'));
    expect(rollBack(tree)).toBe(true);
    applyPlan(await planTree());
    const file = path.join(tree, '.livery/record.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"applied"', '"applying"'));
    await expect(planTree()).rejects.toMatchObject({ code: 'apply-interrupted' });
  });
});
