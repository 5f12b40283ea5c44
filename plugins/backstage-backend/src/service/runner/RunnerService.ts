import type { Readable } from 'node:stream';
import type {
  NewRun,
  Run,
  RunJob,
  RunEventBatch,
  StoredOutput,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { ExpectedContent } from '../outputs/OutputStore';

/** A file that a runner announces before it sends the bytes. */
export interface AnnouncedOutput extends ExpectedContent {
  name: string;
}

/** What a runner does with the run it carries. */
export interface RunnerService {
  /** Records the run that a task, started without one, carries. A second call for the same task answers the same run. */
  registerRun(taskId: string, run: NewRun, options: ServiceOptions): Promise<Run>;
  getJob(runId: string, options: ServiceOptions): Promise<RunJob>;
  appendEvents(runId: string, batch: RunEventBatch, options: ServiceOptions): Promise<void>;
  storeOutput(
    runId: string,
    output: AnnouncedOutput,
    content: Readable,
    options: ServiceOptions,
  ): Promise<StoredOutput>;
}
