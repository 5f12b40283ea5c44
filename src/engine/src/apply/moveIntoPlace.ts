import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { digestOf } from '../digest';
import { checkWritable, RECORD_FOLDER } from '../tree/SourceTree';

/** New content for a file of a tree, and the digest of what it replaces. */
export interface Replacement {
  readonly file: string;
  /** Undefined for a file that is not there. */
  readonly before: string | undefined;
  /** Undefined for a file that is to go. */
  readonly content: Buffer | undefined;
  /** The mode of a file that is not there; others keep theirs. */
  readonly mode?: number;
}

const STAGING_FOLDER = `${RECORD_FOLDER}/staged`;

/**
 * Checks that every file is what it was when the change was planned.
 *
 * @throws LiveryError `tree-changed`, `path-unsafe`
 */
export function checkUnchanged(root: string, replacements: readonly Replacement[]): void {
  for (const { file, before } of replacements) {
    checkWritable(root, file, before === undefined);
    if (before !== undefined && digestOf(readFileSync(path.join(root, file))) !== before) {
      throw new LiveryError('tree-changed', {
        message: `${path.join(root, file)} changed after the change to it was planned, so nothing was written.`,
        hint: 'Run the command again.',
      });
    }
  }
}

/** Writes all files aside, in the same tree and with the modes of those they will replace. */
export function stage(root: string, replacements: readonly Replacement[]): void {
  const staging = path.join(root, STAGING_FOLDER);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const [index, { file, content, mode }] of replacements.entries()) {
    if (!content) {
      continue;
    }
    const staged = path.join(staging, String(index));
    writeFileSync(staged, content, { flag: 'wx' });
    chmodSync(staged, mode ?? lstatSync(path.join(root, file)).mode & 0o7777);
  }
}

/** Moves what {@link stage} wrote into place. A move replaces a file as a whole or not at all. */
export function moveStaged(root: string, replacements: readonly Replacement[]): void {
  for (const [index, { file, before, content }] of replacements.entries()) {
    checkWritable(root, file, before === undefined);
    if (content) {
      renameSync(path.join(root, STAGING_FOLDER, String(index)), path.join(root, file));
    } else {
      rmSync(path.join(root, file));
    }
  }
  rmSync(path.join(root, STAGING_FOLDER), { recursive: true, force: true });
}

/** Writes one file of the record folder aside and moves it into place. */
export function writeDocument(root: string, file: string, document: unknown): void {
  const target = path.join(root, file);
  writeFileSync(`${target}.part`, `${JSON.stringify(document, undefined, 2)}\n`);
  renameSync(`${target}.part`, target);
}
