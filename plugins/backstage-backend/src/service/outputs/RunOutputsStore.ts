import type { StoredOutput } from '@livery/backstage-plugin-livery-common';

/** An output and the key of its bytes. */
export interface OutputWithFile extends StoredOutput {
  file: string;
}

/** Keeps what is known of outputs; their bytes are in an `OutputStore`. */
export interface RunOutputsStore {
  /** Adds an output to a run that is not final. */
  insert(runId: string, output: OutputWithFile): Promise<void>;
  get(runId: string, outputId: string): Promise<OutputWithFile>;
  findByName(runId: string, name: string): Promise<OutputWithFile | undefined>;
  listByRuns(runIds: readonly string[]): Promise<ReadonlyMap<string, StoredOutput[]>>;
  countDownload(runId: string, outputId: string): Promise<StoredOutput>;
}
