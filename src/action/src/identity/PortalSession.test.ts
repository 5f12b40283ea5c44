import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CiJob } from '@livery/backstage-plugin-livery-common';
import type { LiveryError, RunEvent } from '@livery/contracts';
import { brandToBundle, loadBrand } from '@livery/engine';
import { Secret } from '@livery/images';
import { OidcIssuer, type WorkflowIdentity } from '@livery/test/support/OidcIssuer';
import { PortalApi, type PortalApiSettings } from '@livery/test/support/portalApi';
import { sampleBrand } from '@livery/test/support/trees';
import { KnownSecrets } from './KnownSecrets';
import { openPortal } from './openPortal';
import type { PortalOptions } from './PortalSession';

const runId = randomUUID();
const otherRun = randomUUID();
const at = '2026-01-01T00:00:00.000Z';
let job: CiJob;
const jobWithout: Omit<CiJob, 'bundle'> = {
  runId,
  source: { kind: 'git', location: 'https://example.com/app.git', ref: 'v1' },
  steps: ['clone_repo', 'apply_branding'],
  configuration: { WEBUI_NAME: 'Meridian' },
  targets: ['ghcr.io/acme/app'],
};
const trusts = { repository_id: '123456789', repository_owner_id: '987654' };

let issuer: OidcIssuer;
let portal: PortalApi;
let secrets: KnownSecrets;
beforeAll(async () => {
  issuer = await OidcIssuer.start();
  job = { ...jobWithout, bundle: brandToBundle(await loadBrand(sampleBrand)) };
});
afterAll(() => issuer.stop());
beforeEach(() => {
  issuer.identity = {};
  secrets = new KnownSecrets(() => undefined);
});
afterEach(() => portal.stop());

async function start(settings: Partial<PortalApiSettings> = {}): Promise<void> {
  portal = await PortalApi.start({ issuer, trusts, jobs: [job], ...settings });
}

const open = (options: Partial<PortalOptions> = {}) =>
  openPortal({
    url: portal.url,
    purpose: { runId },
    idTokens: async audience => secrets.keep(new Secret(issuer.issue(audience))),
    secrets,
    retryDelaysMs: [1, 1],
    ...options,
  });

async function errorOf(task: Promise<unknown>): Promise<LiveryError> {
  return task.then(
    () => {
      throw new Error('it was taken');
    },
    (error: LiveryError) => error,
  );
}

describe('A workflow at a portal', () => {
  it('shows who it is, learns what to do, borrows a login and reports, also when the portal is away for a moment', async () => {
    await start({
      failures: 1,
      logins: {
        'ghcr.io/acme/app': { kind: 'password', username: 'robot', password: 'canary-of-the-vault' },
      },
    });
    const session = await open();
    expect(session.runId).toBe(runId);
    expect(await session.getJob()).toEqual(job);
    const logins = session.leases('push');
    const found = await Promise.all([logins.find('ghcr.io', 'acme/app'), logins.find('ghcr.io', 'acme/app')]);
    expect(
      found.map(one => one?.credentials.kind === 'password' && one.credentials.password.reveal()),
    ).toEqual(['canary-of-the-vault', 'canary-of-the-vault']);
    expect(portal.leases).toEqual([{ purpose: 'push', registry: 'ghcr.io', repository: 'acme/app' }]);
    expect(await logins.find('quay.io', 'acme/app')).toBeUndefined();

    const failure = { code: 'registry-denied', message: 'canary-of-the-vault', hint: 'canary-of-the-vault' };
    const events: RunEvent[] = [
      { type: 'run.started', at, steps: job.steps },
      { type: 'log', at, level: 'info', message: 'pushed with canary-of-the-vault' },
      { type: 'step.failed', at, step: 'push_registry', durationMs: 1, error: failure },
      { type: 'run.finished', at, state: 'failed', error: failure },
    ];
    events.forEach(event => session.report(event));
    await session.flush();
    expect(portal.events.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
    expect(JSON.stringify(portal.events)).not.toContain('canary');
    expect(portal.exchanges).toEqual([{ runId }]);
    expect([...portal.secrets, ...issuer.secrets.slice(1)].map(secret => secrets.clean(secret))).toEqual(
      expect.not.arrayContaining([expect.not.stringMatching(/^\[secret\]$/)]),
    );
  });

  it('starts a run of its own by the name of a brand, and renews a session that is about to end', async () => {
    await start({ brands: { Meridian: runId }, sessionSeconds: 20 });
    const session = await open({ purpose: { brand: 'Meridian' } });
    expect(session.runId).toBe(runId);
    await session.getJob();
    session.report({ type: 'log', at, level: 'info', message: 'hello' });
    await session.flush();
    expect(portal.exchanges).toEqual([{ brand: 'Meridian' }, { runId }, { runId }]);
  });

  it.each<[string, Record<string, string>, Partial<PortalOptions>, string, string]>([
    ['of a stranger', { repository_id: '1' }, {}, '401', 'list of trusted workflows'],
    ['of a repository that took over a name', { repository_owner_id: '1' }, {}, '401', 'ids of repository'],
    ['of a pull request', { event_name: 'pull_request' }, {}, '401', 'trust'],
    ['for a run that is not there', {}, { purpose: { runId: otherRun } }, '404', 'Check the run'],
    ['for a brand that is not there', {}, { purpose: { brand: 'Nobody' } }, '404', 'name of the brand'],
  ])('is refused when its identity is %s', async (_what, identity, options, status, hint) => {
    await start();
    issuer.identity = identity;
    const error = await errorOf(open(options));
    expect(error).toMatchObject({ code: 'backend-refused' });
    expect(error.message).toContain(`answered ${status}`);
    expect(error.hint).toContain(hint);
    expect(error.toParagraph()).not.toMatch(/ey[\w-]{20}/);
  });

  it('shows each token once, and none of another audience or issuer is taken', async () => {
    await start();
    const seen = new Secret(issuer.issue(`${portal.url}/api/livery`));
    const idTokens = () => Promise.resolve(seen);
    await open({ idTokens });
    expect((await errorOf(open({ idTokens }))).message).toContain('seen before');
    const wrong: WorkflowIdentity[] = [
      { aud: 'https://other.example/api/livery' },
      { iss: 'https://stranger.example' },
      { exp: 1 },
    ];
    for (const changes of wrong) {
      const token = issuer.issue(`${portal.url}/api/livery`, changes);
      const error = await errorOf(open({ idTokens: async () => new Secret(token) }));
      expect(error).toMatchObject({ code: 'backend-refused', message: expect.stringContaining('401') });
    }
    expect(portal.exchanges).toHaveLength(1);
  });

  it('does not follow a portal to another address', async () => {
    await start();
    const paths: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: `${portal.url}${request.url}` }).end();
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    expect(await errorOf(open({ url }))).toMatchObject({
      code: 'backend-unreachable',
      message: expect.stringContaining('redirect'),
    });
    elsewhere.closeAllConnections();
    elsewhere.close();
    expect(new Set(paths)).toEqual(new Set(['/api/livery/v1/ci/exchange']));
    expect(portal.exchanges).toEqual([]);
  });

  it('tells a portal that is away from one that refuses, and takes no address that others could read along', async () => {
    await start();
    const url = portal.url;
    const session = await open();
    await portal.stop();
    portal = await PortalApi.start({ issuer, trusts, jobs: [] });
    const unheard: LiveryError[] = [];
    const error = await errorOf(open({ url, onUnheard: told => unheard.push(told) }));
    expect(error).toMatchObject({
      code: 'backend-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    session.report({ type: 'log', at, level: 'info', message: 'hello' });
    expect(await errorOf(session.flush())).toMatchObject({ code: 'backend-unreachable' });
    for (const address of [
      'http://portal.example',
      'https://me:canary@portal.example',
      'https://portal.example/?a',
      'x',
    ]) {
      const refused = await errorOf(open({ url: address }));
      expect(refused.code).toBe('usage-invalid');
      expect(refused.toParagraph()).not.toContain('canary');
    }
  });
});
