import { BrandBundle } from '@livery/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { z } from 'zod';
import {
  BrandTemplate,
  type NewBrandTemplate,
  type NewRun,
  type Page,
  pageOf,
  Run,
  RunJob,
  type RunEventBatch,
  StoredOutput,
  StoredRunEvent,
  Upstream,
} from './schemas';

/** The part of fetch that the client needs; Backstage's `fetchApi` and Node's `fetch` both fit. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/** What a {@link LiveryClient} talks to, and as whom. */
export interface LiveryClientOptions {
  /** The base address of the plugin, for example `http://localhost:7007/api/livery`. */
  baseUrl: () => Promise<string>;
  /** Adds the identity of the caller. */
  fetch: Fetch;
}

/** A refusal by the Livery backend. */
export class LiveryResponseError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'LiveryResponseError';
    this.status = status;
  }
}

/** The HTTP API of Livery, typed. Every answer is parsed by its schema. */
export class LiveryClient {
  readonly #options: LiveryClientOptions;

  constructor(options: LiveryClientOptions) {
    this.#options = options;
  }

  listBrandTemplates(): Promise<Page<BrandTemplate>> {
    return this.#get('/v1/brand-templates', pageOf(BrandTemplate));
  }

  getBrandTemplate(id: string): Promise<BrandTemplate> {
    return this.#get(`/v1/brand-templates/${encodeURIComponent(id)}`, BrandTemplate);
  }

  getBrandBundle(id: string): Promise<BrandBundle> {
    return this.#get(`/v1/brand-templates/${encodeURIComponent(id)}/bundle`, BrandBundle);
  }

  /** The bytes of an asset, as a response with its media type; `path` as in {@link BrandTemplate}, below `assets/`. */
  getBrandAsset(id: string, path: string): Promise<Response> {
    const name = path.replace(/^assets\//, '');
    return this.#request(`/v1/brand-templates/${encodeURIComponent(id)}/assets/${encodeURIComponent(name)}`);
  }

  createBrandTemplate(template: NewBrandTemplate): Promise<BrandTemplate> {
    return this.#send('POST', '/v1/brand-templates', template, BrandTemplate);
  }

  listUpstreams(): Promise<Page<Upstream>> {
    return this.#get('/v1/upstreams', pageOf(Upstream));
  }

  listRuns(options: { limit?: number; offset?: number } = {}): Promise<Page<Run>> {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(options)) {
      if (value !== undefined) {
        query.set(key, String(value));
      }
    }
    return this.#get(`/v1/runs?${query}`, pageOf(Run));
  }

  getRun(id: string): Promise<Run> {
    return this.#get(`/v1/runs/${encodeURIComponent(id)}`, Run);
  }

  startRun(run: NewRun): Promise<Run> {
    return this.#send('POST', '/v1/runs', run, Run);
  }

  cancelRun(id: string): Promise<Run> {
    return this.#send('POST', `/v1/runs/${encodeURIComponent(id)}/cancel`, {}, Run);
  }

  /** What a runner has to do; only runners may ask. */
  getRunJob(id: string): Promise<RunJob> {
    return this.#get(`/v1/runs/${encodeURIComponent(id)}/job`, RunJob);
  }

  /** Records the run that a scaffolder task, started without one, carries; only runners may. */
  registerTaskRun(taskId: string, run: NewRun): Promise<Run> {
    return this.#send('PUT', `/v1/tasks/${encodeURIComponent(taskId)}/run`, run, Run);
  }

  /** Appends to the log of a run; only runners may. */
  async reportRunEvents(id: string, batch: RunEventBatch): Promise<void> {
    await this.#request(`/v1/runs/${encodeURIComponent(id)}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
  }

  /** Stores a file that a run produced; only runners may. The backend checks the digest. */
  async uploadRunOutput(
    id: string,
    output: { name: string; digest: string; sizeBytes: number; body: RequestInit['body'] },
  ): Promise<StoredOutput> {
    const response = await this.#request(
      `/v1/runs/${encodeURIComponent(id)}/outputs/${encodeURIComponent(output.name)}`,
      {
        method: 'PUT',
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(output.sizeBytes),
          'x-livery-digest': output.digest,
        },
        body: output.body,
        // Node's fetch wants this for a body that is a stream: https://fetch.spec.whatwg.org/#ref-for-dom-requestinit-duplex
        duplex: 'half',
      } as RequestInit,
    );
    return StoredOutput.parse(await response.json());
  }

  /** The bytes of an output, as a response to stream or to save. */
  downloadRunOutput(runId: string, outputId: string): Promise<Response> {
    return this.#request(
      `/v1/runs/${encodeURIComponent(runId)}/outputs/${encodeURIComponent(outputId)}/download`,
    );
  }

  /**
   * The events of a run, first the stored ones after `after`, then live ones, until the run is final.
   * Ends early without an error when the connection ends: call again with the last id seen.
   */
  async *followRunEvents(
    id: string,
    options: { after?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<StoredRunEvent> {
    const response = await this.#request(`/v1/runs/${encodeURIComponent(id)}/events`, {
      headers: { accept: 'text/event-stream', 'last-event-id': String(options.after ?? 0) },
      signal: options.signal,
    });
    if (!response.body) {
      return;
    }
    const stream = response.body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    const reader = stream.getReader();
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        yield StoredRunEvent.parse({ id: Number(chunk.value.id), event: JSON.parse(chunk.value.data) });
      }
    } finally {
      await reader.cancel();
    }
  }

  async #get<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
    const response = await this.#request(path);
    return schema.parse(await response.json());
  }

  async #send<T extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: T,
  ): Promise<z.output<T>> {
    const response = await this.#request(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return schema.parse(await response.json());
  }

  async #request(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.#options.fetch(`${await this.#options.baseUrl()}${path}`, init);
    if (!response.ok) {
      const body = (await response.json().catch(() => undefined)) as
        { error?: { message?: string } } | undefined;
      throw new LiveryResponseError(
        response.status,
        body?.error?.message ?? `The Livery backend answered ${response.status} ${response.statusText}.`,
      );
    }
    return response;
  }
}
