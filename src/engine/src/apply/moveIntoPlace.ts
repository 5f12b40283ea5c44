import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { digestOf } from '../digest';
import { checkWritable, orUnreadable, RECORD_FOLDER } from '../tree/SourceTree';

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
 * @throws LiveryError `tree-changed`, `path-unsafe`, `source-invalid`
 */
export function checkUnchanged(root: string, replacements: readonly Replacement[]): void {
  for (const { file, before } of replacements) {
    checkWritable(root, file, before === undefined);
    const location = path.join(root, file);
    if (before !== undefined && digestOf(orUnreadable(location, place => readFileSync(place))) !== before) {
      throw new LiveryError('tree-changed', {
        message: `${location} changed after the change to it was planned, so nothing was written.`,
        hint: 'Run the command again.',
      });
    }
  }
}

/** Writes all files aside, in the same tree and with the modes of those they will replace; all of them, or none. */
export function stage(root: string, replacements: readonly Replacement[]): void {
  const staging = path.join(root, STAGING_FOLDER);
  rmSync(staging, { recursive: true, force: true });
  try {
    mkdirSync(staging, { recursive: true });
    for (const [index, replacement] of replacements.entries()) {
      stageFile(root, path.join(staging, String(index)), replacement);
    }
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
}

function stageFile(root: string, staged: string, { file, content, mode }: Replacement): void {
  if (!content) {
    return;
  }
  writeFileSync(staged, content, { flag: 'wx', mode: 0o600 });
  if (mode !== undefined) {
    chmodSync(staged, mode);
    return;
  }
  const replaced = lstatSync(path.join(root, file));
  keepOwner(staged, replaced);
  chmodSync(staged, replaced.mode & 0o7777);
}

/** In a container people are often root in somebody else's checkout, who would be left with files that are not theirs. */
function keepOwner(staged: string, { uid, gid }: Stats): void {
  if (process.getuid?.() !== 0) {
    return;
  }
  try {
    chownSync(staged, uid, gid);
  } catch {
    // root of a user namespace can give only what is mapped into it; then it is as for any other user
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
