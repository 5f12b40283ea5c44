import { z } from 'zod';
import { Digest } from './digest';
import { RunFailure } from './failure';

/** The steps of a pipeline run, in the order in which they run. */
export const StepKey = z.enum([
  'clone_repo',
  'apply_branding',
  'apply_config',
  'create_zip',
  'build_image',
  'push_registry',
]);
export type StepKey = z.infer<typeof StepKey>;

/** What each step does, as people read it. */
export const stepTitles: Readonly<Record<StepKey, string>> = {
  clone_repo: 'Get the source',
  apply_branding: 'Apply the brand',
  apply_config: 'Apply the configuration',
  create_zip: 'Pack the zip',
  build_image: 'Build the image',
  push_registry: 'Push to the registry',
};

/** The states of a pipeline run. */
export const RunState = z.enum([
  'pending',
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
  'timeout',
]);
export type RunState = z.infer<typeof RunState>;

/** States that a run never leaves. */
export const finalRunStates: readonly RunState[] = ['completed', 'failed', 'cancelled', 'timeout'];

/** A file or an image that a run produced. */
export const RunOutput = z.object({
  kind: z.enum(['zip', 'image']),
  name: z.string().describe('file name, or image reference'),
  digest: Digest,
  sizeBytes: z.number().int().nonnegative(),
});
export type RunOutput = z.infer<typeof RunOutput>;

/** The totals of a finished run, as a summary line shows them. */
export const RunSummary = z.object({
  upstream: z.string().describe('the commit or tree that was branded'),
  version: z.string().optional(),
  changedFiles: z.number().int(),
  replacements: z.number().int(),
  assetsWritten: z.number().int(),
  residue: z.number().int(),
  licence: z.string().describe('the id of the licence text'),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** The longest message of a log event, in characters. */
export const MAXIMUM_LOG_MESSAGE = 10_000;

const at = z.iso.datetime().describe('when it happened, UTC');

/**
 * What a pipeline run says of itself, wherever it runs.
 *
 * A closed union: the runner reports these, the backend appends them, the pages show them.
 */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run.started'), at, steps: z.array(StepKey) }),
  z.object({ type: z.literal('step.started'), at, step: StepKey }),
  z.object({
    type: z.literal('log'),
    at,
    step: StepKey.optional(),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string().max(MAXIMUM_LOG_MESSAGE),
  }),
  z.object({ type: z.literal('step.completed'), at, step: StepKey, durationMs: z.number().nonnegative() }),
  z.object({
    type: z.literal('step.failed'),
    at,
    step: StepKey,
    durationMs: z.number().nonnegative(),
    error: RunFailure,
  }),
  z.object({ type: z.literal('output'), at, output: RunOutput }),
  z.object({
    type: z.literal('run.finished'),
    at,
    state: z.enum(['completed', 'failed', 'cancelled', 'timeout']),
    summary: RunSummary.optional(),
    error: RunFailure.optional(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
