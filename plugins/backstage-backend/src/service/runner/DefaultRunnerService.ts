import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ConflictError } from '@backstage/errors';
import { finalRunStates } from '@livery/contracts';
import type {
  NewRun,
  Run,
  RunJob,
  RunEventBatch,
  StoredOutput,
} from '@livery/backstage-plugin-livery-common';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { BrandTemplatesStore } from '../brandTemplates/BrandTemplatesStore';
import type { OutputStore } from '../outputs/OutputStore';
import type { RunOutputsStore } from '../outputs/RunOutputsStore';
import type { PushedImages } from '../registries/PushedImages';
import { draftRun } from '../runs/draftRun';
import type { RunEventFeed } from '../runs/RunEventFeed';
import type { RunRecord, RunsStore } from '../runs/RunsStore';
import type { ConfiguredUpstreams } from '../upstreams/ConfiguredUpstreams';
import type { AnnouncedOutput, RunnerService } from './RunnerService';

/** What {@link DefaultRunnerService} works with. */
export interface DefaultRunnerServiceOptions {
  runs: RunsStore;
  outputs: RunOutputsStore;
  files: OutputStore;
  brandTemplates: BrandTemplatesStore;
  upstreams: ConfiguredUpstreams;
  feed: RunEventFeed;
  pushedImages: PushedImages;
}

/** The runner's side of runs, without asking who calls. */
export class DefaultRunnerService implements RunnerService {
  readonly #options: DefaultRunnerServiceOptions;

  constructor(options: DefaultRunnerServiceOptions) {
    this.#options = options;
  }

  async registerRun(taskId: string, newRun: NewRun, options: ServiceOptions): Promise<Run> {
    const { runs, outputs, brandTemplates, upstreams } = this.#options;
    const known = await runs.findByTask(taskId);
    if (known) {
      return { ...known, outputs: (await outputs.listByRuns([known.id])).get(known.id) ?? [] };
    }
    const template = await brandTemplates.get(newRun.templateId);
    upstreams.resolve(newRun.source);
    const createdBy = nameOfPrincipal(options.credentials);
    const run: RunRecord = {
      ...draftRun({ template, source: newRun.source, createdBy }),
      state: 'queued',
      taskId,
    };
    await runs.insert(run);
    return { ...run, outputs: [] };
  }

  async getJob(runId: string): Promise<RunJob> {
    const { runs, brandTemplates, upstreams } = this.#options;
    const run = await runs.get(runId);
    requireOpen(run);
    if (run.templateId === undefined) {
      throw new ConflictError(`The brand template '${run.templateName}' of the run ${runId} is gone.`);
    }
    return {
      runId,
      source: upstreams.resolve(run.source),
      steps: run.steps.map(({ key }) => key),
      bundle: await brandTemplates.getBundle(run.templateId),
    };
  }

  async appendEvents(runId: string, batch: RunEventBatch): Promise<void> {
    await this.#options.runs.appendEvents(runId, batch);
    await this.#options.pushedImages.note(batch.events);
    this.#options.feed.notify(runId);
  }

  async storeOutput(runId: string, announced: AnnouncedOutput, content: Readable): Promise<StoredOutput> {
    const { runs, outputs, files } = this.#options;
    requireOpen(await runs.get(runId));
    const existing = await outputs.findByName(runId, announced.name);
    if (existing) {
      return sameOutput(existing, announced, runId);
    }
    const id = randomUUID();
    const file = `${runId}/${id}`;
    await files.write(file, content, announced);
    const output: StoredOutput = {
      id,
      kind: 'zip',
      name: announced.name,
      digest: announced.digest,
      sizeBytes: announced.sizeBytes,
      createdAt: new Date().toISOString(),
      downloads: 0,
    };
    try {
      await outputs.insert(runId, { ...output, file });
    } catch (error) {
      await files.delete(file);
      throw error;
    }
    return output;
  }
}

function requireOpen(run: RunRecord): void {
  if (finalRunStates.includes(run.state)) {
    throw new ConflictError(`The run ${run.id} is ${run.state}; there is nothing left to do.`);
  }
}

/** A runner that repeats an upload, because it did not hear the answer, gets the answer again. */
function sameOutput(
  { file: _, ...existing }: StoredOutput & { file: string },
  announced: AnnouncedOutput,
  runId: string,
): StoredOutput {
  if (existing.digest !== announced.digest) {
    throw new ConflictError(`The run ${runId} already has another output named '${existing.name}'.`);
  }
  return existing;
}
