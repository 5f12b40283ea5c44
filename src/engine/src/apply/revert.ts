import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { hasLock, withLock } from '../record/lock';
import { readRecord, removeRecord, type TreeRecord } from '../record/record';
import { UndoLog } from '../record/UndoLog';
import { checkWritable, findMisplaced, orUnreadable } from '../tree/SourceTree';
import { checkUnchanged, moveStaged, type Replacement, stage } from './moveIntoPlace';

/**
 * Takes a branding back: every file gets its original bytes, and the record goes. Also takes back what an interrupted
 * {@link applyPlan} left.
 *
 * Files that somebody changed since stop it before anything is written.
 *
 * @param brand - the brand that the tree must have been branded with; any when left out
 * @returns how many files were reverted
 * @throws LiveryError `not-branded`, `brand-differs`, `tree-busy`, `tree-changed`, `record-invalid`, `path-unsafe`,
 * `output-unwritable`
 */
export function revertTree(root: string, brand?: LoadedBrand): number {
  // Without either there is nothing to lock, and nothing is written.
  if (!readRecord(root) && !hasLock(root)) {
    throw new LiveryError('not-branded', {
      message: `${root} was not branded by Livery: it holds no record.`,
      hint: 'Give the folder that "livery apply" branded.',
    });
  }
  return withLock(root, () => {
    const record = readRecord(root);
    if (!record) {
      // Killed before the record was there: no file of the tree has been touched.
      removeRecord(root);
      return 0;
    }
    checkBrandOf(record, root, brand);
    return takeBack(root, record);
  });
}

/**
 * Gives every file of a record its original bytes, and removes the record.
 *
 * @param undoLog - read from the tree when left out
 * @returns how many files were reverted
 * @throws LiveryError as {@link revertTree}
 */
export function takeBack(root: string, record: TreeRecord, undoLog?: UndoLog): number {
  const replacements = originalsOf(root, record, undoLog);
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
          hint: 'Check the permissions and the free space, and run "livery revert": it goes on where it stopped.',
          cause: error,
        });
  }
  return replacements.length;
}

/** A brand that was worked on since is still the same brand. */
function checkBrandOf(record: TreeRecord, root: string, loaded: LoadedBrand | undefined): void {
  if (loaded && loaded.digest !== record.brand.digest && loaded.brand.name !== record.brand.name) {
    throw new LiveryError('brand-differs', {
      message: `${root} was branded as ${record.brand.name}, and not as ${loaded.brand.name}.`,
      hint: 'Give the brand it was branded with, or none to take back whatever it was branded with.',
    });
  }
}

/** What has to be written to get the originals back; files that have theirs already are left out. */
function originalsOf(root: string, record: TreeRecord, given: UndoLog | undefined): Replacement[] {
  const replacements: Replacement[] = [];
  let undoLog = given;
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
    // Of a run that was killed in its last moments it may be gone, and is not needed.
    undoLog ??= UndoLog.read(root);
    const original = digest === after ? undoLog.originalOf(file, bytes) : undefined;
    const mode = undoLog.modeOf(file);
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
