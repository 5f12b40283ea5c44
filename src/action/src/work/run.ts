import path from 'node:path';
import * as core from '@actions/core';
import { messageOf } from '@livery/contracts';
import { brandFromBundle, brandToBundle, type LoadedBrand, loadBrand } from '@livery/engine';
import { inFolder, withWorkFolder, writeJson } from '@livery/pipeline';
import type { Workflow } from '../guard/Workflow';
import { githubIdTokens, type IdTokens, KnownSecrets } from '../identity';
import type { Inputs } from '../inputs/Inputs';
import { annotateOutcome } from '../show/annotate';
import { harmless } from '../show/harmless';
import { GroupLog } from '../show/log';
import { setOutputs } from '../show/outputs';
import { notePullRequest } from '../show/pullRequestNote';
import { summaryOf } from '../show/summary';
import { brandSource } from './brandSource';
import { credentialsOf } from './credentials';
import { isOnlyReported } from './drift';
import type { Outcome } from './Outcome';
import { placesOf } from './places';
import { type ActionSource, sourceOf } from './sourceOf';
import type { PortalRun } from './portal';
import type { Step } from './Step';
import { targetsOf } from './targetsOf';
import { type Work, workOf } from './workOf';

/** What {@link run} is given. */
export interface RunOptions {
  readonly inputs: Inputs;
  readonly workflow: Workflow;
  /** Remembers a private folder, in case the step is killed before it can remove it. */
  readonly owns: (folder: string) => void;
  readonly signal: AbortSignal;
}

/** Does what the inputs say, sets the outputs, and writes report and summary; those of a run that stops, too. */
export async function run(options: RunOptions): Promise<void> {
  const secrets = new KnownSecrets();
  const idTokens = githubIdTokens(secrets);
  const portal = await portalOf(options.inputs, idTokens, secrets);
  let failure: unknown;
  try {
    await withWorkFolder(options.workflow.temporary, folder => {
      options.owns(folder);
      // What is written for a moment, such as a login that is lent to an engine, is where post finds it if this is killed.
      process.env.TMPDIR = folder;
      return work({ ...options, ...(portal && { inputs: portal.inputs }) }, { idTokens, secrets, portal });
    });
  } catch (error) {
    failure = error;
  }
  try {
    await portal?.end(failure);
  } catch (error) {
    failure ??= error;
  }
  if (failure !== undefined) {
    throw failure;
  }
}

/** Who the workflow is, and who else hears of the run. */
interface Surroundings {
  readonly idTokens: IdTokens;
  readonly secrets: KnownSecrets;
  readonly portal: PortalRun | undefined;
}

async function work(options: RunOptions, { idTokens, secrets, portal }: Surroundings): Promise<void> {
  const { inputs, workflow, owns, signal } = options;
  const folder = path.resolve(workflow.workspace, inputs.brand);
  const brand = withGround(portal?.brand ?? (await loadBrand(folder)), inputs.licence);
  const todo = workOf(inputs, workflow.workspace);
  const source = todo.kind === 'overlay' ? undefined : await sourceOf(inputs.source, workflow);
  const places = await placesOf(inputs, workflow, source?.fetch !== undefined);
  const outcome: Outcome = {
    kind: todo.kind,
    isDryRun: inputs['dry-run'],
    places,
    tree: source && (places.tree ?? workflow.workspace),
    images: [],
    isUnchanged: false,
    attestations: [],
    registries: new Map(),
  };
  const leases = portal && { leases: portal.session.leases('push') };
  const log = new GroupLog();
  const step: Step = {
    inputs,
    workflow,
    brand,
    credentials: credentialsOf({ inputs, workflow, idTokens, secrets, signal, ...leases }),
    idTokens,
    signal,
    owns,
    emit(event) {
      log.show(event);
      portal?.report(event);
    },
  };
  targetsOf(inputs).notes.forEach(note => log.note(note));
  let failure: unknown;
  try {
    await carryOut(step, todo, source, outcome);
  } catch (error) {
    failure = isOnlyReported(error, inputs['drift-policy']) ? undefined : error;
  }
  await tell(outcome, step, failure);
  if (failure !== undefined) {
    throw failure;
  }
}

async function carryOut(
  step: Step,
  todo: Work,
  source: ActionSource | undefined,
  outcome: Outcome,
): Promise<void> {
  const attests = step.inputs.attest.length > 0 && !outcome.isDryRun;
  if (attests) {
    (await import('./attest')).requireSigning(step.inputs);
  }
  if (todo.kind === 'overlay') {
    const { overlayImage } = await import('./overlayImage');
    await overlayImage(step, todo.base, outcome);
  } else if (source) {
    await brandSource(step, source, outcome);
  }
  if (attests) {
    const { attestOutcome } = await import('./attest');
    await attestOutcome(step, outcome);
  }
}

async function portalOf(
  inputs: Inputs,
  idTokens: IdTokens,
  secrets: KnownSecrets,
): Promise<PortalRun | undefined> {
  const { portal } = inputs;
  if (portal === undefined) {
    return undefined;
  }
  const { startFromPortal } = await import('./portal');
  return startFromPortal({ ...inputs, portal }, idTokens, secrets);
}

/** A brand with the ground that the workflow states, instead of its own. */
function withGround(loaded: LoadedBrand, licence: Inputs['licence']): LoadedBrand {
  if (!licence) {
    return loaded;
  }
  const bundle = brandToBundle(loaded);
  return brandFromBundle({ ...bundle, brand: { ...bundle.brand, licence } });
}

/** Tells what there is to tell, however the run ended. */
async function tell(outcome: Outcome, step: Step, failure: unknown): Promise<void> {
  const { report, places, images } = outcome;
  if (report) {
    // An image that some target has is in the report, whatever became of the others.
    const whole = report.images || images.length === 0 ? report : { ...report, images };
    await inFolder(path.dirname(places.report), () => writeJson(places.report, whole));
  }
  setOutputs(outcome);
  annotateOutcome(outcome, step, failure);
  const summary = summaryOf(outcome, step.brand, failure);
  await writeSummary(summary);
  await notePullRequest(step, summary, failure !== undefined);
}

/** Shows the summary of the job. An old server that has none is no reason to fail. */
async function writeSummary(summary: string): Promise<void> {
  try {
    await core.summary.addRaw(summary).write();
  } catch (error) {
    core.warning(harmless(`The summary of the job could not be written: ${messageOf(error)}.`));
  }
}
