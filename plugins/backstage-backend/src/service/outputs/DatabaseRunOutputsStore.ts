import { ConflictError, NotFoundError } from '@backstage/errors';
import { finalRunStates } from '@livery/contracts';
import { StoredOutput } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { toTimestamp } from '../../database';
import type { OutputWithFile, RunOutputsStore } from './RunOutputsStore';

interface OutputRow {
  id: string;
  run_id: string;
  kind: string;
  name: string;
  digest: string;
  size_bytes: number | string;
  file: string;
  downloads: number;
  created_at: Date | number;
}

/** What is known of outputs, in the table `run_outputs`. */
export class DatabaseRunOutputsStore implements RunOutputsStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async insert(runId: string, output: OutputWithFile): Promise<void> {
    await this.#client.transaction(async transaction => {
      const [run] = await transaction('runs')
        .where({ id: runId })
        .forUpdate()
        .select<{ state: string }[]>('state');
      if (!run) {
        throw new NotFoundError(`There is no run with the id ${runId}.`);
      }
      if (finalRunStates.some(state => state === run.state)) {
        throw new ConflictError(`The run ${runId} is ${run.state}; it takes no more outputs.`);
      }
      await transaction<OutputRow>('run_outputs').insert({
        id: output.id,
        run_id: runId,
        kind: output.kind,
        name: output.name,
        digest: output.digest,
        size_bytes: output.sizeBytes,
        file: output.file,
        downloads: output.downloads,
        created_at: new Date(output.createdAt),
      });
    });
  }

  async get(runId: string, outputId: string): Promise<OutputWithFile> {
    const [row] = await this.#client<OutputRow>('run_outputs').where({ id: outputId, run_id: runId });
    if (!row) {
      throw new NotFoundError(`The run ${runId} has no output with the id ${outputId}.`);
    }
    return { ...toStoredOutput(row), file: row.file };
  }

  async findByName(runId: string, name: string): Promise<OutputWithFile | undefined> {
    const [row] = await this.#client<OutputRow>('run_outputs').where({ run_id: runId, name });
    return row && { ...toStoredOutput(row), file: row.file };
  }

  async listByRuns(runIds: readonly string[]): Promise<ReadonlyMap<string, StoredOutput[]>> {
    const rows = await this.#client<OutputRow>('run_outputs')
      .whereIn('run_id', [...runIds])
      .orderBy('name');
    const outputs = new Map<string, StoredOutput[]>();
    for (const row of rows) {
      outputs.set(row.run_id, [...(outputs.get(row.run_id) ?? []), toStoredOutput(row)]);
    }
    return outputs;
  }

  async countDownload(runId: string, outputId: string): Promise<StoredOutput> {
    await this.#client<OutputRow>('run_outputs')
      .where({ id: outputId, run_id: runId })
      .increment('downloads', 1);
    const { file: _, ...output } = await this.get(runId, outputId);
    return output;
  }
}

function toStoredOutput(row: OutputRow): StoredOutput {
  return StoredOutput.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    digest: row.digest,
    sizeBytes: Number(row.size_bytes),
    createdAt: toTimestamp(row.created_at),
    downloads: row.downloads,
  });
}
