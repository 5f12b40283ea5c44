import type { Page, Run, RunEventBatch, StoredRunEvent } from '@livery/backstage-plugin-livery-common';

/** What is stored of a run itself; its outputs are stored apart. */
export type RunRecord = Omit<Run, 'outputs'>;

/** One page of a list. */
export interface PageRequest {
  limit: number;
  offset: number;
}

/** Keeps runs and their append-only logs. */
export interface RunsStore {
  insert(run: RunRecord): Promise<void>;
  get(id: string): Promise<RunRecord>;
  findByTask(taskId: string): Promise<RunRecord | undefined>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<RunRecord>>;
  /** Runs that are not final, oldest first. */
  listUnfinished(limit: number): Promise<RunRecord[]>;
  /** Notes the task of a run, and that the run is queued unless the task already got further. */
  setTask(id: string, taskId: string): Promise<RunRecord>;
  /**
   * Appends to the log and carries the record along, in one transaction. Refused for a final run; the last batch
   * once more, by its id, changes nothing.
   */
  appendEvents(id: string, batch: RunEventBatch): Promise<RunRecord>;
  /** The log after an id, oldest first. */
  listEvents(id: string, options: { after: number; limit: number }): Promise<StoredRunEvent[]>;
  /** The newest event id of each of the runs; a run without events is left out. */
  lastEventIds(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
