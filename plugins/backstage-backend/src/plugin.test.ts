import { createHash, randomUUID } from 'node:crypto';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import type { RunEvent } from '@livery/contracts';
import { LiveryClient, type StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import { liveryPlugin } from './plugin';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const runner = { actor: { subject: 'plugin:scaffolder' } };
const adaToken = mockCredentials.user.token(ada);
const adaRunnerToken = mockCredentials.user.token(ada, runner);
const bobRunnerToken = mockCredentials.user.token('user:default/bob', runner);
const scaffolderToken = mockCredentials.service.token({
  onBehalfOf: mockCredentials.service('plugin:scaffolder'),
  targetPluginId: 'livery',
});
const catalogToken = mockCredentials.service.token({
  onBehalfOf: mockCredentials.service('plugin:catalog'),
  targetPluginId: 'livery',
});

const zip = Buffer.from('not really a zip, but bytes');
const zipDigest = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
const upload = { name: 'acme.zip', digest: zipDigest, sizeBytes: zip.length };
const at = '2026-01-01T00:00:00.000Z';
const bundle = { brand: { apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme' }, assets: {} };

function line(message: string): RunEvent {
  return { type: 'log', at, level: 'info', message };
}

const steps = ['clone_repo', 'apply_branding', 'create_zip'] as const;
const begin: RunEvent = { type: 'run.started', at, steps: [...steps] };
const end: RunEvent = { type: 'run.finished', at, state: 'completed' };

describe('the livery backend', () => {
  const outputs = createMockDirectory();
  const sample = createMockDirectory({
    content: { 'brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n' },
  });
  const denied = new Set<string>();
  const scaffolder = scaffolderServiceMock.mock();
  const auditor = mockServices.auditor.mock();
  const auditorEvent = { success: jest.fn(), fail: jest.fn() };
  let stop: () => Promise<void>;
  let baseUrl: string;

  beforeAll(async () => {
    const backend = await startTestBackend({
      features: [
        liveryPlugin,
        mockServices.rootConfig.factory({
          data: {
            backend: { database: { client: 'better-sqlite3', connection: ':memory:' } },
            livery: {
              sampleBrand: sample.path,
              upstreams: [
                { id: 'demo', title: 'Demo', folder: '/somewhere/private' },
                { id: 'app', title: 'App', url: 'https://example.com/app', ref: 'v1' },
              ],
              outputs: { directory: outputs.path, maxSizeBytes: 1000 },
            },
          },
        }),
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(({ permission }) => ({
              result: denied.has(permission.name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
            })),
        }).factory,
        auditor.factory,
        createServiceFactory({ service: scaffolderServiceRef, deps: {}, factory: () => scaffolder }),
      ],
    });
    stop = () => backend.stop();
    baseUrl = `http://localhost:${backend.server.port()}/api/livery`;
  });
  afterAll(() => stop());
  beforeEach(() => {
    denied.clear();
    jest.clearAllMocks();
    auditor.createEvent.mockResolvedValue(auditorEvent);
    scaffolder.scaffold.mockImplementation(async () => ({ taskId: randomUUID() }));
  });

  function clientOf(token: string): LiveryClient {
    return new LiveryClient({
      baseUrl: async () => baseUrl,
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers });
      },
    });
  }

  async function request(method: string, path: string, body?: string, headers?: HeadersInit) {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ${adaToken}`, 'content-type': 'application/json', ...headers },
    });
    const answer = (await response.json()) as { error: { name: string; message: string; stack?: string } };
    return { status: response.status, ...answer.error };
  }

  const person = clientOf(adaToken);
  const adaRunner = clientOf(adaRunnerToken);

  async function startRun() {
    const template = (await person.listBrandTemplates()).items[0]!;
    return person.startRun({ templateId: template.id, source: { upstream: 'demo' } });
  }

  async function follow(id: string, after = 0): Promise<StoredRunEvent[]> {
    const events: StoredRunEvent[] = [];
    for await (const event of person.followRunEvents(id, { after })) {
      events.push(event);
    }
    return events;
  }

  it('says without credentials whether runs can be started, and nothing else', async () => {
    scaffolder.getTemplateParameterSchema.mockRejectedValueOnce(new Error('not in the catalog'));
    const first = await fetch(`${baseUrl}/health`);
    expect([first.status, await first.json()]).toEqual([503, { status: 'starting' }]);
    await new Promise(resolve => setTimeout(resolve, 600));
    expect((await fetch(`${baseUrl}/health`)).status).toBe(200);
    expect(scaffolder.getTemplateParameterSchema).toHaveBeenLastCalledWith(
      { templateRef: 'template:default/livery-brand-app' },
      expect.anything(),
    );
    for (const path of ['/v1/brand-templates', '/v1/upstreams', '/v1/runs']) {
      const headers = { authorization: mockCredentials.none.header() };
      expect((await fetch(`${baseUrl}${path}`, { headers })).status).toBe(401);
    }
  });

  it('keeps brand templates: the sample brand is there, others join it', async () => {
    const before = await person.listBrandTemplates();
    expect(before.items[0]).toMatchObject({ name: 'Sample', brand: { name: 'Sample' } });

    const created = await person.createBrandTemplate({
      name: 'Acme',
      description: 'For everybody',
      bundle: { brand: { ...before.items[0]!.brand, name: 'Acme' }, assets: {} },
    });
    expect(await person.getBrandTemplate(created.id)).toEqual(created);
    expect(await person.getBrandBundle(created.id)).toMatchObject({ brand: { name: 'Acme' }, assets: {} });
    expect((await person.listBrandTemplates()).total).toBe(before.total + 1);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'brand-template-create', severityLevel: 'medium' }),
    );
    expect(auditorEvent.success).toHaveBeenCalledTimes(1);

    expect(
      await request('POST', '/v1/brand-templates', JSON.stringify({ name: 'Acme', bundle })),
    ).toMatchObject({
      status: 409,
      message: expect.stringContaining("named 'Acme'"),
    });
    expect(auditorEvent.fail).toHaveBeenCalledTimes(1);
  });

  it('shows upstreams by their titles and no folders', async () => {
    expect(await person.listUpstreams()).toEqual({
      items: [
        { id: 'demo', title: 'Demo' },
        { id: 'app', title: 'App', url: 'https://example.com/app', ref: 'v1' },
      ],
      total: 2,
    });
  });

  it('names what is wrong with a request, and never fails because of one', async () => {
    const nobody = randomUUID();
    const brandName = { name: 'B', bundle: { ...bundle, brand: { ...bundle.brand, name: '' } } };
    const missing = {
      name: 'B',
      bundle: { ...bundle, brand: { ...bundle.brand, assets: { icon: 'assets/i.png' } } },
    };
    const cases: [string, string, string | undefined, number, string][] = [
      ['POST', '/v1/brand-templates', '{"oops"', 400, 'is not JSON'],
      ['POST', '/v1/brand-templates', '[]', 400, 'Malformed brand template'],
      ['POST', '/v1/brand-templates', JSON.stringify(brandName), 400, 'bundle.brand.name: '],
      ['POST', '/v1/brand-templates', JSON.stringify(missing), 400, 'assets/i.png'],
      [
        'POST',
        '/v1/brand-templates',
        JSON.stringify({ ...brandName, name: 'a\0' }),
        400,
        'control characters',
      ],
      ['GET', '/v1/brand-templates/x', undefined, 400, "'x' is none"],
      ['GET', `/v1/brand-templates/${nobody}`, undefined, 404, nobody],
      ['GET', `/v1/brand-templates/${nobody}/bundle`, undefined, 404, nobody],
      ['GET', '/v1/runs?limit=1000', undefined, 400, 'limit: '],
      ['GET', `/v1/runs/${nobody}`, undefined, 404, nobody],
      ['GET', `/v1/runs/${nobody}/events`, undefined, 404, nobody],
      ['GET', `/v1/runs/${nobody}/outputs/${nobody}/download`, undefined, 404, nobody],
      ['POST', `/v1/runs/${nobody}/cancel`, '{}', 404, nobody],
      ['POST', '/v1/runs', '{"templateId":"x"}', 400, 'templateId: '],
      ['POST', '/v1/runs', `"${'x'.repeat(200_000)}"`, 400, 'larger than 100kb'],
      ['POST', '/v1/runs', JSON.stringify({ templateId: nobody, source: { upstream: 'demo' } }), 404, nobody],
      [
        'POST',
        '/v1/runs',
        JSON.stringify({ templateId: nobody, source: { url: 'file:///etc' } }),
        400,
        'source.url: Invalid URL',
      ],
      ['GET', '/v1/nothing', undefined, 404, '/v1/nothing'],
    ];
    for (const [method, path, body, status, message] of cases) {
      const answer = await request(method, path, body);
      expect({ path, ...answer }).toMatchObject({ status, message: expect.stringContaining(message) });
      expect(answer.stack).toBeUndefined();
    }
    const template = (await person.listBrandTemplates()).items[0]!;
    await expect(person.startRun({ templateId: template.id, source: { upstream: 'nope' } })).rejects.toThrow(
      "knows no upstream 'nope'. It knows: demo, app.",
    );
    expect(
      await request('GET', `/v1/runs/${nobody}/events`, undefined, { 'last-event-id': 'x' }),
    ).toMatchObject({
      status: 400,
    });
  });

  it('carries a run from its start to the download, as a runner and a reader see it', async () => {
    const run = await startRun();
    expect(run).toMatchObject({ state: 'queued', createdBy: ada, templateName: 'Acme', outputs: [] });
    expect(scaffolder.scaffold).toHaveBeenCalledWith(
      { templateRef: 'template:default/livery-brand-app', values: { runId: run.id } },
      {
        credentials: expect.objectContaining<Partial<BackstageCredentials>>({
          principal: { type: 'user', userEntityRef: ada },
        }),
      },
    );

    expect(await adaRunner.getRunJob(run.id)).toMatchObject({
      runId: run.id,
      source: { location: '/somewhere/private', title: 'Demo' },
      steps,
      bundle: { brand: { name: 'Acme' } },
    });

    const live = follow(run.id);
    await adaRunner.reportRunEvents(run.id, [begin, line('one')]);
    expect(await person.getRun(run.id)).toMatchObject({ state: 'running', startedAt: at });
    const service = clientOf(scaffolderToken);
    await service.reportRunEvents(run.id, [line('two')]);
    const stored = await service.uploadRunOutput(run.id, { ...upload, body: zip });
    expect(stored).toMatchObject({ ...upload, kind: 'zip', downloads: 0 });
    expect(await service.uploadRunOutput(run.id, { ...upload, body: zip })).toEqual(stored);
    await service.reportRunEvents(run.id, [end]);

    const events = await live;
    expect(events.map(({ event }) => event)).toEqual([begin, line('one'), line('two'), end]);
    expect(await follow(run.id, events[1]!.id)).toEqual(events.slice(2));
    expect(await follow(run.id, events[3]!.id)).toEqual([]);

    const download = await person.downloadRunOutput(run.id, stored.id);
    expect(Object.fromEntries(download.headers)).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="acme.zip"',
      'content-length': String(zip.length),
    });
    expect(Buffer.from(await download.arrayBuffer()).equals(zip)).toBe(true);
    const finished = await person.getRun(run.id);
    expect(finished).toMatchObject({ state: 'completed', outputs: [{ ...stored, downloads: 1 }] });
    expect((await person.listRuns({ limit: 1 })).items).toEqual([finished]);

    await expect(adaRunner.reportRunEvents(run.id, [line('late')])).rejects.toMatchObject({ status: 409 });
    await expect(
      adaRunner.uploadRunOutput(run.id, { ...upload, name: 'b.zip', body: zip }),
    ).rejects.toMatchObject({
      status: 409,
    });
    await expect(person.cancelRun(run.id)).rejects.toMatchObject({ status: 409 });
  });

  it('streams without holding back: not compressed, not cached, one event per block', async () => {
    const run = await startRun();
    await adaRunner.reportRunEvents(run.id, [line('a\nb'), end]);
    const response = await fetch(`${baseUrl}/v1/runs/${run.id}/events`, {
      headers: { authorization: `Bearer ${adaToken}`, 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    expect(response.headers.get('cache-control')).toMatch('no-cache');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    expect(await response.text()).toMatch(
      /^: .*\n\nid: \d+\ndata: \{"type":"log".*a\\nb.*\}\n\nid: \d+\ndata: \{"type":"run.finished".*\}\n\n$/,
    );
  });

  it('refuses an upload that is not what it was announced as, and keeps nothing of it', async () => {
    const run = await startRun();
    const other = Buffer.from('x'.repeat(zip.length));
    const cases: [Parameters<LiveryClient['uploadRunOutput']>[1], string][] = [
      [{ ...upload, body: other }, 'was announced as'],
      [{ ...upload, name: '../../evil.zip', body: zip }, 'name: '],
      [{ ...upload, digest: 'md5:1', body: zip }, 'digest: '],
      [{ ...upload, sizeBytes: 2000, body: Buffer.alloc(2000) }, 'stores at most 1000'],
    ];
    for (const [announced, message] of cases) {
      await expect(adaRunner.uploadRunOutput(run.id, announced)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(message),
      });
    }
    expect((await person.getRun(run.id)).outputs).toEqual([]);
  });

  it('lets only the runner of a run play its part', async () => {
    const run = await startRun();
    const newRun = { templateId: run.templateId!, source: run.source };
    for (const token of [adaToken, bobRunnerToken, catalogToken]) {
      const intruder = clientOf(token);
      await expect(intruder.getRunJob(run.id)).rejects.toMatchObject({ status: 403 });
      await expect(intruder.reportRunEvents(run.id, [end])).rejects.toMatchObject({ status: 403 });
      await expect(intruder.uploadRunOutput(run.id, { ...upload, body: zip })).rejects.toMatchObject({
        status: 403,
      });
    }
    for (const token of [adaToken, catalogToken]) {
      await expect(clientOf(token).registerTaskRun(randomUUID(), newRun)).rejects.toMatchObject({
        status: 403,
      });
    }
    expect(await person.getRun(run.id)).toMatchObject({ state: 'queued', outputs: [] });
  });

  it('records a run for a task that was started without one, once', async () => {
    const taskId = randomUUID();
    const template = (await person.listBrandTemplates()).items[0]!;
    const newRun = { templateId: template.id, source: { url: 'https://example.com/app.git', ref: 'main' } };
    const run = await adaRunner.registerTaskRun(taskId, newRun);
    expect(run).toMatchObject({ state: 'queued', taskId, createdBy: ada, source: newRun.source });
    expect(await adaRunner.registerTaskRun(taskId, newRun)).toEqual(run);
    expect(scaffolder.scaffold).not.toHaveBeenCalled();
    await expect(clientOf(bobRunnerToken).registerTaskRun(taskId, newRun)).rejects.toMatchObject({
      status: 403,
    });
  });

  it('fails a run, with a reason, when no task can be started for it', async () => {
    scaffolder.scaffold.mockRejectedValue(new Error('Backend request failed, 404 Not Found'));
    await expect(startRun()).rejects.toMatchObject({
      status: 503,
      message: expect.stringMatching(/did not accept the run.*404 Not Found.*in the catalog/),
    });
    const [run] = (await person.listRuns({ limit: 1 })).items;
    expect(run).toMatchObject({ state: 'failed', error: { code: 'runner-unavailable' } });
    expect((await follow(run!.id)).map(({ event }) => event.type)).toEqual(['run.finished']);
  });

  it('cancels a run with its task, and still when the task cannot be reached', async () => {
    scaffolder.cancelTask.mockResolvedValueOnce({}).mockRejectedValueOnce(new Error('not there'));
    for (let index = 0; index < 2; index += 1) {
      const run = await startRun();
      const live = follow(run.id);
      await adaRunner.reportRunEvents(run.id, [begin]);
      const cancelled = await person.cancelRun(run.id);
      expect(cancelled).toMatchObject({
        state: 'cancelled',
        error: { code: 'cancelled', message: `${ada} cancelled the run.` },
      });
      expect(scaffolder.cancelTask).toHaveBeenLastCalledWith({ taskId: run.taskId }, expect.anything());
      expect((await live).map(({ event }) => event.type)).toEqual(['run.started', 'run.finished']);
      await expect(adaRunner.reportRunEvents(run.id, [line('late')])).rejects.toMatchObject({ status: 409 });
    }
  });

  it('asks for permission before everything', async () => {
    const run = await startRun();
    const template = (await person.listBrandTemplates()).items[0]!;
    const newRun = { templateId: template.id, source: { upstream: 'demo' } };
    const { id } = run;

    denied.add('livery.brand-template.read').add('livery.run.read');
    const empty = { items: [], total: 0 };
    expect(await person.listBrandTemplates()).toEqual(empty);
    expect(await person.listRuns()).toEqual(empty);
    expect(await person.listUpstreams()).toEqual(empty);
    const refused = { status: 403, message: expect.stringContaining('needs the permission livery.') };
    await expect(person.getBrandTemplate(template.id)).rejects.toMatchObject(refused);
    await expect(person.getBrandBundle(template.id)).rejects.toMatchObject(refused);
    await expect(person.getRun(id)).rejects.toMatchObject(refused);
    await expect(follow(id)).rejects.toMatchObject(refused);
    await expect(person.downloadRunOutput(id, id)).rejects.toMatchObject(refused);
    await expect(person.startRun(newRun)).rejects.toMatchObject(refused);
    await expect(person.cancelRun(id)).rejects.toMatchObject(refused);

    denied.clear();
    denied.add('livery.brand-template.create').add('livery.run.create').add('livery.run.cancel');
    await expect(
      person.createBrandTemplate({
        name: 'C',
        description: '',
        bundle: await person.getBrandBundle(template.id),
      }),
    ).rejects.toMatchObject(refused);
    await expect(person.startRun(newRun)).rejects.toMatchObject(refused);
    await expect(adaRunner.registerTaskRun(randomUUID(), newRun)).rejects.toMatchObject(refused);
    await expect(person.cancelRun(id)).rejects.toMatchObject(refused);
    expect(scaffolder.scaffold).toHaveBeenCalledTimes(1);
  });
});
