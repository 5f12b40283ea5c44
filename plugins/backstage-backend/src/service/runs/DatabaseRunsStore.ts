import { NotFoundError } from '@backstage/errors';
import { finalRunStates, RunEvent } from '@livery/contracts';
import {
  type Page,
  Run,
  type RunEventBatch,
  type StoredRunEvent,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';
import { applyRunEvent } from './applyRunEvent';
import { cleanRunEvent } from './cleanRunEvent';
import { cutLog } from './cutLog';
import type { PageRequest, RunRecord, RunsStore } from './RunsStore';

type Moment = Date | number | string;

interface RunRow {
  id: string;
  state: string;
  runner: string;
  template_id?: string | null;
  template_name: string;
  source: string;
  task_id?: string | null;
  created_by: string;
  created_at: Moment;
  started_at?: Moment | null;
  finished_at?: Moment | null;
  steps: string;
  summary?: string | null;
  error?: string | null;
  last_batch?: string | null;
  event_count?: number;
}

interface EventRow {
  id: number | string;
  run_id: string;
  event: string;
}

const RunRecordSchema = Run.omit({ outputs: true });

/** After this many events of a run the rest of its log is left out. */
const maximumEvents = 20_000;

/** Runs in the tables `runs` and `run_events`. */
export class DatabaseRunsStore implements RunsStore {
  readonly #client: Knex;
  readonly #maximumEvents: number;

  constructor(options: { client: Knex; maximumEvents?: number }) {
    this.#client = options.client;
    this.#maximumEvents = options.maximumEvents ?? maximumEvents;
  }

  async insert(run: RunRecord): Promise<void> {
    await this.#client<RunRow>('runs').insert(toRow(run));
  }

  async get(id: string): Promise<RunRecord> {
    const [row] = await this.#client<RunRow>('runs').where({ id });
    return toRun(row, id);
  }

  async findByTask(taskId: string): Promise<RunRecord | undefined> {
    const [row] = await this.#client<RunRow>('runs').where({ task_id: taskId });
    return row && toRun(row, row.id);
  }

  async list(page: PageRequest): Promise<Page<RunRecord>> {
    const rows = await this.#client<RunRow>('runs')
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(page.limit)
      .offset(page.offset);
    const [counted] = await this.#client('runs').count<{ total: number | string }[]>({ total: '*' });
    return { items: rows.map(row => toRun(row, row.id)), total: Number(counted?.total ?? 0) };
  }

  async listUnfinished(limit: number): Promise<RunRecord[]> {
    const rows = await this.#client<RunRow>('runs')
      .whereNotIn('state', [...finalRunStates])
      .orderBy('created_at')
      .limit(limit);
    return rows.map(row => toRun(row, row.id));
  }

  async setTask(id: string, taskId: string): Promise<RunRecord> {
    await this.#client<RunRow>('runs').where({ id }).update({ task_id: taskId });
    await this.#client<RunRow>('runs').where({ id, state: 'pending' }).update({ state: 'queued' });
    return this.get(id);
  }

  async appendEvents(id: string, batch: RunEventBatch): Promise<RunRecord> {
    return this.#client.transaction(async transaction => {
      // The lock keeps the ids of one run's log in the order of the appends. SQLite has one writer anyway.
      const [row] = await transaction<RunRow>('runs').where({ id }).forUpdate();
      let run = toRun(row, id);
      if (batch.id !== undefined && batch.id === row?.last_batch) {
        return run;
      }
      const cleaned = batch.events.map(cleanRunEvent);
      for (const event of cleaned) {
        run = applyRunEvent(run, event);
      }
      const storedBefore = row?.event_count ?? 0;
      const stored = cutLog(cleaned, storedBefore, this.#maximumEvents);
      if (stored.length > 0) {
        await transaction<EventRow>('run_events').insert(
          stored.map(event => ({ run_id: id, event: JSON.stringify(event) })),
        );
      }
      await transaction<RunRow>('runs')
        .where({ id })
        .update({
          ...toRow(run),
          event_count: storedBefore + stored.length,
          ...(batch.id !== undefined && { last_batch: batch.id }),
        });
      return run;
    });
  }

  async listEvents(id: string, options: { after: number; limit: number }): Promise<StoredRunEvent[]> {
    const rows = await this.#client<EventRow>('run_events')
      .where({ run_id: id })
      .where('id', '>', options.after)
      .orderBy('id')
      .limit(options.limit);
    return rows.map(row => ({ id: Number(row.id), event: RunEvent.parse(JSON.parse(row.event)) }));
  }

  async lastEventIds(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#client('run_events')
      .whereIn('run_id', [...ids])
      .groupBy('run_id')
      .select('run_id')
      .max<{ run_id: string; last: number | string }[]>({ last: 'id' });
    return new Map(rows.map(row => [row.run_id, Number(row.last)]));
  }
}

function toRow(run: RunRecord): RunRow {
  return {
    id: run.id,
    state: run.state,
    runner: run.runner,
    template_id: run.templateId,
    template_name: run.templateName,
    source: JSON.stringify(run.source),
    task_id: run.taskId,
    created_by: run.createdBy,
    created_at: new Date(run.createdAt),
    started_at: run.startedAt && new Date(run.startedAt),
    finished_at: run.finishedAt && new Date(run.finishedAt),
    steps: JSON.stringify(run.steps),
    summary: run.summary && JSON.stringify(run.summary),
    error: run.error && JSON.stringify(run.error),
  };
}

function toRun(row: RunRow | undefined, id: string): RunRecord {
  if (!row) {
    throw new NotFoundError(`There is no run with the id ${id}.`);
  }
  return RunRecordSchema.parse({
    id: row.id,
    state: row.state,
    runner: row.runner,
    templateId: row.template_id ?? undefined,
    templateName: row.template_name,
    source: JSON.parse(row.source),
    taskId: row.task_id ?? undefined,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    startedAt: optionalTimestamp(row.started_at),
    finishedAt: optionalTimestamp(row.finished_at),
    steps: JSON.parse(row.steps),
    summary: optionalJson(row.summary),
    error: optionalJson(row.error),
  });
}

function optionalTimestamp(value: Moment | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : toTimestamp(value);
}

function optionalJson(value: string | null | undefined): unknown {
  return value === null || value === undefined ? undefined : JSON.parse(value);
}
