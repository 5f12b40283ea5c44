import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError, messageOf, type Report } from '@livery/contracts';
import { digestOf } from '../digest';
import type { Change } from '../plan/collector';
import { assertExpectations } from '../plan/expectation';
import type { Plan } from '../plan/plan';
import { RECORD_FOLDER } from '../tree/walk';

interface StagedFile {
  readonly temporary: string;
  readonly target: string;
}

/**
 * Writes a plan into its tree: all files aside first, then each moved into place, then the record.
 *
 * Modes stay as they are. When anything fails before the first move, the tree is untouched.
 *
 * @returns the report of what was done
 * @throws LiveryError `rule-unmatched`, `tree-changed`, `path-unsafe`, `output-unwritable`
 */
export function applyPlan(plan: Plan): Report {
  const started = performance.now();
  assertExpectations(plan.report);
  for (const change of plan.changes) {
    checkTarget(plan.tree, change);
  }
  const staged: StagedFile[] = [];
  try {
    for (const change of plan.changes) {
      staged.push(stage(plan.tree, change.file, change.content));
    }
    mkdirSync(path.join(plan.tree, RECORD_FOLDER));
    staged.push(stage(plan.tree, `${RECORD_FOLDER}/record.json`, recordOf(plan)));
    for (const { temporary, target } of staged) {
      renameSync(temporary, target);
    }
  } catch (error) {
    for (const { temporary } of staged) {
      rmSync(temporary, { force: true });
    }
    throw new LiveryError('output-unwritable', {
      message: `The branding could not be written into ${plan.tree}: ${messageOf(error)}.`,
      hint: 'Check the permissions and the free space, then start again from a fresh checkout.',
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

/** The guard at the last point before the effect: a regular file, reached without links, with the planned content. */
function checkTarget(tree: string, change: Change): void {
  let folder = tree;
  for (const part of change.file.split('/').slice(0, -1)) {
    folder = path.join(folder, part);
    if (!lstatSync(folder).isDirectory()) {
      throw new LiveryError('path-unsafe', {
        message: `${folder} is not a folder but a link or a file, so ${change.file} will not be written through it.`,
        hint: 'Use a fresh checkout of the upstream release.',
      });
    }
  }
  const target = path.join(tree, change.file);
  if (!lstatSync(target).isFile() || digestOf(readFileSync(target)) !== change.before) {
    throw new LiveryError('tree-changed', {
      message: `${target} changed after the branding was planned, so nothing was written.`,
      hint: 'Run the command again.',
    });
  }
}

function stage(tree: string, file: string, content: Buffer): StagedFile {
  const target = path.join(tree, file);
  const mode = lstatSync(target, { throwIfNoEntry: false })?.mode ?? 0o644;
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.livery-${randomBytes(4).toString('hex')}`,
  );
  // wx: never through something that is already there
  writeFileSync(temporary, content, { flag: 'wx', mode: mode & 0o777 });
  return { temporary, target };
}

/** What a branded tree says of itself. No times and no places: the same inputs give the same bytes. */
function recordOf({ report, changes }: Plan): Buffer {
  const record = {
    apiVersion: 'livery/record/v1',
    kind: 'Record',
    upstream: { ...(report.upstream.version !== undefined && { version: report.upstream.version }) },
    profile: report.profile,
    brand: report.brand,
    licence: report.licence,
    files: changes.map(change => ({
      file: change.file,
      before: change.before,
      after: digestOf(change.content),
    })),
  };
  return Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`);
}
