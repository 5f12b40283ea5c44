import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { toLiveryError } from '@livery/contracts';
import { loadBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { openUpstream, type Plan, plan } from '../plan/plan';
import { loadProfiles } from '../profile/loadProfile';
import { applyPlan } from './apply';
import { revertTree } from './revert';

/**
 * For the tests: applies and reverts a brand where there is no room for it, and prints as JSON what came of it. It runs in a mount
 * namespace of its own, on a small disk. Arguments: `full` or `volumes`, the disk, upstream, brand folder, profiles folder.
 */
const [situation, disk = '', upstream = '', brand = '', profiles = ''] = process.argv.slice(2);
const tree = path.join(disk, 'tree');
const ballast = path.join(disk, 'ballast');

/** What came of one attempt. */
export interface Attempt {
  action: 'apply' | 'revert';
  /** How much room there was, or which volume. */
  place: string;
  code?: string | undefined;
  message: string;
  /** Whether every byte and mode is as it was before. */
  isUntouched: boolean;
}

const attempts: Attempt[] = [];

const planTree = async (): Promise<Plan> =>
  plan({
    tree: openUpstream(tree),
    upstream: { source: 'demo' },
    profiles: loadProfiles(profiles),
    brand: await loadBrand(brand),
    today: '2026-11-20',
  });

/** Path, mode and digest of everything, the record included. */
function snapshot(): string {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true }).map(entry => {
    const file = path.join(entry.parentPath, entry.name);
    return `${file} ${statSync(file).mode} ${entry.isFile() ? digestOf(readFileSync(file)) : ''}`;
  });
  return entries.sort().join('\n');
}

function attempt(action: Attempt['action'], place: string, run: () => unknown): boolean {
  const before = snapshot();
  let code: string | undefined;
  let message = '';
  try {
    run();
  } catch (error) {
    ({ code, message } = toLiveryError(error));
  }
  attempts.push({ action, place, code, message, isUntouched: snapshot() === before });
  return code === undefined;
}

/** Fills the disk to the last byte, and then makes some room. */
function fillDisk(freeBytes: number): void {
  const descriptor = openSync(ballast, 'w');
  let size = 0;
  try {
    for (const block of [1024 * 1024, 4096, 1]) {
      size += writeUntilFull(descriptor, Buffer.alloc(block));
    }
    ftruncateSync(descriptor, Math.max(0, size - freeBytes));
  } finally {
    closeSync(descriptor);
  }
}

function writeUntilFull(descriptor: number, block: Buffer): number {
  let written = 0;
  for (;;) {
    try {
      written += writeSync(descriptor, block);
    } catch {
      return written;
    }
  }
}

/** Doubles the room until there is enough for an action. */
function tryWithLittleRoom(action: Attempt['action'], run: () => unknown): void {
  for (let free = 0; ; free = 2 * free + 4096) {
    fillDisk(free);
    const isDone = attempt(action, `${free} bytes free`, run);
    rmSync(ballast);
    if (isDone) {
      return;
    }
  }
}

function mount(...options: string[]): void {
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(stderr);
  }
}

async function main(): Promise<void> {
  cpSync(upstream, tree, { recursive: true });
  const branding = await planTree();
  if (situation === 'full') {
    tryWithLittleRoom('apply', () => applyPlan(branding));
    tryWithLittleRoom('revert', () => revertTree(tree));
  } else {
    const volume = path.join(tree, 'static');
    mount('--bind', volume, volume);
    attempt('apply', 'another volume inside', () => applyPlan(branding));
    mount('-o', 'remount,bind,ro', volume);
    attempt('apply', 'a read-only volume inside', () => applyPlan(branding));
    mount('-o', 'remount,bind,ro', disk);
    attempt('apply', 'a read-only disk', () => applyPlan(branding));
  }
  process.stdout.write(JSON.stringify({ attempts, hasRecord: existsSync(path.join(tree, '.livery')) }));
}

void main();
