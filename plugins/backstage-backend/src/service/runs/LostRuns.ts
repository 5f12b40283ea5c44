import type { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { messageOf, type RunEvent } from '@livery/contracts';
import type { RunEventFeed } from './RunEventFeed';
import type { RunRecord, RunsStore } from './RunsStore';
import type { ScaffolderTasks, TaskOutcome } from './ScaffolderTasks';

type Ending = Pick<Extract<RunEvent, { type: 'run.finished' }>, 'state' | 'error'>;

/** A request that records a run and hands it over takes seconds; after this long its process is gone. */
const handOverMs = 2 * 60 * 1000;

const startAgain = 'Start a new run.';

/**
 * Closes runs whose task is over or gone, so that no run waits for ever for a runner that will not report.
 */
export class LostRuns {
  readonly #options: { runs: RunsStore; tasks: ScaffolderTasks; feed: RunEventFeed; logger: LoggerService };

  constructor(options: {
    runs: RunsStore;
    tasks: ScaffolderTasks;
    feed: RunEventFeed;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  /** Looks at every run that is not final. One that cannot be judged now is looked at the next time. */
  async close(): Promise<void> {
    const { runs, feed, logger } = this.#options;
    for (const run of await runs.listUnfinished(500)) {
      try {
        const ending = await this.#endingOf(run);
        if (ending) {
          await runs.appendEvents(run.id, {
            events: [{ type: 'run.finished', at: new Date().toISOString(), ...ending }],
          });
          feed.notify(run.id);
          logger.info(`Closed the run ${run.id} as ${ending.state}: ${ending.error?.message}`);
        }
      } catch (error) {
        if (isError(error) && error.name === 'ConflictError') {
          // The runner reported its end in the meantime.
          continue;
        }
        logger.warn(`Could not find out what became of the run ${run.id}: ${messageOf(error)}`);
      }
    }
  }

  async #endingOf(run: RunRecord): Promise<Ending | undefined> {
    if (run.taskId !== undefined) {
      return describeEnding(run.taskId, await this.#options.tasks.outcome(run.taskId));
    }
    if (Date.now() - Date.parse(run.createdAt) < handOverMs) {
      return undefined;
    }
    return lost('The portal stopped before it handed the run to the scaffolder.', startAgain);
  }
}

function describeEnding(taskId: string, outcome: TaskOutcome): Ending | undefined {
  const log = `The log of the scaffolder task ${taskId} tells more.`;
  switch (outcome.kind) {
    case 'under-way':
      return undefined;
    case 'cancelled':
      return {
        state: 'cancelled',
        error: {
          code: 'cancelled',
          message: `The scaffolder task ${taskId} of the run was cancelled.`,
          hint: 'Start a new run when you want the result after all.',
        },
      };
    case 'completed':
      return lost(
        `The scaffolder task ${taskId} ended without reporting the end of the run.`,
        `Check that the template has the step livery:brand:apply. ${log}`,
      );
    case 'failed':
      return lost(
        `The scaffolder task ${taskId} failed: ${outcome.reason ?? 'it gave no reason'}`,
        `Put right what it says, then start a new run. ${log}`,
      );
    case 'silent':
      return lost(
        `The worker of the scaffolder task ${taskId} gave its last sign of life at ${outcome.lastHeartbeatAt}.`,
        `It was probably stopped with the portal. ${startAgain}`,
      );
    case 'unknown':
      return lost(`The scaffolder no longer knows the task ${taskId} of the run.`, startAgain);
    default:
      return outcome satisfies never;
  }
}

function lost(message: string, hint: string): Ending {
  return { state: 'failed', error: { code: 'runner-lost', message, hint } };
}
