import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import { z } from 'zod';
import { RECORD_FOLDER } from '../tree/SourceTree';

/** Who works on a tree. */
const Owner = z.strictObject({ host: z.string(), pid: z.number().int().positive() });

const LOCK_FILE = `${RECORD_FOLDER}/lock`;

/** The lock, and what a lock of a process that died was moved to while it was taken over. */
const LOCK_NAME = /^lock(?:\.\d+)?$/;

/** A lock without its owner is being written, or was left by a process that died over it. */
const WRITTEN_WITHIN_MS = 10_000;

const ATTEMPTS = 5;

/** Whether Livery is, or was, at work in the record folder: without that, what is there is somebody else's. */
export function hasLock(root: string): boolean {
  return namesIn(root).some(name => LOCK_NAME.test(name));
}

/** What is in the record folder beside locks; nothing when there is none. */
export function recordNames(root: string): string[] {
  return namesIn(root).filter(name => !LOCK_NAME.test(name));
}

/**
 * Does something to a tree that nobody else may do at the same time. The lock of a process of this machine that died is taken
 * over.
 *
 * @param task - gets whether there was such a lock: then what is in the record folder without a record was left by it
 * @throws LiveryError `tree-busy`, `path-unsafe`, `output-unwritable`, and what the task throws
 */
export function withLock<T>(root: string, task: (wasAbandoned: boolean) => T): T {
  let wasAbandoned: boolean;
  try {
    wasAbandoned = acquire(root);
  } catch (error) {
    removeEmptyFolder(root);
    throw error instanceof LiveryError
      ? error
      : new LiveryError('output-unwritable', {
          message: `${root} could not be locked: ${messageOf(error)}. The tree is as it was.`,
          hint: 'Check the permissions and the free space, and run the command again.',
          cause: error,
        });
  }
  try {
    return task(wasAbandoned);
  } finally {
    rmSync(path.join(root, LOCK_FILE), { force: true });
    removeEmptyFolder(root);
  }
}

function acquire(root: string): boolean {
  let wasAbandoned = false;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    makeRecordFolder(root);
    if (create(root)) {
      // Whoever died while taking a lock over has left it here.
      const asides = namesIn(root).filter(name => LOCK_NAME.test(name) && !LOCK_FILE.endsWith(`/${name}`));
      asides.forEach(name => rmSync(path.join(root, RECORD_FOLDER, name), { force: true }));
      return wasAbandoned || asides.length > 0;
    }
    wasAbandoned = removeAbandoned(root) || wasAbandoned;
  }
  throw busy(root, 'others come and go');
}

/** @returns false when there is a lock, or no folder for one any more */
function create(root: string): boolean {
  const file = path.join(root, LOCK_FILE);
  const owner: z.infer<typeof Owner> = { host: os.hostname(), pid: process.pid };
  try {
    writeFileSync(file, `${JSON.stringify(owner)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') {
      return false;
    }
    // On a full disk the file is there, without a byte in it.
    rmSync(file, { force: true });
    throw error;
  }
}

/**
 * Removes a lock of a process that died.
 *
 * @returns false when it is gone by now
 */
function removeAbandoned(root: string): boolean {
  const file = path.join(root, LOCK_FILE);
  const seen = readLock(root);
  if (seen === undefined) {
    return false;
  }
  refuseAlive(root, seen);
  const aside = `${file}.${process.pid}`;
  unlessGone(() => {
    renameSync(file, aside);
    // Somebody else may have taken it over in this moment, and this is the new one.
    if (readFileSync(aside, 'utf8') !== seen) {
      renameSync(aside, file);
      throw busy(root, 'it has just begun');
    }
    rmSync(aside);
  });
  return true;
}

/** @throws LiveryError `tree-busy` unless it is certain that the owner of a lock is no more */
function refuseAlive(root: string, lock: string): void {
  const owner = Owner.safeParse(parse(lock)).data;
  if (!owner) {
    const stats = lstatSync(path.join(root, LOCK_FILE), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs < WRITTEN_WITHIN_MS) {
      throw busy(root, 'it has just begun');
    }
    return;
  }
  if (owner.host !== os.hostname()) {
    throw busy(
      root,
      `a process of the machine ${JSON.stringify(owner.host)}, as far as one can tell from here`,
    );
  }
  // Nothing waits while it holds a lock, so a lock of this process is one of an earlier process of the same number.
  if (owner.pid !== process.pid && isAlive(owner.pid)) {
    throw busy(root, `process ${owner.pid}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readLock(root: string): string | undefined {
  const file = path.join(root, LOCK_FILE);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) {
    return undefined;
  }
  // An upstream can bring anything of this name along, such as a link to a device that never ends.
  if (!stats.isFile() || stats.size > 4096) {
    throw new LiveryError('path-unsafe', {
      message: `${file} is no lock of Livery.`,
      hint: `Remove ${path.dirname(file)}, or use a fresh checkout of the upstream release.`,
    });
  }
  return unlessGone(() => readFileSync(file, 'utf8'));
}

function makeRecordFolder(root: string): void {
  const folder = path.join(root, RECORD_FOLDER);
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) {
    throw new LiveryError('path-unsafe', {
      message: `${folder} is not a folder, and Livery keeps its record there.`,
      hint: 'Remove it, or use a fresh checkout of the upstream release.',
    });
  }
  if (!stats) {
    makeUnlessThere(folder);
  }
}

function makeUnlessThere(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}

/** Whoever holds the lock may let go of it, and of the folder, at any moment. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

function removeEmptyFolder(root: string): void {
  try {
    rmdirSync(path.join(root, RECORD_FOLDER));
  } catch {
    // it holds the record, or is gone already
  }
}

function namesIn(root: string): string[] {
  const folder = path.join(root, RECORD_FOLDER);
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return (isFolder && unlessGone(() => readdirSync(folder))) || [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function busy(root: string, who: string): LiveryError {
  return new LiveryError('tree-busy', {
    message: `Another Livery is at work on ${root}: ${who}. Nothing was written.`,
    hint: `Run the command again when it is done; if no Livery runs any more, remove ${path.join(root, LOCK_FILE)}.`,
  });
}
