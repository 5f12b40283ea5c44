import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hasLock, withLock } from './lock';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const lock = () => path.join(root, '.livery/lock');
function leave(text: string, name = 'lock'): void {
  mkdirSync(path.join(root, '.livery'), { recursive: true });
  writeFileSync(path.join(root, '.livery', name), text);
}
const ownerOf = (pid: number, host = os.hostname()) => JSON.stringify({ host, pid });

/** A process that was, and is not any more. */
const deadPid = () => spawnSync('true').pid;

describe('The lock of a tree', () => {
  it('is held while something is done, and is gone afterwards with the folder it was in', () => {
    const result = withLock(root, wasAbandoned => {
      expect(JSON.parse(readFileSync(lock(), 'utf8'))).toEqual({ host: os.hostname(), pid: process.pid });
      expect(hasLock(root)).toBe(true);
      return wasAbandoned;
    });
    expect(result).toBe(false);
    expect(readdirSync(root)).toEqual([]);
    const fail = () => {
      throw new Error('no');
    };
    expect(() => withLock(root, fail)).toThrow('no');
    expect(readdirSync(root)).toEqual([]);
  });

  it('of a process that lives, or of a machine that nobody can ask, is respected', () => {
    const living = spawn('sleep', ['60']);
    try {
      for (const [text, words] of [
        [ownerOf(living.pid ?? 0), `process ${living.pid}`],
        [ownerOf(deadPid(), 'elsewhere'), '"elsewhere"'],
        ['', 'just begun'],
      ] as const) {
        leave(text);
        expect(() => withLock(root, () => undefined)).toThrow(
          expect.objectContaining({ code: 'tree-busy', message: expect.stringContaining(words) }),
        );
        expect(readFileSync(lock(), 'utf8')).toBe(text);
      }
    } finally {
      living.kill();
    }
  });

  it('of a process that died is taken over, also when it died while it wrote or took over', () => {
    const minute = new Date(Date.now() - 60_000);
    for (const [text, name] of [
      [ownerOf(deadPid()), 'lock'],
      [ownerOf(process.pid), 'lock'],
      ['', 'lock'],
      [ownerOf(deadPid()), 'lock.123'],
    ] as const) {
      leave(text, name);
      utimesSync(path.join(root, '.livery', name), minute, minute);
      expect(hasLock(root)).toBe(true);
      expect(withLock(root, wasAbandoned => wasAbandoned)).toBe(true);
      expect(existsSync(path.join(root, '.livery'))).toBe(false);
    }
  });

  it('lets one of many in at a time', async () => {
    const script = `
      require(${JSON.stringify(require.resolve('@backstage/cli/config/nodeTransform.cjs'))});
      const fs = require('node:fs');
      const { withLock } = require(${JSON.stringify(path.join(__dirname, 'lock.ts'))});
      const counter = ${JSON.stringify(path.join(root, 'counter'))};
      let done = 0;
      while (done < 50) {
        try {
          withLock(${JSON.stringify(root)}, () => {
            fs.writeFileSync(counter, String(Number(fs.readFileSync(counter, 'utf8')) + 1));
            done += 1;
          });
        } catch (error) {
          if (error.code !== 'tree-busy') throw error;
        }
      }`;
    writeFileSync(path.join(root, 'counter'), '0');
    const runs = [1, 2, 3].map(
      () =>
        new Promise<string>(resolve => {
          const child = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'ignore', 'pipe'] });
          let errors = '';
          child.stderr.on('data', chunk => {
            errors += String(chunk);
          });
          child.on('close', () => resolve(errors));
        }),
    );
    expect(await Promise.all(runs)).toEqual(['', '', '']);
    expect(readFileSync(path.join(root, 'counter'), 'utf8')).toBe('150');
  }, 30_000);
});
