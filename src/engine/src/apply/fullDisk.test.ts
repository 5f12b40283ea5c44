import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeWith } from '@livery/test/requirements';
import type { Attempt } from './crampedApply';

const root = path.join(__dirname, '../../../..');

describeWith('own mounts', 'A branding without room', withOwnMounts => {
  let disk: string;
  beforeEach(() => {
    disk = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  });
  afterEach(() => rmSync(disk, { recursive: true }));

  function run(situation: 'full' | 'volumes'): { attempts: Attempt[]; hasRecord: boolean } {
    const [program = '', ...options] = withOwnMounts.split(' ');
    const onSmallDisk = 'mount -t tmpfs -o size=16m tmpfs "$1" && shift && exec "$@"';
    const script = [
      process.execPath,
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      path.join(__dirname, 'crampedApply.ts'),
      situation,
      disk,
      path.join(root, 'profiles/open-webui/fixture/upstream'),
      path.join(root, 'portal/sample-brand'),
      path.join(root, 'profiles'),
    ];
    const { stdout, stderr } = spawnSync(
      program,
      [...options, 'sh', '-c', onSmallDisk, 'sh', disk, ...script],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH },
      },
    );
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  }

  it('leaves every byte as it was when the disk is full, and goes through as soon as there is room', () => {
    const { attempts, hasRecord } = run('full');
    for (const action of ['apply', 'revert'] as const) {
      const tried = attempts.filter(attempt => attempt.action === action);
      const failed = tried.slice(0, -1);
      expect(failed.length).toBeGreaterThan(4);
      for (const { place, code, message, isUntouched } of failed) {
        expect([place, code, isUntouched]).toEqual([place, 'output-unwritable', true]);
        expect(message).toContain('ENOSPC');
      }
      expect(tried.at(-1)).toMatchObject({ message: '', isUntouched: false });
    }
    expect(hasRecord).toBe(false);
  }, 60_000);

  it('leaves every byte as it was when a part of the tree cannot be written', () => {
    const { attempts, hasRecord } = run('volumes');
    expect(attempts.map(({ place, code, isUntouched }) => [place, code, isUntouched])).toEqual([
      ['another volume inside', 'output-unwritable', true],
      ['a read-only volume inside', 'output-unwritable', true],
      ['a read-only disk', 'output-unwritable', true],
    ]);
    expect(hasRecord).toBe(false);
  }, 60_000);
});
