import type { BrandBundle } from '@livery/contracts';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { z } from 'zod';
import {
  type BrandTemplate,
  type BrandTemplateQuery,
  brandTemplateRoutes,
  type NewBrandTemplate,
} from './brandTemplates';
import type { Page } from './http/listQuery';
import { readRefusal } from './http/refusal';
import { toHttp } from './http/toHttp';
import type { RequestOf, ResponseOf, RouteDefinition } from './http/route';
import { runnerRoutes, runRoutes, upstreamRoutes } from './runRoutes';
import {
  type NewRun,
  type Run,
  type RunEventBatch,
  type RunJob,
  type StoredOutput,
  StoredRunEvent,
  type Upstream,
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

/** What a call carries beside what its route asks for. */
export interface CallInit {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The HTTP API of Livery, typed by the table of its routes. Every answer is parsed by its schema. */
export class LiveryClient {
  readonly #options: LiveryClientOptions;

  constructor(options: LiveryClientOptions) {
    this.#options = options;
  }

  /**
   * Calls any operation of the API by its entry in the table of routes. The others here are shorter names for some of them.
   *
   *     client.call(brandTemplateRoutes.updateBrandTemplate, { params: { id }, revision, body: { name } })
   *
   * @throws LiveryResponseError
   */
  async call<Route extends RouteDefinition>(
    route: Route,
    ...[request, init]: object extends RequestOf<Route>
      ? [request?: RequestOf<Route>, init?: CallInit]
      : [request: RequestOf<Route>, init?: CallInit]
  ): Promise<ResponseOf<Route>> {
    const { path, ...rest } = toHttp(route, request ?? {}, init);
    const response = await this.#request(path, rest);
    if (route.response) {
      return route.response.parse(await response.json()) as ResponseOf<Route>;
    }
    return (route.rawResponse === undefined ? undefined : response) as ResponseOf<Route>;
  }

  listBrandTemplates(query: Partial<BrandTemplateQuery> = {}): Promise<Page<BrandTemplate>> {
    return this.call(brandTemplateRoutes.listBrandTemplates, { query });
  }

  getBrandTemplate(id: string): Promise<BrandTemplate> {
    return this.call(brandTemplateRoutes.getBrandTemplate, { params: { id } });
  }

  getBrandBundle(id: string): Promise<BrandBundle> {
    return this.call(brandTemplateRoutes.getBrandBundle, { params: { id } });
  }

  /** The bytes of an asset, as a response with its media type; `path` as in {@link BrandTemplate}, below `assets/`. */
  getBrandAsset(id: string, path: string): Promise<Response> {
    const name = path.replace(/^assets\//, '');
    return this.call(brandTemplateRoutes.getBrandAsset, { params: { id, name } });
  }

  createBrandTemplate(template: z.input<typeof NewBrandTemplate>): Promise<BrandTemplate> {
    return this.call(brandTemplateRoutes.createBrandTemplate, { body: template });
  }

  listUpstreams(): Promise<Page<Upstream>> {
    return this.call(upstreamRoutes.listUpstreams);
  }

  listRuns(query: { limit?: number; offset?: number } = {}): Promise<Page<Run>> {
    return this.call(runRoutes.listRuns, { query });
  }

  getRun(id: string): Promise<Run> {
    return this.call(runRoutes.getRun, { params: { id } });
  }

  startRun(run: NewRun): Promise<Run> {
    return this.call(runRoutes.startRun, { body: run });
  }

  cancelRun(id: string): Promise<Run> {
    return this.call(runRoutes.cancelRun, { params: { id } });
  }

  /** What a runner has to do; only runners may ask. */
  getRunJob(id: string): Promise<RunJob> {
    return this.call(runnerRoutes.getRunJob, { params: { id } });
  }

  /** Records the run that a scaffolder task, started without one, carries; only runners may. */
  registerTaskRun(taskId: string, run: NewRun): Promise<Run> {
    return this.call(runnerRoutes.registerTaskRun, { params: { taskId }, body: run });
  }

  /** Appends to the log of a run; only runners may. */
  async reportRunEvents(id: string, batch: RunEventBatch): Promise<void> {
    await this.call(runnerRoutes.reportRunEvents, { params: { id }, body: batch });
  }

  /** Stores a file that a run produced; only runners may. The backend checks the digest. */
  uploadRunOutput(
    id: string,
    output: { name: string; digest: string; sizeBytes: number; body: RequestInit['body'] },
  ): Promise<StoredOutput> {
    return this.call(
      runnerRoutes.uploadRunOutput,
      { params: { id, name: output.name }, body: output.body },
      { headers: { 'content-length': String(output.sizeBytes), 'x-livery-digest': output.digest } },
    );
  }

  /** The bytes of an output, as a response to stream or to save. */
  downloadRunOutput(runId: string, outputId: string): Promise<Response> {
    return this.call(runRoutes.downloadRunOutput, { params: { id: runId, outputId } });
  }

  /**
   * The events of a run, first the stored ones after `after`, then live ones, until the run is final.
   * Ends early without an error when the connection ends: call again with the last id seen.
   */
  async *followRunEvents(
    id: string,
    options: { after?: number; signal?: AbortSignal } = {},
  ): AsyncGenerator<StoredRunEvent> {
    const response = await this.call(
      runRoutes.followRunEvents,
      { params: { id } },
      {
        headers: { accept: 'text/event-stream', 'last-event-id': String(options.after ?? 0) },
        signal: options.signal,
      },
    );
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

  async #request(path: string, init?: RequestInit): Promise<Response> {
    const response = await this.#options.fetch(`${await this.#options.baseUrl()}${path}`, init);
    if (!response.ok) {
      throw await readRefusal(response);
    }
    return response;
  }
}
