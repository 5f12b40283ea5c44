import { lstatSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import { digestOf } from '../digest';
import { readRecord, readUndoLog, type TreeRecord } from '../record/record';
import { revertBytes } from '../record/undo';
import { checkWritable, findMisplaced, orUnreadable, RECORD_FOLDER } from '../tree/SourceTree';
import { checkUnchanged, moveStaged, type Replacement, stage } from './moveIntoPlace';

/**
 * Takes a branding back: every file gets its original bytes, and the record goes.
 *
 * Files that somebody changed since stop it before anything is written.
 *
 * @returns how many files were reverted
 * @throws LiveryError `not-branded`, `tree-changed`, `record-invalid`, `path-unsafe`, `output-unwritable`
 */
export function revertTree(root: string): number {
  const record = readRecord(root);
  if (!record) {
    throw new LiveryError('not-branded', {
      message: `${root} was not branded by Livery: it holds no record.`,
      hint: 'Give the folder that "livery apply" branded.',
    });
  }
  const replacements = originalsOf(root, record);
  try {
    checkUnchanged(root, replacements);
    // Nothing to write needs no room either, on a disk that is full.
    if (replacements.length > 0) {
      stage(root, replacements);
      moveStaged(root, replacements);
    }
    removeRecord(root);
  } catch (error) {
    throw error instanceof LiveryError
      ? error
      : new LiveryError('output-unwritable', {
          message: `The branding of ${root} could not be taken back: ${messageOf(error)}.`,
          hint: 'Check the permissions and the free space, and run the command again: it goes on where it stopped.',
          cause: error,
        });
  }
  return replacements.length;
}

/**
 * Takes back what an interrupted {@link applyPlan} left, so that the tree is as it was.
 *
 * @returns whether there was anything to take back
 * @throws LiveryError as {@link revertTree}
 */
export function rollBack(root: string): boolean {
  if (!lstatSync(path.join(root, RECORD_FOLDER), { throwIfNoEntry: false })?.isDirectory()) {
    return false;
  }
  const record = readRecord(root);
  if (record?.state === 'applied') {
    return false;
  }
  if (record) {
    revertTree(root);
  } else {
    // Killed before the record was there: no file of the tree has been touched.
    removeRecord(root);
  }
  return true;
}

/** What has to be written to get the originals back; files that have theirs already are left out. */
function originalsOf(root: string, record: TreeRecord): Replacement[] {
  const replacements: Replacement[] = [];
  let undoLog: ReturnType<typeof readUndoLog> | undefined;
  for (const { file, before, after } of record.files) {
    const location = path.join(root, file);
    const isDeleted = after === undefined && !lstatSync(location, { throwIfNoEntry: false });
    if (record.state === 'applying' && findMisplaced(root, file, isDeleted) !== undefined) {
      continue; // What somebody took away while it was being branded is theirs; the rest still has to come back.
    }
    checkWritable(root, file, isDeleted);
    const bytes = isDeleted ? Buffer.alloc(0) : orUnreadable(location, place => readFileSync(place));
    const digest = isDeleted ? undefined : digestOf(bytes);
    if (digest === before) {
      continue;
    }
    undoLog ??= readUndoLog(root);
    const undo = undoLog[file];
    const original = digest === after && undo ? revertBytes(bytes, undo) : undefined;
    const mode = undo?.type === 'bytes' ? undo.mode : undefined;
    if (!original || digestOf(original) !== before) {
      throw new LiveryError('tree-changed', {
        message: `${location} was changed after it was branded, so its original cannot be told from it.`,
        hint: 'Undo that change, or start again from a fresh checkout of the upstream release.',
      });
    }
    replacements.push({ file, before: digest, content: original, ...(mode !== undefined && { mode }) });
  }
  return replacements;
}

/** The record itself goes last: until then a run that was killed can be taken up again. */
function removeRecord(root: string): void {
  const folder = path.join(root, RECORD_FOLDER);
  const parts = ['staged', 'NOTICE.txt.part', 'NOTICE.txt', 'undo.json.part', 'record.json.part'];
  for (const name of [...parts, 'undo.json', 'record.json']) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  try {
    rmdirSync(folder);
  } catch {
    // somebody keeps files of their own there, or it is gone already
  }
}
