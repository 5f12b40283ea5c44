import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { LiveryError, messageOf, type RunEvent, type RunOutput, toLiveryError } from '@livery/contracts';
import {
  type LiveryClient,
  type RunJob,
  RunReporter,
  statusOf,
  withRetries,
} from '@livery/backstage-plugin-livery-common';
import { brandFromBundle } from '@livery/engine';
import { createSource, type PipelineResult, runPipeline } from '@livery/pipeline';
import { describeEvent, hideLocation } from './describeEvent';
import { withoutStack } from './withoutStack';

type RunFinished = Extract<RunEvent, { type: 'run.finished' }>;

/** What a run is carried out with. */
export interface CarryOutRunOptions {
  job: RunJob;
  client: Pick<LiveryClient, 'reportRunEvents' | 'uploadRunOutput'>;
  /** An empty folder of this run. */
  workDirectory: string;
  logger: LoggerService;
  signal?: AbortSignal;
}

/** Runs the pipeline, reports what it does, and stores what it makes. */
export async function carryOutRun(options: CarryOutRunOptions): Promise<PipelineResult> {
  const { job, client, workDirectory, logger } = options;
  // A run that nobody hears of is not worth finishing: a report that fails for good stops the pipeline, too.
  const unheard = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, unheard.signal]) : unheard.signal;
  const reporter = new RunReporter({
    client,
    runId: job.runId,
    onFailure: error => unheard.abort(error),
  });
  // Held back until the outputs are stored: a finished run takes no more of them.
  let finished: RunFinished | undefined;

  try {
    requireKind(job.source);
    const result = await runPipeline({
      source: { location: job.source.location, ref: job.source.ref, name: job.source.title },
      brand: brandFromBundle(job.bundle),
      steps: job.steps,
      workDirectory,
      emit: told => {
        const event = hideLocation(told, job.source);
        logEvent(logger, event);
        if (event.type === 'run.finished') {
          finished = event;
        } else {
          reporter.report(event);
        }
      },
      signal,
    });
    await reporter.flush();
    for (const output of result.outputs) {
      await upload(client, job.runId, output, signal);
    }
    reporter.report(finished ?? { type: 'run.finished', at: now(), state: 'completed' });
    await reporter.flush();
    return result;
  } catch (error) {
    // The reporter's own failure is the cause of whatever the pipeline threw after it.
    await reporter.flush().catch(cause => {
      throw refusal(cause, job.runId);
    });
    const ending =
      finished && finished.state !== 'completed'
        ? finished
        : failureOf(error, options.signal?.aborted === true);
    reporter.report(ending);
    await reporter.flush().catch(cause => {
      logger.warn(`The end of the run could not be reported: ${messageOf(cause)}`);
    });
    throw toTaskError(error, ending);
  }
}

/** The pipeline tells an address from a folder by its looks; the backend knows. What they disagree on is not fetched. */
function requireKind(source: RunJob['source']): void {
  if (createSource(source.location, source.ref).kind !== source.kind) {
    throw new LiveryError('source-invalid', {
      message: `The source ${source.title ?? source.location} is not the ${source.kind === 'git' ? 'address of a git repository' : 'folder'} that the portal takes it for.`,
      hint: 'Correct it in livery.upstreams of the configuration of the portal, then start a new run.',
    });
  }
}

/** What the task shows is what the run shows: the same sentence, and no location that people must not see. */
function toTaskError(cause: unknown, ending: RunFinished): Error {
  const { message, hint, code } = ending.error ?? toLiveryError(cause);
  const error = new Error(`${message} ${hint}`, { cause });
  // Nobody needs a stack to learn that a repository does not exist.
  return code === 'internal' ? error : withoutStack(error);
}

async function upload(
  client: CarryOutRunOptions['client'],
  runId: string,
  output: RunOutput & { file: string },
  signal: AbortSignal,
): Promise<void> {
  const { name, digest, sizeBytes, file } = output;
  try {
    await withRetries(
      async () => {
        const content = createReadStream(file, { signal });
        try {
          // Node's fetch takes its own web streams; the types of the DOM know them under another name.
          const body = Readable.toWeb(content) as ReadableStream as globalThis.ReadableStream;
          await client.uploadRunOutput(runId, { name, digest, sizeBytes, body });
        } finally {
          content.destroy();
        }
      },
      { signal },
    );
  } catch (error) {
    throw refusal(error, runId, `The zip ${name} could not be stored`);
  }
}

function refusal(
  error: unknown,
  runId: string,
  what = `The run ${runId} could not be reported`,
): LiveryError {
  const isAnswered = statusOf(error) !== undefined;
  return new LiveryError(isAnswered ? 'backend-refused' : 'backend-unreachable', {
    message: `${what}: ${messageOf(error)}`,
    hint: isAnswered
      ? 'Look at the run in Livery, then start a new one.'
      : 'Check that the Livery backend can be reached from the scaffolder, then start a new run.',
    cause: error,
  });
}

function failureOf(error: unknown, isCancelled: boolean): RunFinished {
  const { code, message, hint } = toLiveryError(error);
  return {
    type: 'run.finished',
    at: now(),
    state: isCancelled ? 'cancelled' : 'failed',
    error: { code, message, hint },
  };
}

function logEvent(logger: LoggerService, event: RunEvent): void {
  const level = event.type === 'log' ? event.level : 'info';
  logger[level](describeEvent(event));
}

function now(): string {
  return new Date().toISOString();
}
