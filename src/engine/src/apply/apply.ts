import { LiveryError, messageOf, type Report } from '@livery/contracts';
import { digestOf } from '../digest';
import { assertExpectations } from '../plan/expectation';
import type { Plan } from '../plan/plan';
import { writeDocument } from '../record/document';
import { withLock } from '../record/lock';
import { NOTICE_FILE, noticeOf } from '../record/notice';
import { RECORD_FILE, refuseBranded, removeRecord, type TreeRecord } from '../record/record';
import { UndoLog } from '../record/UndoLog';
import { checkUnchanged, moveStaged, stage } from './moveIntoPlace';
import { takeBack } from './revert';

/**
 * Writes a plan into its tree.
 *
 * The order makes it safe to be killed at any moment. First a lock, the originals and a record that says `applying`; then all
 * files aside; then each moved into place; last the record says `applied`. Until the record is there, no file has been touched;
 * from then on `revertTree` knows for each file whether it has been moved. An error takes everything back at once.
 *
 * @returns the report of what was done
 * @throws LiveryError `rule-unmatched`, `edit-unprovable`, `already-branded`, `apply-interrupted`, `tree-busy`, `tree-changed`,
 * `path-unsafe`, `output-unwritable`
 */
export function applyPlan(plan: Plan): Report {
  const started = performance.now();
  assertExpectations(plan.report);
  withLock(plan.tree.location, wasAbandoned => write(plan, wasAbandoned));
  const { report } = plan;
  return {
    ...report,
    applied: true,
    durationsMs: { ...report.durationsMs, apply: Math.round(performance.now() - started) },
  };
}

function write(plan: Plan, wasAbandoned: boolean): void {
  const { changes, report } = plan;
  const { location } = plan.tree;
  // Somebody else may have been here after it was planned.
  refuseBranded(location, wasAbandoned);
  checkUnchanged(location, changes);
  const undoLog = UndoLog.of(location, changes);
  const record = recordOf(plan);
  const interrupted: TreeRecord = { ...record, state: 'applying' };
  let isRecorded = false;
  try {
    removeRecord(location);
    undoLog.save(changes);
    writeDocument(location, RECORD_FILE, interrupted);
    isRecorded = true;
    writeDocument(location, NOTICE_FILE, noticeOf(report));
    stage(location, changes);
    moveStaged(location, changes);
    writeDocument(location, RECORD_FILE, record);
  } catch (error) {
    if (isRecorded) {
      // What this process knows, and not what the tree says by now.
      takeBack(location, interrupted, undoLog);
    } else {
      removeRecord(location);
    }
    throw error instanceof LiveryError
      ? error
      : new LiveryError('output-unwritable', {
          message: `The branding could not be written into ${location}: ${messageOf(error)}. The tree is as it was.`,
          hint: 'Check the permissions and the free space, and run the command again.',
          cause: error,
        });
  }
}

function recordOf({ report, changes }: Plan): TreeRecord {
  return {
    apiVersion: 'livery/record/v2',
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
