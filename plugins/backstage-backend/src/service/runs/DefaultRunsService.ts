import type { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { finalRunStates, messageOf, type RunEvent } from '@livery/contracts';
import type { NewRun, Page, Run, StoredOutput, StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { BrandTemplatesStore } from '../brandTemplates/BrandTemplatesStore';
import type { OutputStore } from '../outputs/OutputStore';
import type { RunOutputsStore } from '../outputs/RunOutputsStore';
import type { ConfiguredUpstreams } from '../upstreams/ConfiguredUpstreams';
import { draftRun } from './draftRun';
import type { RunEventFeed } from './RunEventFeed';
import type { ScaffolderTasks } from './ScaffolderTasks';
import type { FollowOptions, OpenedOutput, RunsService } from './RunsService';
import type { PageRequest, RunRecord, RunsStore } from './RunsStore';

const eventsPerBatch = 500;

/** What {@link DefaultRunsService} works with. */
export interface DefaultRunsServiceOptions {
  runs: RunsStore;
  outputs: RunOutputsStore;
  files: OutputStore;
  brandTemplates: BrandTemplatesStore;
  upstreams: ConfiguredUpstreams;
  feed: RunEventFeed;
  scaffolder: ScaffolderService;
  tasks: ScaffolderTasks;
  templateRef: string;
  logger: LoggerService;
}

/** Runs that Backstage's scaffolder carries out, without permissions. */
export class DefaultRunsService implements RunsService {
  readonly #options: DefaultRunsServiceOptions;

  constructor(options: DefaultRunsServiceOptions) {
    this.#options = options;
  }

  async list(page: PageRequest): Promise<Page<Run>> {
    const { items, total } = await this.#options.runs.list(page);
    const outputs = await this.#options.outputs.listByRuns(items.map(({ id }) => id));
    return { items: items.map(run => ({ ...run, outputs: outputs.get(run.id) ?? [] })), total };
  }

  async get(id: string): Promise<Run> {
    return this.#withOutputs(await this.#options.runs.get(id));
  }

  async start(newRun: NewRun, options: ServiceOptions): Promise<Run> {
    const { runs, brandTemplates, upstreams, scaffolder, templateRef } = this.#options;
    const template = await brandTemplates.get(newRun.templateId);
    upstreams.resolve(newRun.source);
    const run = draftRun({
      template,
      source: newRun.source,
      createdBy: nameOfPrincipal(options.credentials),
    });
    await runs.insert(run);

    let taskId: string;
    try {
      ({ taskId } = await scaffolder.scaffold({ templateRef, values: { runId: run.id } }, options));
    } catch (error) {
      const failure = {
        code: 'runner-unavailable',
        message: `The scaffolder did not accept the run as a task of ${templateRef}: ${messageOf(error)}`,
        hint: 'Check that this template is in the catalog and that you may use it, then start a new run.',
      };
      await this.#append(run.id, { type: 'run.finished', at: now(), state: 'failed', error: failure });
      throw new ServiceUnavailableError(`${failure.message} ${failure.hint}`, toError(error));
    }
    return this.#withOutputs(await runs.setTask(run.id, taskId));
  }

  async cancel(id: string, options: ServiceOptions): Promise<Run> {
    const by = nameOfPrincipal(options.credentials);
    // First the log: once it is closed, nothing the task still reports is accepted.
    const run = await this.#append(id, {
      type: 'run.finished',
      at: now(),
      state: 'cancelled',
      error: {
        code: 'cancelled',
        message: `${by} cancelled the run.`,
        hint: 'Start a new run when you want the result after all.',
      },
    });
    if (run.taskId !== undefined) {
      await this.#options.tasks.cancel(run.taskId).catch(error => {
        this.#options.logger.warn(
          `Cancelled the run ${id}, but not its scaffolder task ${run.taskId}: ${messageOf(error)}. ` +
            'The task stops by itself at its next report.',
        );
      });
    }
    return this.#withOutputs(run);
  }

  async followEvents(id: string, options: FollowOptions): Promise<AsyncIterable<StoredRunEvent[]>> {
    await this.#options.runs.get(id);
    return this.#follow(id, options);
  }

  async getOutput(runId: string, outputId: string): Promise<StoredOutput> {
    const { file: _, ...output } = await this.#options.outputs.get(runId, outputId);
    return output;
  }

  async openOutput(runId: string, outputId: string): Promise<OpenedOutput> {
    const { outputs, files } = this.#options;
    const { file } = await outputs.get(runId, outputId);
    // Before the file is open: nothing that fails later would close it.
    const output = await outputs.countDownload(runId, outputId);
    return { output, content: await files.open(file) };
  }

  async *#follow(id: string, options: FollowOptions): AsyncGenerator<StoredRunEvent[]> {
    const { runs, feed } = this.#options;
    const watch = feed.watch(id);
    let after = options.after;
    try {
      while (!options.signal.aborted) {
        // Both are read before the log: what changes meanwhile is seen in the next round.
        const { version } = watch;
        const { state } = await runs.get(id);
        const events = await runs.listEvents(id, { after, limit: eventsPerBatch });
        const last = events.at(-1);
        if (last) {
          after = last.id;
          yield events;
        } else if (finalRunStates.includes(state)) {
          return;
        } else {
          await watch.changed(version, options.signal);
        }
      }
    } finally {
      watch.close();
    }
  }

  async #append(id: string, event: RunEvent): Promise<RunRecord> {
    const run = await this.#options.runs.appendEvents(id, { events: [event] });
    this.#options.feed.notify(id);
    return run;
  }

  async #withOutputs(run: RunRecord): Promise<Run> {
    const outputs = await this.#options.outputs.listByRuns([run.id]);
    return { ...run, outputs: outputs.get(run.id) ?? [] };
  }
}

function now(): string {
  return new Date().toISOString();
}
