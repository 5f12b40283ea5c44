import path from 'node:path';
import {
  cancelled,
  type ImageOutput,
  LiveryError,
  MAXIMUM_LOG_MESSAGE,
  type Report,
  type RunEvent,
  type RunOutput,
  StepKey,
  toLiveryError,
} from '@livery/contracts';
import type { LoadedBrand, PictureCache } from '@livery/engine';
import { fetchSource } from './fetchSource';
import { type PipelineSource, planSource } from './planSource';
import { findProfiles } from './profiles';
import { endOf, summaryOf } from './runSummary';
import { createSource } from './source';
import { applyBranding, type Log } from './steps/applyBranding';
import type { BuildOptions, PreparedBuild, StartedImage } from './steps/buildImage';
import { createZip } from './steps/createZip';
import type { ImageSteps } from './steps/imageSteps';

/** What a pipeline run is made of. */
export interface PipelineOptions {
  /** Where the upstream comes from. */
  source: PipelineSource;
  brand: LoadedBrand;
  steps: readonly StepKey[];
  /** A private folder of this run; with `clone_repo` the branded tree ends up in `tree` below it. */
  workDirectory: string;
  /** A profile that comes with Livery, or a folder; found by looking at the source when left out. */
  profile?: string;
  /** Where `create_zip` writes to; below `workDirectory` when left out. */
  zipFile?: string;
  /** Names in the root of the tree that `create_zip` and `build_image` leave out, such as a brand folder that is kept beside the app. */
  leaveOut?: readonly string[];
  /** What `build_image` builds, and where `push_registry` brings it. */
  build?: BuildOptions;
  /** What carries these two steps out; without it a run has neither. */
  imageSteps?: ImageSteps;
  /** Gets the plan before it is applied: of a run that then stops, it is the report. */
  onPlan?: (report: Report) => void;
  /** Gets every image that got somewhere, also when the run then stops because it did not get everywhere. */
  onImage?: (image: ImageOutput) => void;
  /** Gets every event, in order. */
  emit: (event: RunEvent) => void;
  signal?: AbortSignal;
  /** Pictures that were derived before. */
  pictures?: PictureCache;
  /** The time, for tests. */
  now?: () => Date;
}

/** What a pipeline run came to. */
export interface PipelineResult {
  report: Report;
  /** The branded tree. */
  tree: string;
  /** Files; images are in the report. */
  outputs: (RunOutput & { file: string })[];
}

interface RunContext {
  readonly options: PipelineOptions;
  readonly log: Log;
  tree: string;
  commit: string | undefined;
  report: Report | undefined;
  readonly outputs: (RunOutput & { file: string })[];
  readonly images: ImageOutput[];
  build: PreparedBuild | undefined;
  image: StartedImage | undefined;
}

type Step = (context: RunContext) => Promise<void>;

/** The steps this version can run, each by its key. */
const steps: Partial<Record<StepKey, Step>> = {
  async clone_repo(context) {
    const { source, signal, workDirectory } = context.options;
    const checked = createSource(source.location, source.ref);
    context.tree = path.join(workDirectory, 'tree');
    context.commit = await fetchSource(checked, context.tree, signal);
    const name = `${source.name ?? source.location}${source.ref === undefined ? '' : ` at ${source.ref}`}`;
    context.log(
      'info',
      context.commit === undefined ? `Copied ${name}.` : `Fetched ${name}: commit ${context.commit}.`,
    );
  },

  async apply_branding(context) {
    const { options, tree, commit } = context;
    const source = { ...options.source, ...(commit !== undefined && { commit }) };
    const plan = await planSource({ ...options, tree, source });
    options.onPlan?.(plan.report);
    context.report = applyBranding(plan, context.log);
  },

  async create_zip(context) {
    const { zipFile, workDirectory, leaveOut, signal } = context.options;
    const version = context.report?.upstream.version;
    const name = [context.options.brand.brand.name, version].filter(part => part !== undefined).join('-');
    const file = zipFile ?? path.join(workDirectory, `${fileNameOf(name)}.zip`);
    const zip = await createZip(context.tree, file, { leaveOut, signal });
    const { kind, digest, sizeBytes } = zip;
    context.outputs.push({ kind, name: zip.name, digest, sizeBytes, file });
    context.log('info', `Packed ${zip.entries} files into ${zip.name}: ${sizeBytes} bytes, ${digest}.`);
  },

  async build_image(context) {
    const { build, tree, report, log } = context;
    const { workDirectory, signal, profile: wanted, imageSteps, leaveOut } = context.options;
    if (!build || !report || !imageSteps) {
      throw new Error('The image was not prepared');
    }
    const profile = findProfiles(wanted).find(({ profile: { id } }) => id === report.profile.id)?.profile;
    const input = { tree, leaveOut, profile, report, workDirectory, log, signal };
    context.image = await imageSteps.buildImage(build, input);
    const stored = build.willPush ? undefined : await imageSteps.describeStored(build, context.image);
    if (stored) {
      log('info', `Built ${stored.reference}: ${stored.sizeBytes} bytes, ${stored.digest}.`);
      context.images.push(stored);
    }
  },

  async push_registry(context) {
    const { build, image, log, options } = context;
    const { imageSteps, signal } = options;
    if (!build || !image || !imageSteps) {
      throw new Error('There is no image to push');
    }
    const { output, failure } = await imageSteps.pushImage(build, image, { log, signal });
    if (output) {
      context.images.push(output);
    }
    if (failure) {
      throw failure;
    }
  },
};

/** Lower-case ASCII words with dashes, for a file name that every system takes. */
function fileNameOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .split(/[^\w.]+/)
    .filter(word => word !== '');
  return words.join('-').replace(/^\.+/, '').toLowerCase() || 'branded';
}

/**
 * Runs the steps of a pipeline in their order and reports each as it happens; the last event is always `run.finished`.
 *
 * @throws LiveryError when a step fails, after that was reported
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const { emit, signal, now = () => new Date() } = options;
  const at = () => now().toISOString();
  const context: RunContext = {
    options,
    log: (level, message) =>
      emit({ type: 'log', at: at(), step: current, level, message: message.slice(0, MAXIMUM_LOG_MESSAGE) }),
    tree: options.source.location,
    commit: options.source.commit,
    report: undefined,
    outputs: [],
    images: [],
    build: undefined,
    image: undefined,
  };
  let current: StepKey | undefined;
  let startedMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startedMs);

  try {
    const ordered = orderSteps(options);
    if (options.build && options.imageSteps && options.steps.includes('build_image')) {
      const willPush = options.steps.includes('push_registry');
      context.build = await options.imageSteps.prepareBuild(options.build, willPush, signal);
    }
    emit({ type: 'run.started', at: at(), steps: ordered.map(([key]) => key) });
    for (const [key, run] of ordered) {
      throwIfCancelled(signal);
      current = key;
      startedMs = performance.now();
      emit({ type: 'step.started', at: at(), step: key });
      const before = { outputs: context.outputs.length, images: context.images.length };
      try {
        await run(context);
      } finally {
        // Also of a step that failed: one target of several may have worked.
        const images = context.images.slice(before.images);
        for (const output of [
          ...context.outputs.slice(before.outputs).map(withoutFile),
          ...images.map(toOutput),
        ]) {
          emit({ type: 'output', at: at(), output });
        }
        images.forEach(image => options.onImage?.(image));
      }
      emit({ type: 'step.completed', at: at(), step: key, durationMs: elapsedMs() });
    }
    const { report } = context;
    if (!report) {
      throw new LiveryError('internal', {
        message: 'The run ended without a report.',
        hint: 'Please report it.',
      });
    }
    const { images } = context;
    const outputs = [...context.outputs.map(withoutFile), ...images.map(toOutput)];
    emit({ type: 'run.finished', at: at(), state: 'completed', summary: summaryOf(report) });
    return {
      report: { ...report, outputs, ...(images.length > 0 && { images }) },
      tree: context.tree,
      outputs: context.outputs,
    };
  } catch (thrown) {
    const error = toLiveryError(thrown);
    const failure = { code: error.code, message: error.message, hint: error.hint };
    if (current) {
      emit({ type: 'step.failed', at: at(), step: current, durationMs: elapsedMs(), error: failure });
    }
    const state = endOf(error.code);
    emit({ type: 'run.finished', at: at(), state, error: failure });
    throw error;
  }
}

function withoutFile({ file: _file, ...output }: RunOutput & { file: string }): RunOutput {
  return output;
}

function toOutput({ reference, digest, sizeBytes }: ImageOutput): RunOutput {
  return { kind: 'image', name: reference, digest, sizeBytes };
}

function orderSteps({ steps: keys, build, imageSteps }: PipelineOptions): [StepKey, Step][] {
  const wanted = new Set(keys);
  const isOfImages = (key: StepKey) => key === 'build_image' || key === 'push_registry';
  const missing = keys.filter(key => !steps[key] || (!imageSteps && isOfImages(key)));
  const reason =
    missing.length > 0
      ? `this version cannot run ${missing.join(', ')}`
      : !wanted.has('apply_branding')
        ? 'a run without apply_branding changes nothing'
        : wanted.has('push_registry') && !wanted.has('build_image')
          ? 'without build_image there is no image to push'
          : wanted.has('build_image') && !build
            ? 'nobody said what to call the image'
            : undefined;
  if (reason !== undefined) {
    throw new LiveryError('run-invalid', {
      message: `The steps ${keys.join(', ')} cannot be run: ${reason}.`,
      hint: `Use ${Object.keys(steps).join(', ')}.`,
    });
  }
  return StepKey.options.flatMap(key => {
    const step = steps[key];
    return wanted.has(key) && step ? [[key, step] as [StepKey, Step]] : [];
  });
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw cancelled('The run');
  }
}
