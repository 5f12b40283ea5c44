import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as core from '@actions/core';
import * as exec from '@actions/exec';
import * as github from '@actions/github';
import { LiveryError, type Report, type StepKey } from '@livery/contracts';
import { assertExpectations, loadBrand, openUpstream, plan } from '@livery/engine';
import {
  createSource,
  fetchSource,
  findProfiles,
  parseSource,
  type PipelineSource,
  runPipeline,
  type Source,
} from '@livery/pipeline';
import type { Inputs } from './inputs';
import { showEvent } from './log';
import { writeSummary } from './summary';

/** Where things are on the runner. */
export interface RunnerFolders {
  workspace: string;
  temporary: string;
}

/** The folders that the runner gives to a step. */
export function runnerFolders(): RunnerFolders {
  return {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    temporary: process.env.RUNNER_TEMP ?? os.tmpdir(),
  };
}

/** Brands what the inputs say, sets the outputs, and writes report and summary. */
export async function run(inputs: Inputs, folders: RunnerFolders, signal: AbortSignal): Promise<void> {
  const work = await mkdtemp(path.join(folders.temporary, 'livery-'));
  try {
    const result = inputs['dry-run']
      ? await planOnly(inputs, folders, work, signal)
      : await brandSource(inputs, folders, work, signal);
    const reportFile = inputs.report
      ? insideWorkspace(folders, inputs.report, 'report')
      : path.join(folders.temporary, 'livery-report.json');
    await writeFile(reportFile, `${JSON.stringify(result.report, undefined, 2)}\n`);
    setOutputs(result.report, { ...result, reportFile });
    await writeSummary(result.report);
    if (inputs['dry-run']) {
      assertExpectations(result.report);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Result {
  report: Report;
  tree?: string;
  zipFile?: string;
}

async function planOnly(
  inputs: Inputs,
  folders: RunnerFolders,
  work: string,
  signal: AbortSignal,
): Promise<Result> {
  const brand = await loadBrand(path.resolve(folders.workspace, inputs.brand));
  const source = await sourceOf(inputs, folders);
  const tree = source.fetch ? path.join(work, 'tree') : source.location;
  const commit = source.fetch ? await fetchSource(source.fetch, tree, signal) : source.commit;
  const { report } = await plan({
    tree: openUpstream(tree),
    upstream: {
      source: source.name,
      ...(source.ref !== undefined && { ref: source.ref }),
      ...(commit !== undefined && { commit }),
    },
    profiles: findProfiles(inputs.profile),
    brand,
    today: new Date().toISOString().slice(0, 10),
    signal,
  });
  return { report };
}

async function brandSource(
  inputs: Inputs,
  folders: RunnerFolders,
  work: string,
  signal: AbortSignal,
): Promise<Result> {
  const brand = await loadBrand(path.resolve(folders.workspace, inputs.brand));
  const source = await sourceOf(inputs, folders);
  const target = source.fetch ? newFolder(folders, inputs.path ?? 'branded') : undefined;
  const zipFile = inputs.zip === undefined ? undefined : insideWorkspace(folders, inputs.zip, 'zip');
  const steps: StepKey[] = [
    ...(source.fetch ? (['clone_repo'] as const) : []),
    'apply_branding',
    ...(zipFile === undefined ? [] : (['create_zip'] as const)),
  ];
  const result = await runPipeline({
    source,
    brand,
    steps,
    workDirectory: work,
    ...(inputs.profile !== undefined && { profile: inputs.profile }),
    ...(zipFile !== undefined && { zipFile }),
    emit: showEvent,
    signal,
  });
  if (target !== undefined) {
    await rename(result.tree, target);
  }
  return {
    report: result.report,
    tree: target ?? result.tree,
    ...(zipFile !== undefined && { zipFile }),
  };
}

/** What is branded, and what report and log call it. */
interface ActionSource extends PipelineSource {
  name: string;
  /** Set when the source has to be fetched or copied first; without it the workspace is branded in place. */
  fetch?: Source;
}

/** The workspace itself when no source is given. */
async function sourceOf(inputs: Inputs, folders: RunnerFolders): Promise<ActionSource> {
  if (inputs.source === undefined) {
    const { repo, serverUrl, sha } = github.context;
    const commit = await headOf(folders.workspace);
    // A checkout step can have fetched another repository than the one the workflow runs for.
    const name = commit === sha ? `${serverUrl}/${repo.owner}/${repo.repo}` : folders.workspace;
    return { location: folders.workspace, name, ...(commit !== undefined && { commit }) };
  }
  const { kind, location, ref } = parseSource(inputs.source);
  const fetch = createSource(kind === 'folder' ? path.resolve(folders.workspace, location) : location, ref);
  return { location: fetch.location, ...(ref !== undefined && { ref }), name: location, fetch };
}

/** The commit that a folder is a checkout of, if it is one. */
async function headOf(folder: string): Promise<string | undefined> {
  const { exitCode, stdout } = await exec.getExecOutput('git', ['rev-parse', 'HEAD'], {
    cwd: folder,
    silent: true,
    ignoreReturnCode: true,
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

function insideWorkspace(folders: RunnerFolders, file: string, input: string): string {
  const resolved = path.resolve(folders.workspace, file);
  const relative = path.relative(folders.workspace, resolved);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new LiveryError('path-unsafe', {
      message: `The input ${input} names ${file}, which is not inside the workspace.`,
      hint: 'Give a path below the workspace.',
    });
  }
  return resolved;
}

function newFolder(folders: RunnerFolders, folder: string): string {
  const resolved = insideWorkspace(folders, folder, 'path');
  if (existsSync(resolved)) {
    throw new LiveryError('output-exists', {
      message: `The folder ${folder} exists already in the workspace.`,
      hint: 'Give another one with the input "path".',
    });
  }
  return resolved;
}

function setOutputs(report: Report, files: Result & { reportFile: string }): void {
  const { totals, outputs, upstream, licence } = report;
  const zip = outputs.find(output => output.kind === 'zip');
  const values: Record<string, string | number | undefined> = {
    'changed-files': totals.changedFiles,
    replacements: totals.replacements + totals.filledTranslations,
    residue: totals.residue,
    version: upstream.version,
    licence: licence.text,
    report: files.reportFile,
    path: files.tree,
    zip: files.zipFile,
    'zip-sha256': zip?.digest.replace(/^sha256:/, ''),
  };
  for (const [name, value] of Object.entries(values)) {
    core.setOutput(name, value ?? '');
  }
}
