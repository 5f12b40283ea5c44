import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Report, StepKey } from '@livery/contracts';
import { assertExpectations } from '@livery/engine';
import {
  BUILD_TIMEOUT_MS,
  type BuildOptions,
  fetchSource,
  inFolder,
  planSource,
  runPipeline,
  withWorkFolder,
} from '@livery/pipeline';
import { enforceDriftPolicy } from './drift';
import type { Outcome } from './Outcome';
import type { Places } from './places';
import type { ActionSource } from './sourceOf';
import type { Step } from './Step';
import { targetsOf } from './targetsOf';

/** Brands a source, packs it if a zip is wanted, and builds and pushes its image if there are targets. */
export async function brandSource(step: Step, source: ActionSource, outcome: Outcome): Promise<void> {
  const { inputs, workflow, brand, signal, emit } = step;
  const options = {
    source,
    brand,
    ...(inputs.profile !== undefined && { profile: inputs.profile }),
    signal,
  };
  if (outcome.isDryRun) {
    const report = await withOwnFolder(step, workflow.temporary, folder => plan(folder, source, options));
    outcome.report = report;
    enforceDriftPolicy(report, inputs['drift-policy']);
    assertExpectations(report);
    return;
  }
  const { places } = outcome;
  const image = outcome.kind === 'build' ? await imageOptions(step) : undefined;
  const brandFolder = path.resolve(workflow.workspace, inputs.brand);
  await inFolders(places, () =>
    // Beside the target, so that the last step is one rename on one file system.
    withOwnFolder(step, places.tree ? path.dirname(places.tree) : workflow.temporary, async work => {
      const result = await runPipeline({
        ...options,
        ...image,
        steps: stepsOf(source, places, image !== undefined),
        workDirectory: work,
        // A brand that is kept in the checkout is not part of the app.
        leaveOut: source.fetch ? [] : [path.relative(workflow.workspace, brandFolder)],
        ...(places.zip !== undefined && { zipFile: places.zip }),
        onPlan: planned => {
          outcome.report = planned;
          enforceDriftPolicy(planned, inputs['drift-policy']);
        },
        onImage: pushed => outcome.images.push(pushed),
        emit,
      });
      if (places.tree !== undefined) {
        await rename(result.tree, places.tree);
      }
      outcome.report = result.report;
    }),
  );
}

/** What builds images is loaded when one is wanted. */
async function imageOptions({ inputs, credentials }: Step) {
  const { imageSteps } = await import('./imageSteps');
  const build: BuildOptions = {
    to: targetsOf(inputs).to,
    platforms: inputs.platforms,
    arguments: inputs['build-args'],
    environment: inputs.configuration,
    labels: inputs.labels,
    timeoutMs: inputs['build-timeout'] ?? BUILD_TIMEOUT_MS,
    credentials,
    ...(inputs.builder !== undefined && { builder: inputs.builder }),
    ...(inputs.dockerfile !== undefined && { dockerfile: inputs.dockerfile }),
  };
  return { build, imageSteps };
}

async function plan(
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

function stepsOf(source: ActionSource, places: Places, makesImage: boolean): StepKey[] {
  return [
    ...(source.fetch ? (['clone_repo'] as const) : []),
    'apply_branding',
    ...(places.zip === undefined ? [] : (['create_zip'] as const)),
    ...(makesImage ? (['build_image', 'push_registry'] as const) : []),
  ];
}

function withOwnFolder<T>(step: Step, parent: string, task: (folder: string) => Promise<T>): Promise<T> {
  return withWorkFolder(parent, folder => {
    step.owns(folder);
    return task(folder);
  });
}

/** Makes the folders that the outputs go into; when the task fails, they go again. */
function inFolders<T>(places: Places, task: () => Promise<T>): Promise<T> {
  return [places.tree, places.zip]
    .filter(place => place !== undefined)
    .reduce((inner, place) => () => inFolder(path.dirname(place), inner), task)();
}
