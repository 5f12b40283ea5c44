import type { Readable } from 'node:stream';
import type { NewRun, Page, Run, StoredOutput, StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { PageRequest } from './RunsStore';

/** Where a reader of a log stands, and when it leaves. */
export interface FollowOptions extends ServiceOptions {
  after: number;
  signal: AbortSignal;
}

/** The bytes of an output and what is known of them. */
export interface OpenedOutput {
  output: StoredOutput;
  content: Readable;
}

/** What people do with runs. */
export interface RunsService {
  list(page: PageRequest, options: ServiceOptions): Promise<Page<Run>>;
  get(id: string, options: ServiceOptions): Promise<Run>;
  /** Records a run and hands it to the runner. */
  start(run: NewRun, options: ServiceOptions): Promise<Run>;
  /** Ends a run that is not final yet. */
  cancel(id: string, options: ServiceOptions): Promise<Run>;
  /** Batches of events, first the stored ones, then live ones; ends after the last event of the run. */
  followEvents(id: string, options: FollowOptions): Promise<AsyncIterable<StoredRunEvent[]>>;
  /** What is known of an output. */
  getOutput(runId: string, outputId: string, options: ServiceOptions): Promise<StoredOutput>;
  /** Counts a download of an output, and opens it. */
  openOutput(runId: string, outputId: string, options: ServiceOptions): Promise<OpenedOutput>;
}
