import { randomUUID } from 'node:crypto';
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
import { liveryPlugin } from '../plugin';

const runner = { actor: { subject: 'plugin:scaffolder' } };

/** Who asks in the tests. */
export const ada = 'user:default/ada';

/** What they ask with. */
export const tokens = {
  ada: mockCredentials.user.token(ada),
  adaRunner: mockCredentials.user.token(ada, runner),
  bobRunner: mockCredentials.user.token('user:default/bob', runner),
  scaffolder: mockCredentials.service.token({
    onBehalfOf: mockCredentials.service('plugin:scaffolder'),
    targetPluginId: 'livery',
  }),
  catalog: mockCredentials.service.token({
    onBehalfOf: mockCredentials.service('plugin:catalog'),
    targetPluginId: 'livery',
  }),
};

export const at = '2026-01-01T00:00:00.000Z';
export const steps = ['clone_repo', 'apply_branding', 'create_zip'] as const;
export const begin: RunEvent = { type: 'run.started', at, steps: [...steps] };
export const end: RunEvent = { type: 'run.finished', at, state: 'completed' };

/** A line of a log. */
export function line(message: string): RunEvent {
  return { type: 'log', at, level: 'info', message };
}

/** Starts the plugin in a backend of its own, in front of a scaffolder that only remembers what it was asked. */
export async function startLivery(options: { sampleBrand: string; outputs: string }) {
  /** The permissions that nobody has. */
  const denied = new Set<string>();
  const scaffolder = scaffolderServiceMock.mock();
  const auditor = mockServices.auditor.mock();
  const auditorEvent = { success: jest.fn(), fail: jest.fn() };
  const backend = await startTestBackend({
    features: [
      liveryPlugin,
      mockServices.rootConfig.factory({
        data: {
          backend: { database: { client: 'better-sqlite3', connection: ':memory:' } },
          livery: {
            sampleBrand: options.sampleBrand,
            upstreams: [
              { id: 'demo', title: 'Demo', folder: '/somewhere/private' },
              { id: 'app', title: 'App', url: 'https://example.com/app', ref: 'v1' },
            ],
            outputs: { directory: options.outputs, maxSizeBytes: 1000 },
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
  const baseUrl = `http://localhost:${backend.server.port()}/api/livery`;

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
  const person = clientOf(tokens.ada);

  return {
    baseUrl,
    denied,
    scaffolder,
    auditor,
    auditorEvent,
    clientOf,
    person,
    adaRunner: clientOf(tokens.adaRunner),

    /** Forgets what one test did to the mocks. */
    reset() {
      denied.clear();
      jest.clearAllMocks();
      auditor.createEvent.mockResolvedValue(auditorEvent);
      scaffolder.scaffold.mockImplementation(async () => ({ taskId: randomUUID() }));
    },

    /** Sends what no client of ours would send, as Ada, and gives the refusal. */
    async request(method: string, path: string, body?: string, headers?: HeadersInit) {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        body,
        headers: { authorization: `Bearer ${tokens.ada}`, 'content-type': 'application/json', ...headers },
      });
      const answer = (await response.json()) as {
        error: { name: string; message: string; stack?: string };
      };
      return { status: response.status, ...answer.error };
    },

    async startRun() {
      const [template] = (await person.listBrandTemplates()).items;
      if (!template) {
        throw new Error('There is no brand template to start a run with.');
      }
      return person.startRun({ templateId: template.id, source: { upstream: 'demo' } });
    },

    async follow(id: string, after = 0): Promise<StoredRunEvent[]> {
      const events: StoredRunEvent[] = [];
      for await (const event of person.followRunEvents(id, { after })) {
        events.push(event);
      }
      return events;
    },

    stop: () => backend.stop(),
  };
}

/** What {@link startLivery} gives. */
export type RunningLivery = Awaited<ReturnType<typeof startLivery>>;

/** Starts the backend with a sample brand once for a `describe`, and gives each test a fresh start. */
export function useLivery(assign: (livery: RunningLivery) => void): void {
  const outputs = createMockDirectory();
  const sample = createMockDirectory({
    content: { 'brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n' },
  });
  let livery: RunningLivery;

  beforeAll(async () => {
    livery = await startLivery({ sampleBrand: sample.path, outputs: outputs.path });
    assign(livery);
  });
  afterAll(() => livery.stop());
  beforeEach(() => livery.reset());
}
