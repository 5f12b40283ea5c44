import { randomBytes, randomUUID } from 'node:crypto';
import { type BackendFeature, createServiceFactory } from '@backstage/backend-plugin-api';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { notificationService } from '@backstage/plugin-notifications-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import type { RunEvent } from '@livery/contracts';
import { LiveryClient, type Problem, type StoredRunEvent } from '@livery/backstage-plugin-livery-common';
import type { z } from 'zod';
import { liveryPlugin } from '../plugin';
import type { RemotesConfig } from '../remotes/RemotesConfig';

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
export async function startLivery(options: {
  sampleBrand: string;
  outputs: string;
  /** Default: one key. */
  vaultKeys?: { id: string; provider?: string; secret: string }[];
  /** More of the section `livery` of the configuration. */
  config?: { allowedHosts?: string[]; remotes?: z.input<typeof RemotesConfig> };
  /** In place of what the backend has by default. */
  features?: BackendFeature[];
}) {
  /** The permissions that nobody has. */
  const denied = new Set<string>();
  /** Of the others, those that depend on the record. */
  const conditions = new Map<string, PermissionCriteria<PermissionCondition>>();
  const scaffolder = scaffolderServiceMock.mock();
  const auditor = mockServices.auditor.mock();
  const notifications = { send: jest.fn() };
  /** What the metrics took down: operation, status and seconds of each answer. */
  const observed = jest.fn();
  const metrics = metricsServiceMock.mock({ createHistogram: () => ({ record: observed }) });
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
            vault: {
              keys: options.vaultKeys ?? [{ id: 'main', secret: randomBytes(32).toString('base64') }],
            },
            ...options.config,
          },
        },
      }),
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result: denied.has(permission.name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async requests =>
          requests.map(({ permission: { name, resourceType } }) => {
            const condition = conditions.get(name);
            if (denied.has(name)) {
              return { result: AuthorizeResult.DENY };
            }
            return condition
              ? {
                  result: AuthorizeResult.CONDITIONAL,
                  pluginId: 'livery',
                  resourceType,
                  conditions: condition,
                }
              : { result: AuthorizeResult.ALLOW };
          }),
      }).factory,
      auditor.factory,
      metrics.factory,
      createServiceFactory({ service: scaffolderServiceRef, deps: {}, factory: () => scaffolder }),
      createServiceFactory({ service: notificationService, deps: {}, factory: () => notifications }),
      ...(options.features ?? []),
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
    /** What Ada sends with a request that no client of ours makes. */
    headers: { authorization: `Bearer ${tokens.ada}`, 'content-type': 'application/json' },
    denied,
    conditions,
    scaffolder,
    auditor,
    auditorEvent,
    observed,
    notifications,
    clientOf,
    person,
    adaRunner: clientOf(tokens.adaRunner),

    /** Forgets what one test did to the mocks. */
    reset() {
      denied.clear();
      conditions.clear();
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
      const problem = (await response.json()) as Problem;
      return { ...problem, status: response.status, message: problem.detail };
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
