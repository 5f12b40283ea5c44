import { rename } from 'node:fs/promises';
import path from 'node:path';
import * as core from '@actions/core';
import type { Report, StepKey } from '@livery/contracts';
import { assertExpectations, loadBrand } from '@livery/engine';
import { fetchSource, inFolder, planSource, runPipeline, withWorkFolder, writeJson } from '@livery/pipeline';
import type { Inputs } from './inputs';
import { showEvent } from './log';
import { type ActionSource, sourceOf } from './sourceOf';
import { writeSummary } from './summary';
import { type RunnerFolders, type Targets, targetsOf } from './targets';

/** Brands what the inputs say, sets the outputs, and writes report and summary; those of a run that stops, too. */
export async function run(inputs: Inputs, folders: RunnerFolders, signal: AbortSignal): Promise<void> {
  const brandFolder = path.resolve(folders.workspace, inputs.brand);
  const brand = await loadBrand(brandFolder);
  const targets = await targetsOf(inputs, folders);
  const source = await sourceOf(inputs, folders);
  let report: Report | undefined;
  const options = {
    source,
    brand,
    ...(inputs.profile !== undefined && { profile: inputs.profile }),
    signal,
    onPlan: (planned: Report) => {
      report = planned;
    },
  };
  try {
    if (inputs['dry-run']) {
      report = await withWorkFolder(folders.temporary, folder => planOnly(folder, source, options));
      assertExpectations(report);
      return;
    }
    report = await inFolders(targets, async () =>
      // Beside the target, so that the last step is one rename on one file system.
      withWorkFolder(targets.tree ? path.dirname(targets.tree) : folders.temporary, async work => {
        const result = await runPipeline({
          ...options,
          steps: stepsOf(source, targets),
          workDirectory: work,
          // A brand that is kept in the checkout is not part of the app.
          leaveOut: source.fetch ? [] : [path.relative(folders.workspace, brandFolder)],
          ...(targets.zip !== undefined && { zipFile: targets.zip }),
          emit: showEvent,
        });
        if (targets.tree !== undefined) {
          await rename(result.tree, targets.tree);
        }
        return result.report;
      }),
    );
  } finally {
    if (report) {
      await inFolder(path.dirname(targets.report), async () => {
        if (report) {
          await writeJson(targets.report, report);
        }
      });
      setOutputs(report, targets, targets.tree ?? folders.workspace);
      await writeSummary(report);
    }
  }
}

async function planOnly(
  folder: string,
  source: ActionSource,
  options: Omit<Parameters<typeof planSource>[0], 'tree'>,
): Promise<Report> {
  if (!source.fetch) {
    return (await planSource({ ...options, tree: source.location })).report;
  }
  const tree = path.join(folder, 'tree');
  const commit = await fetchSource(source.fetch, tree, options.signal);
  const fetched = { ...source, ...(commit !== undefined && { commit }) };
  return (await planSource({ ...options, tree, source: fetched })).report;
}

function stepsOf(source: ActionSource, targets: Targets): StepKey[] {
  return [
    ...(source.fetch ? (['clone_repo'] as const) : []),
    'apply_branding',
    ...(targets.zip === undefined ? [] : (['create_zip'] as const)),
  ];
}

/** Makes the folders that the outputs go into; when the task fails, they go again. */
function inFolders<T>(targets: Targets, task: () => Promise<T>): Promise<T> {
  return [targets.tree, targets.zip]
    .filter(target => target !== undefined)
    .reduce((inner, target) => () => inFolder(path.dirname(target), inner), task)();
}

function setOutputs(report: Report, targets: Targets, tree: string): void {
  const { totals, outputs, upstream, licence } = report;
  const zip = outputs.find(output => output.kind === 'zip');
  const values: Record<string, string | number | undefined> = {
    'changed-files': totals.changedFiles,
    replacements: totals.replacements + totals.filledTranslations,
    residue: totals.residue,
    version: upstream.version,
    licence: licence.text,
    report: targets.report,
    path: report.applied ? tree : undefined,
    zip: zip && targets.zip,
    'zip-sha256': zip?.digest.replace(/^sha256:/, ''),
  };
  for (const [name, value] of Object.entries(values)) {
    core.setOutput(name, value ?? '');
  }
}
