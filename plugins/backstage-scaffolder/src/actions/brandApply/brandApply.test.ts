import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createMockDirectory, mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { Brand, MAXIMUM_LOG_MESSAGE, RunEvent } from '@livery/contracts';
import type { RunJob } from '@livery/backstage-plugin-livery-common';
import { parse } from 'yaml';
import { z } from 'zod';
import { createBrandApplyAction } from './brandApply';
import { examples } from './brandApply.examples';

jest.setTimeout(60_000);

const root = join(__dirname, '../../../../..');
const upstream = join(root, 'profiles/open-webui/fixture/upstream');
const runId = '5b1c1d1a-6f0e-4a52-9d0a-0c9b4d3a7e11';
const templateId = '0d5be8ff-7f8d-4ba3-a3b5-4a1d9a2f8a10';

interface Answer {
  status: number;
  body?: unknown;
}

/** A Livery backend that answers over HTTP what it is told to, and remembers what it got. */
class RecordingBackend {
  readonly requests: {
    method: string;
    path: string;
    caller: string;
    body: Buffer;
    headers: IncomingMessage['headers'];
  }[] = [];
  readonly #server: Server;

  static async start(
    answer: (method: string, path: string) => Answer | undefined,
  ): Promise<RecordingBackend> {
    const backend = new RecordingBackend(answer);
    await new Promise<void>(resolve => backend.#server.listen(0, '127.0.0.1', resolve));
    return backend;
  }

  private constructor(answer: (method: string, path: string) => Answer | undefined) {
    this.#server = createServer(async (request, response) => {
      const { method = '', url: path = '', headers } = request;
      const caller = headers.authorization ?? '';
      this.requests.push({ method, path, caller, body: await buffer(request), headers });
      const { status, body } = answer(method, path) ?? { status: 404 };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  get baseUrl(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Every event that was reported, in the order of arrival. */
  get events(): RunEvent[] {
    return this.requests
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/events'))
      .flatMap(({ body }) => (JSON.parse(body.toString()) as { events: RunEvent[] }).events);
  }

  async stop(): Promise<void> {
    await new Promise(resolve => this.#server.close(resolve));
  }
}

describe('livery:brand:apply', () => {
  const workspace = createMockDirectory();
  let backend: RecordingBackend;
  let job: RunJob;

  beforeEach(() => {
    workspace.clear();
    job = {
      runId,
      source: { kind: 'folder', location: upstream, title: 'Demo upstream' },
      steps: ['clone_repo', 'apply_branding', 'create_zip'],
      bundle: {
        brand: Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Meridian Chat' }),
        assets: {},
      },
    };
  });
  afterEach(() => backend?.stop());

  function ok(method: string, path: string): Answer | undefined {
    if (path.endsWith('/job')) {
      return { status: 200, body: job };
    }
    if (path.endsWith('/events')) {
      return { status: 204 };
    }
    if (method === 'PUT' && path.includes('/outputs/')) {
      const { headers } = backend.requests.at(-1)!;
      const output = {
        id: templateId,
        kind: 'zip',
        name: decodeURIComponent(path.split('/').at(-1)!),
        digest: headers['x-livery-digest'],
        sizeBytes: Number(headers['content-length']),
        createdAt: '2026-01-01T00:00:00.000Z',
        downloads: 0,
      };
      return { status: 201, body: output };
    }
    return undefined;
  }

  function createAction() {
    return createBrandApplyAction({
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      discovery: mockServices.discovery.mock({ getBaseUrl: async () => backend.baseUrl }),
    });
  }

  type Action = ReturnType<typeof createAction>;

  function createContext(input: Parameters<Action['handler']>[0]['input'], signal?: AbortSignal) {
    return {
      ...createMockActionContext({ workspacePath: workspace.path }),
      input,
      signal,
      task: { id: 'task-1' },
      getInitiatorCredentials: async () => mockCredentials.user('user:default/ada'),
    } as unknown as Parameters<Action['handler']>[0];
  }

  it('brands the source of its run, stores the zip before the end is reported, and says what it did', async () => {
    backend = await RecordingBackend.start(ok);
    const context = createContext({ runId });
    await createAction().handler(context);

    const upload = backend.requests.find(({ method }) => method === 'PUT')!;
    const digest = `sha256:${createHash('sha256').update(upload.body).digest('hex')}`;
    expect(upload.headers).toMatchObject({
      'content-length': String(upload.body.length),
      'x-livery-digest': digest,
    });
    expect(upload.body.subarray(0, 2).toString()).toBe('PK');

    const types = backend.events.map(({ type }) => type);
    expect(types[0]).toBe('run.started');
    expect(types.filter(type => type === 'step.completed')).toHaveLength(3);
    expect(types.indexOf('run.finished')).toBe(types.length - 1);
    expect(backend.events.at(-1)).toMatchObject({ state: 'completed', summary: { residue: 0 } });
    const last = backend.requests.at(-1)!;
    expect(last.body.toString()).toContain('run.finished');
    expect(backend.requests.indexOf(upload)).toBe(backend.requests.length - 2);

    const outputs = new Map((context.output as jest.Mock).mock.calls as [string, unknown][]);
    expect(outputs.get('zipDigest')).toBe(digest);
    expect(outputs.get('runId')).toBe(runId);
    expect(outputs.get('residue')).toBe(0);
    expect(outputs.get('changedFiles')).toBeGreaterThan(0);
    expect(outputs.get('replacements')).toBeGreaterThan(0);

    // The job is asked for in the name of the person, the rest comes from the scaffolder itself.
    const callers = new Map(backend.requests.map(({ path, caller }) => [path.split('/').at(-1), caller]));
    expect(callers.get('job')).toContain('user:default/ada');
    expect(callers.get('events')).toContain('plugin:scaffolder');
    expect(callers.get('events')).not.toContain('ada');
    // Where the upstream lies on this machine is nobody's business.
    expect(Buffer.concat(backend.requests.map(({ body }) => body)).includes(upstream)).toBe(false);
    expect(JSON.stringify(backend.events)).toContain('Demo upstream');
  });

  it('reports no line that is longer than the backend takes', async () => {
    backend = await RecordingBackend.start(ok);
    job = {
      ...job,
      source: { kind: 'folder', location: upstream, title: 'x'.repeat(2 * MAXIMUM_LOG_MESSAGE) },
    };
    await createAction().handler(createContext({ runId }));
    const lines = backend.events.filter(event => event.type === 'log').map(({ message }) => message.length);
    expect(Math.max(...lines)).toBe(MAXIMUM_LOG_MESSAGE);
    expect(backend.events.every(event => RunEvent.safeParse(event).success)).toBe(true);
  });

  it('registers a run for a task without one, by the name of the brand template', async () => {
    const brandTemplate = {
      id: templateId,
      name: 'Meridian',
      description: '',
      brand: job.bundle.brand,
      assets: [],
      owner: 'user:default/ada',
      tags: [],
      isDefault: false,
      isActive: true,
      revision: 1,
      createdBy: 'user:default/ada',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedBy: 'user:default/ada',
      updatedAt: '2026-01-01T00:00:00.000Z',
    };
    const run = {
      id: runId,
      state: 'queued',
      runner: 'scaffolder',
      templateName: 'Meridian',
      source: { upstream: 'demo' },
      createdBy: 'user:default/ada',
      createdAt: '2026-01-01T00:00:00.000Z',
      steps: [],
      outputs: [],
    };
    backend = await RecordingBackend.start((method, path) => {
      if (path.startsWith('/v1/brand-templates')) {
        const { searchParams } = new URL(path, 'http://localhost');
        const items = ['Meridian', null].includes(searchParams.get('name')) ? [brandTemplate] : [];
        return { status: 200, body: { items, total: items.length } };
      }
      return path === '/v1/tasks/task-1/run' ? { status: 200, body: run } : ok(method, path);
    });
    await createAction().handler(createContext({ brandTemplate: 'Meridian', upstream: 'demo', ref: '' }));
    const registration = backend.requests.find(({ path }) => path === '/v1/tasks/task-1/run')!;
    expect(registration.caller).toContain('user:default/ada');
    expect(JSON.parse(registration.body.toString())).toEqual({ templateId, source: { upstream: 'demo' } });
    expect(backend.events.at(-1)).toMatchObject({ type: 'run.finished', state: 'completed' });

    for (const [input, message] of [
      [{}, 'Say which brand'],
      [{ brandTemplate: 'Meridian' }, 'Say what to brand'],
      [
        { brandTemplate: 'Meridian', upstream: 'demo', url: 'https://example.com/a' },
        'either upstream or url',
      ],
      [{ brandTemplate: 'Nobody', upstream: 'demo' }, "no brand template 'Nobody'"],
      [{ brandTemplate: 'Meridian', url: 'ftp://example.com/a' }, 'Malformed source'],
    ] as const) {
      await expect(createAction().handler(createContext(input))).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining(message),
        // It is what the log of the task shows.
        stack: expect.not.stringContaining('\n'),
      });
    }
  });

  it('reports why a run failed, and fails with the same sentence and no stack', async () => {
    backend = await RecordingBackend.start(ok);
    const nowhere = join(upstream, 'not-there');
    job = { ...job, source: { kind: 'folder', location: nowhere, title: 'Demo upstream' } };
    const error: Error = await createAction()
      .handler(createContext({ runId }))
      .then(
        () => {
          throw new Error('It did not fail.');
        },
        (reason: Error) => reason,
      );
    const finished = backend.events.at(-1);
    expect(finished).toMatchObject({
      type: 'run.finished',
      state: 'failed',
      error: { code: 'source-not-found' },
    });
    expect(backend.events.filter(({ type }) => type === 'run.finished')).toHaveLength(1);
    expect(error.message).toContain('Demo upstream');
    expect(`${error.message}${error.stack}`).not.toContain(nowhere);
    expect(error.stack).not.toContain('\n');
  });

  it('fetches nothing that is another kind of source than the portal says', async () => {
    for (const source of [
      { kind: 'git', location: upstream },
      { kind: 'folder', location: 'https://127.0.0.1:1/app' },
    ] as const) {
      backend = await RecordingBackend.start(ok);
      job = { ...job, source };
      await expect(createAction().handler(createContext({ runId }))).rejects.toThrow('is not the');
      expect(backend.events.map(({ type }) => type)).toEqual(['run.finished']);
      expect(backend.events[0]).toMatchObject({ state: 'failed', error: { code: 'source-invalid' } });
      await backend.stop();
    }
    backend = await RecordingBackend.start(ok);
  });

  it('fails the run when the zip is refused', async () => {
    backend = await RecordingBackend.start((method, path) =>
      method === 'PUT' ? { status: 400, body: { error: { message: 'It is too large.' } } } : ok(method, path),
    );
    await expect(createAction().handler(createContext({ runId }))).rejects.toThrow('It is too large.');
    expect(backend.events.at(-1)).toMatchObject({
      type: 'run.finished',
      state: 'failed',
      error: { code: 'backend-refused', message: expect.stringContaining('It is too large.') },
    });
  });

  it('stops when the run is closed elsewhere, and when the task is cancelled', async () => {
    backend = await RecordingBackend.start((method, path) =>
      path.endsWith('/events')
        ? { status: 409, body: { error: { message: 'The run is cancelled; its log is closed.' } } }
        : ok(method, path),
    );
    await expect(createAction().handler(createContext({ runId }))).rejects.toThrow('its log is closed');
    expect(backend.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    await backend.stop();

    backend = await RecordingBackend.start(ok);
    const controller = new AbortController();
    const handled = createAction().handler(createContext({ runId }, controller.signal));
    const seen = expect(handled).rejects.toThrow('cancelled');
    while (backend.requests.length < 2) {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    controller.abort();
    await seen;
    expect(backend.events.at(-1)).toMatchObject({ type: 'run.finished', state: 'cancelled' });
    expect(backend.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('has examples and a template that fit its schema', async () => {
    backend = await RecordingBackend.start(ok);
    const { schema, id } = createAction();
    const properties = Object.keys((schema?.input as { properties: object }).properties);
    const Step = z.object({ action: z.literal(id), input: z.record(z.string(), z.string()) });
    for (const { example } of examples) {
      const [step] = (parse(example) as { steps: unknown[] }).steps;
      const { input } = Step.parse(step);
      expect(properties).toEqual(expect.arrayContaining(Object.keys(input)));
    }
    const template = parse(await readFile(join(root, 'templates/brand-app/template.yaml'), 'utf8')) as {
      spec: { steps: unknown[] };
    };
    const { input } = Step.parse(template.spec.steps[0]);
    expect(properties).toEqual(expect.arrayContaining(Object.keys(input)));
  });
});
