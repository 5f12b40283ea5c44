import { lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { LiveryError, messageOf, type Report } from '@livery/contracts';
import { digestOf } from '../digest';
import { assertExpectations } from '../plan/expectation';
import type { Plan } from '../plan/plan';
import { NOTICE_FILE, noticeOf } from '../record/notice';
import { RECORD_FILE, type TreeRecord, UNDO_FILE, type UndoLog } from '../record/record';
import { RECORD_FOLDER } from '../tree/SourceTree';
import { checkUnchanged, moveStaged, stage, writeDocument } from './moveIntoPlace';
import { rollBack } from './revert';

/**
 * Writes a plan into its tree.
 *
 * The order makes it safe to be killed at any moment. First the undo log and a record that says `applying`; then all files
 * aside; then each moved into place; last the record says `applied`. Until the record is there, no file has been touched; from
 * then on {@link rollBack} knows for each file whether it has been moved. An error rolls back at once.
 *
 * @returns the report of what was done
 * @throws LiveryError `rule-unmatched`, `tree-changed`, `path-unsafe`, `output-unwritable`
 */
export function applyPlan(plan: Plan): Report {
  const started = performance.now();
  assertExpectations(plan.report);
  const { location } = plan.tree;
  checkUnchanged(location, plan.changes);
  const record = recordOf(plan);
  try {
    makeRecordFolder(location);
    writeDocument(location, UNDO_FILE, undoLogOf(plan));
    writeDocument(location, RECORD_FILE, { ...record, state: 'applying' });
    writeDocument(location, NOTICE_FILE, noticeOf(plan.report));
    stage(location, plan.changes);
    moveStaged(location, plan.changes);
    writeDocument(location, RECORD_FILE, record);
  } catch (error) {
    rollBack(location);
    throw error instanceof LiveryError
      ? error
      : new LiveryError('output-unwritable', {
          message: `The branding could not be written into ${location}: ${messageOf(error)}. The tree is as it was.`,
          hint: 'Check the permissions and the free space, and run the command again.',
          cause: error,
        });
  }
  const { report } = plan;
  return {
    ...report,
    applied: true,
    durationsMs: { ...report.durationsMs, apply: Math.round(performance.now() - started) },
  };
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
  mkdirSync(folder, { recursive: true });
}

function recordOf({ report, changes }: Plan): TreeRecord {
  return {
    apiVersion: 'livery/record/v1',
    kind: 'Record',
    state: 'applied',
    upstream: { ...(report.upstream.version !== undefined && { version: report.upstream.version }) },
    profile: report.profile,
    brand: report.brand,
    licence: report.licence,
    files: changes.map(({ file, before, content }) => ({
      file,
      before,
      ...(content && { after: digestOf(content) }),
    })),
  };
}

function undoLogOf({ tree, changes }: Plan): UndoLog {
  return Object.fromEntries(
    changes.map(({ file, content, undo }) => {
      const isDeleted = content === undefined && undo.type === 'bytes';
      const mode = isDeleted ? lstatSync(path.join(tree.location, file)).mode & 0o7777 : undefined;
      return [file, { ...undo, ...(mode !== undefined && { mode }) }];
    }),
  );
}
