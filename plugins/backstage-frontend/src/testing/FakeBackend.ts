import {
  type BrandTemplate,
  NewBrandTemplate,
  type NewRun,
  type Run,
  type StoredRunEvent,
} from '@livery/backstage-plugin-livery-common';
import type { RunEvent } from '@livery/contracts';
import { activeRunOf, idOf, logoBase64, meridian, upstreams } from './fixtures';

type Stream = ReadableStreamDefaultController<Uint8Array>;

function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** What the backend makes of a run that is cancelled. */
function cancelled(run: Run): Run {
  const closed = { running: 'failed', pending: 'skipped' } as const;
  return {
    ...run,
    state: 'cancelled',
    finishedAt: run.createdAt,
    steps: run.steps.map(step =>
      step.state === 'running' || step.state === 'pending' ? { ...step, state: closed[step.state] } : step,
    ),
    error: { code: 'cancelled', message: `${run.createdBy} cancelled the run.`, hint: 'Start a new run.' },
  };
}

/** The HTTP API of Livery in memory, below the real client: requests are text and answers are parsed. */
export class FakeBackend {
  runs: Run[] = [];
  templates: BrandTemplate[] = [meridian];
  /** A message that every request is refused with, while there is one. */
  outage: string | undefined;
  /** Whether nobody answers at all. */
  isAway = false;
  /** What was sent to make brand templates. */
  readonly created: NewBrandTemplate[] = [];
  /** What was sent to start runs. */
  readonly started: NewRun[] = [];
  /** The `Last-Event-ID` of each time a log was asked for. */
  readonly resumedAfter: string[] = [];
  readonly #events: StoredRunEvent[] = [];
  readonly #streams = new Set<Stream>();

  /** Appends to the log, and sends it to whoever reads along. */
  emit(event: RunEvent): void {
    const stored = { id: this.#events.length + 1, event };
    this.#events.push(stored);
    for (const stream of this.#streams) {
      this.#send(stream, stored);
    }
  }

  /** Cuts the connection of everyone who reads along. */
  breakStreams(): void {
    for (const stream of this.#streams) {
      stream.error(new TypeError('network error'));
    }
    this.#streams.clear();
  }

  /** Ends the log properly. */
  endStreams(): void {
    for (const stream of this.#streams) {
      stream.close();
    }
    this.#streams.clear();
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(String(input));
    const [, resource = '', id = '', action = ''] =
      pathname.split('/v1/')[1]?.match(/^([^/]+)\/?([^/]*)\/?([^/]*)/) ?? [];
    const run = this.runs.find(candidate => candidate.id === id);
    if (this.isAway) {
      throw new TypeError('Failed to fetch');
    }
    if (this.outage !== undefined) {
      return answer({ error: { message: this.outage } }, 503);
    }
    switch (
      `${init?.method ?? 'GET'} ${resource}/${id === '' ? '' : ':id'}${action === '' ? '' : `/${action}`}`
    ) {
      case 'GET brand-templates/':
        return answer({ items: this.templates, total: this.templates.length });
      case 'POST brand-templates/': {
        const template = NewBrandTemplate.parse(JSON.parse(String(init?.body)));
        this.created.push(template);
        const { name, description, bundle } = template;
        const stored = { ...meridian, id: idOf(200), name, description, brand: bundle.brand };
        this.templates = [...this.templates, stored];
        return answer(stored, 201);
      }
      case 'GET brand-templates/:id/assets':
        return new Response(atob(logoBase64), { headers: { 'content-type': 'image/svg+xml' } });
      case 'GET upstreams/':
        return answer({ items: upstreams, total: upstreams.length });
      case 'GET runs/': {
        const offset = Number(searchParams.get('offset'));
        const items = this.runs.slice(offset, offset + Number(searchParams.get('limit')));
        return answer({ items, total: this.runs.length });
      }
      case 'POST runs/': {
        const newRun = JSON.parse(String(init?.body)) as NewRun;
        this.started.push(newRun);
        const started = activeRunOf(100 + this.started.length, { source: newRun.source });
        this.runs.unshift(started);
        return answer(started, 201);
      }
      case 'GET runs/:id':
        return run ? answer(run) : answer({ error: { message: `No run ${id}.` } }, 404);
      case 'POST runs/:id/cancel':
        this.runs = this.runs.map(each => (each.id === id ? cancelled(each) : each));
        return answer(this.runs.find(each => each.id === id));
      case 'GET runs/:id/events':
        return this.#follow(new Headers(init?.headers).get('last-event-id') ?? '');
      case 'GET runs/:id/outputs':
        return new Response('the bytes of the zip');
      default:
        return answer({ error: { message: `No ${pathname} here; ${idOf(0)}.` } }, 404);
    }
  };

  #follow(after: string): Response {
    this.resumedAfter.push(after);
    let own: Stream;
    const body = new ReadableStream<Uint8Array>({
      start: stream => {
        own = stream;
        this.#streams.add(stream);
        for (const stored of this.#events.filter(({ id }) => id > Number(after))) {
          this.#send(stream, stored);
        }
      },
      cancel: () => {
        this.#streams.delete(own);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  #send(stream: Stream, { id, event }: StoredRunEvent): void {
    stream.enqueue(new TextEncoder().encode(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`));
  }
}
