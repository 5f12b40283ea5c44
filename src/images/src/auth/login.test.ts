import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { describeWith } from '@livery/test/requirements';
import { createAuthority, createServerCertificate, type KeyPair } from '@livery/test/support/certificates';
import { FaultProxy } from '@livery/test/support/faultProxy';
import { answer, redirectTo, rewrite } from '@livery/test/support/faults';
import { Registry } from '@livery/test/support/registry';
import { TokenServer } from '@livery/test/support/tokenServer';
import { contentDigestOf } from '../digest';
import { RegistryClient } from '../registry/RegistryClient';
import type { RegistryOptions } from '../registry/RegistrySession';
import { type Credentials, type CredentialSource, fixedCredentials } from './Credentials';
import { dockerLogins } from './dockerConfig';
import { Secret } from './Secret';

const PASSWORD = 'canary-pässword/+1';
const retry = { tries: 3, firstWaitMs: 2 };

const password = (value = PASSWORD, username = 'robot'): Credentials => ({
  kind: 'password',
  username,
  password: new Secret(value),
});

/** Everything that an error may show to anybody. */
const all = (error: unknown) => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);

const canaries = [PASSWORD, `robot:${PASSWORD}`].flatMap(secret => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
]);

function expectNoSecret(text: string, ...more: string[]): void {
  for (const secret of [...canaries, ...more, 'canary']) {
    expect(text).not.toContain(secret);
  }
}

let folder: string;
let clients: RegistryClient[] = [];
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  clients.forEach(client => client.close());
  clients = [];
});

function connect(
  registry: string,
  credentials?: Credentials | CredentialSource,
  options: Partial<RegistryOptions> = {},
) {
  const source = credentials && 'kind' in credentials ? fixedCredentials(registry, credentials) : credentials;
  const client = new RegistryClient({ registry, retry, ...(source && { credentials: source }), ...options });
  clients.push(client);
  return client;
}

async function failure(task: Promise<unknown>): Promise<Error> {
  return task.then(
    () => {
      throw new Error('It should have failed');
    },
    (error: Error) => error,
  );
}

describeWith(['docker-registry', 'htpasswd', 'openssl'], 'A registry with passwords and HTTPS', () => {
  let registry: Registry;
  let authority: KeyPair;
  beforeAll(async () => {
    authority = createAuthority(folder);
    registry = await Registry.start({
      auth: { kind: 'htpasswd', users: { robot: PASSWORD } },
      tls: createServerCertificate(folder, authority),
    });
  });
  afterAll(() => registry.stop());

  const https = () => ({ plainHttp: false, certificateAuthorities: authority.certificate });

  it('lets in who knows the password, and asks for it once', async () => {
    const client = connect(registry.host, password(), https());
    await expect(client.ping()).resolves.toEqual({ apiVersion: 'registry/2.0' });
    await expect(client.pushBlob('acme/app', randomBytes(100))).resolves.toBe('uploaded');
    // GET twice, and then HEAD, POST, PUT
    expect(client.statistics.requests).toBe(5);
    expectNoSecret(registry.log);
    expectNoSecret(inspect(client, { depth: 20, showHidden: true }));
  });

  it('takes the login that docker wrote', async () => {
    const auth = Buffer.from(`robot:${PASSWORD}`).toString('base64');
    writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    const client = connect(registry.host, dockerLogins({ DOCKER_CONFIG: folder }), https());
    await expect(client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')))).resolves.toBe(false);
  });

  it('says so when it is asked without HTTPS, which is usual on loopback', async () => {
    const error = await failure(connect(registry.host, password()).ping());
    expect(error).toMatchObject({
      code: 'registry-refused',
      hint: expect.stringContaining('speaks HTTPS on this port'),
    });
  });

  it('keeps everybody else out, and says who they were', async () => {
    const anonymous = await failure(connect(registry.host, undefined, https()).ping());
    expect(anonymous).toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('with no credentials'),
      hint: expect.stringContaining(`docker login ${registry.host}`),
    });
    const client = connect(registry.host, password('canary-wrong'), https());
    const wrong = await failure(client.getManifest('acme/app', '1'));
    expect(wrong).toMatchObject({
      code: 'registry-denied',
      message: expect.stringMatching(/answered 401 Unauthorized \(UNAUTHORIZED: .*\) .* with user "robot"/),
    });
    // Without, and with: a wrong password gets no third try.
    expect(client.statistics.requests).toBe(2);
    expectNoSecret(all(wrong));
  });

  it('asks for credentials anew when they were refused: they may have been renewed', async () => {
    const given = [password('canary-old'), password()];
    const source: CredentialSource = {
      find: () => Promise.resolve({ credentials: given.shift() ?? password(), identity: 'a vault' }),
    };
    const client = connect(registry.host, source, https());
    await expect(failure(client.ping())).resolves.toMatchObject({ code: 'registry-denied' });
    await expect(client.ping()).resolves.toBeDefined();
  });
});

describeWith(['docker-registry', 'openssl'], 'A registry with tokens', () => {
  const IDENTITY_TOKEN = 'canary-identity-token';
  let tokens: TokenServer;
  let registry: Registry;
  let proxy: FaultProxy;
  beforeAll(async () => {
    tokens = await TokenServer.start({
      users: { robot: PASSWORD },
      identityTokens: { [IDENTITY_TOKEN]: 'robot' },
      grant: (user, repository, actions) =>
        user && !repository.startsWith('locked/')
          ? [...actions]
          : actions.filter(action => action === 'pull'),
    });
    registry = await Registry.start({ auth: tokens.auth });
    proxy = await FaultProxy.start(registry.url);
  });
  afterAll(async () => {
    await proxy.stop();
    await registry.stop();
    await tokens.stop();
  });
  beforeEach(() => {
    proxy.reset();
    tokens.requests.length = 0;
  });

  it('is pushed to with one token for all requests of a repository, and read without credentials', async () => {
    const blob = randomBytes(1000);
    const client = connect(registry.host, password());
    await Promise.all(
      [10, 20, 30].map(count => client.pushBlob('acme/app', randomBytes(count), { checkFirst: false })),
    );
    await client.pushBlob('acme/app', blob);
    expect(tokens.requests.map(({ user, scopes }) => [user, ...scopes])).toEqual([
      ['robot', 'repository:acme/app:pull,push'],
    ]);
    tokens.requests.length = 0;
    const visitor = connect(registry.host);
    await expect(visitor.hasBlob('acme/app', contentDigestOf(blob))).resolves.toBe(true);
    expect(tokens.requests.map(({ user, scopes }) => [user, ...scopes])).toEqual([
      [undefined, 'repository:acme/app:pull'],
    ]);
  });

  it('is asked for a mount with the scope of the target first', async () => {
    const blob = randomBytes(1000);
    const client = connect(registry.host, password());
    await client.pushBlob('acme/base', blob);
    await expect(client.pushBlob('acme/derived', blob, { mountFrom: 'acme/base' })).resolves.toBe('mounted');
    expect(tokens.requests.at(-1)?.scopes).toEqual([
      'repository:acme/derived:pull,push',
      'repository:acme/base:pull',
    ]);
    expect(client.statistics).toMatchObject({ mounted: 1, mountedBytes: 1000 });
    // Also when nobody has logged in before.
    const fresh = connect(registry.host, password());
    await expect(fresh.pushBlob('acme/again', blob, { mountFrom: 'acme/base' })).resolves.toBe('mounted');
    expect(fresh.statistics).toMatchObject({ requests: 3, mounted: 1, mountsRefused: 0 });
  });

  it('is asked once more when it refuses a token that has expired', async () => {
    const client = connect(proxy.host, password());
    await client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')));
    const realm = `Bearer realm="${tokens.realm}",service="livery-test-registry",scope="repository:acme/app:pull",error="invalid_token"`;
    proxy.add({ times: 1 }, answer(401, { 'www-authenticate': realm }));
    await expect(client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')))).resolves.toBe(false);
    expect(tokens.requests).toHaveLength(2);
    expect(client.statistics.retries).toBe(0);
    // While a large blob is sent, as well.
    proxy.add({ method: 'PUT', times: 1 }, answer(401, { 'www-authenticate': realm }));
    await expect(client.pushBlob('acme/app', randomBytes(500_000))).resolves.toBe('uploaded');
  });

  it('is not asked for ever when it refuses every token', async () => {
    const realm = `Bearer realm="${tokens.realm}",service="livery-test-registry"`;
    proxy.add({}, answer(401, { 'www-authenticate': realm }, '{"errors":[{"code":"UNAUTHORIZED"}]}'));
    const client = connect(proxy.host, password());
    const error = await failure(client.hasBlob('acme/app', contentDigestOf(Buffer.from('x'))));
    expect(error).toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('with user "robot"'),
    });
    expect(client.statistics.requests).toBe(3);
  });

  it('says who may not do what', async () => {
    const client = connect(registry.host, password());
    const error = await failure(client.pushBlob('locked/app', randomBytes(10)));
    expect(error).toMatchObject({
      code: 'registry-denied',
      message: expect.stringMatching(
        /^Uploading the blob .*locked\/app@sha256:.* answered 401 .* with user "robot"/,
      ),
      hint: expect.stringContaining('is allowed to do this'),
    });
    expect(await failure(client.probePush('locked/app'))).toMatchObject({
      code: 'registry-denied',
      message: expect.stringMatching(/^Opening an upload to .*locked\/app failed: .* with user "robot"/),
    });
    const visitor = await failure(connect(registry.host).pushBlob('acme/app', randomBytes(10)));
    expect(visitor).toMatchObject({ hint: expect.stringContaining('docker login') });
    const wrong = await failure(connect(registry.host, password('canary-wrong')).ping());
    expect(wrong).toMatchObject({
      code: 'registry-denied',
      message: expect.stringMatching(
        /^Logging in to .* failed: .* answered 401 Unauthorized \(incorrect username or password\) to GET http:\/\/127\.0\.0\.1:\d+\/token with user "robot"\.$/,
      ),
    });
    for (const shown of [error, visitor, wrong]) {
      expectNoSecret(all(shown), ...tokens.tokens);
    }
  });

  it('takes an identity token, by POST and where that is not known by GET', async () => {
    const identityToken: Credentials = { kind: 'identity-token', token: new Secret(IDENTITY_TOKEN) };
    const digest = contentDigestOf(Buffer.from('x'));
    await expect(connect(registry.host, identityToken).hasBlob('acme/app', digest)).resolves.toBe(false);
    expect(tokens.requests).toMatchObject([
      { method: 'POST', user: 'robot', scopes: ['repository:acme/app:pull'] },
    ]);

    const older = await TokenServer.start({
      users: {},
      identityTokens: { [IDENTITY_TOKEN]: 'robot' },
      oauth: false,
      field: 'access_token',
    });
    const other = await Registry.start({ auth: older.auth });
    try {
      await expect(connect(other.host, identityToken).hasBlob('acme/app', digest)).resolves.toBe(false);
      expect(older.requests.map(({ method, user }) => [method, user])).toEqual([
        ['POST', 'robot'],
        ['GET', 'robot'],
      ]);
    } finally {
      await other.stop();
      await older.stop();
    }
  });

  it('takes a token that was fetched by somebody else', async () => {
    const first = connect(registry.host, password());
    await first.hasBlob('acme/app', contentDigestOf(Buffer.from('x')));
    const token = new Secret(tokens.tokens.at(-1)!);
    const client = connect(registry.host, { kind: 'registry-token', token });
    await expect(client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')))).resolves.toBe(false);
    expect(tokens.requests).toHaveLength(1);
  });

  it('refuses a token with a line break, and does not show it', async () => {
    const token = new Secret('canary-token\n');
    const error = await failure(connect(registry.host, { kind: 'registry-token', token }).ping());
    expect(error).toMatchObject({ code: 'credentials-invalid', hint: 'Look for a line break at its end.' });
    expectNoSecret(all(error));
  });

  it('gets a new token before the old one expires', async () => {
    const brief = await TokenServer.start({ users: {}, lifetimeSeconds: 0.2 });
    const other = await Registry.start({ auth: brief.auth });
    try {
      const client = connect(other.host);
      const look = () => client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')));
      await look();
      await look();
      expect(brief.requests).toHaveLength(1);
      await new Promise(resolve => setTimeout(resolve, 180));
      await look();
      expect(brief.requests).toHaveLength(2);
      // Nothing was refused on the way: the first 401 is the only one.
      expect(client.statistics.requests).toBe(6);
    } finally {
      await other.stop();
      await brief.stop();
    }
  });

  it.each([
    ['Bearer realm="not an address"', 'names no address to get it from'],
    [
      'Bearer realm="http://169.254.169.254/token"',
      'it would lead to 169.254.169.254, an address that a registry may not send us to',
    ],
    ['Bearer realm="file:///etc/passwd"', 'sends us to file://'],
    ['Bearer realm="http://user:x@127.0.0.1/token"', 'an address with a user name in it'],
    ['Negotiate', 'answered 401'],
    ['', 'answered 401'],
  ])('is not followed where its challenge is %j', async (header, why) => {
    proxy.add({}, answer(401, header === '' ? {} : { 'www-authenticate': header }));
    const error = await failure(connect(proxy.host, password()).ping());
    expect(error.message).toContain(why);
    expectNoSecret(all(error));
  });

  it.each<[string, number, Record<string, string>, string, string]>([
    ['no token', 200, {}, '{}', 'answered without a token that can be used'],
    ['a page', 200, {}, '<html>', 'answered without a token that can be used'],
    [
      'a header of its own',
      200,
      {},
      '{"token":"a\\r\\nx-evil: 1"}',
      'answered without a token that can be used',
    ],
    ['too much', 200, {}, `{"token":"${'x'.repeat(70_000)}"}`, 'longer than 64 KiB'],
    ['a redirect', 302, { location: 'http://localhost:1/token' }, '', 'which is not followed here'],
    ['an error', 500, {}, 'canary-internal', 'answered 500'],
  ])('is not believed when its token server answers with %s', async (_what, status, headers, body, why) => {
    const fake = await FaultProxy.start(registry.url);
    fake.add({}, answer(status, headers, body));
    proxy.add({}, answer(401, { 'www-authenticate': `Bearer realm="http://${fake.host}/token"` }));
    const error = await failure(connect(proxy.host, password()).ping());
    expect(error.message).toContain('Logging in to ');
    expect(error.message).toContain(why);
    expect(fake.requests.every(({ target }) => !/canary|cm9ib3Q/.test(target))).toBe(true);
    await fake.stop();
  });

  it('does not learn our token by sending us to another host that asks for it', async () => {
    const other = await FaultProxy.start(registry.url);
    const port = other.host.split(':')[1];
    const client = connect(proxy.host, password());
    const blob = randomBytes(100);
    await client.pushBlob('acme/app', blob);
    proxy.add({ method: 'GET', path: /blobs/ }, redirectTo(`http://localhost:${port}/stolen`));
    other.add({}, answer(401, { 'www-authenticate': `Bearer realm="${tokens.realm}",service="x"` }));
    const before = tokens.requests.length;
    const error = await failure(client.fetchBlob('acme/app', { digest: contentDigestOf(blob), size: 100 }));
    expect(error).toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining(`localhost:${port} answered 401`),
    });
    expect(error.message).toContain('with no credentials');
    expect(other.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(tokens.requests.length).toBe(before);
    await other.stop();
  });

  it('cannot make an error show what was sent to it', async () => {
    const client = connect(proxy.host, password());
    await client.hasBlob('acme/app', contentDigestOf(Buffer.from('x')));
    const errors: Error[] = [];
    for (const echo of [
      (sent: string) => `you sent ${sent}`,
      (sent: string) => JSON.stringify({ errors: [{ code: sent, message: sent }] }),
    ]) {
      proxy.reset();
      proxy.add({}, async passage => {
        const sent = String(passage.request.headers.authorization);
        await answer(400, {}, echo(sent))(passage);
      });
      errors.push(await failure(client.getManifest('acme/app', 'latest')));
    }
    const fake = await FaultProxy.start(registry.url);
    fake.add({}, async passage => {
      const [, pair = ''] = String(passage.request.headers.authorization).split(' ');
      const decoded = Buffer.from(pair, 'base64').toString('utf8');
      await answer(
        403,
        {},
        `${pair} ${decoded} ${encodeURIComponent(decoded)} ${Buffer.from(decoded).toString('hex')}`,
      )(passage);
    });
    proxy.reset();
    proxy.add({}, answer(401, { 'www-authenticate': `Bearer realm="http://${fake.host}/token"` }));
    errors.push(await failure(connect(proxy.host, password()).ping()));
    await fake.stop();
    for (const error of errors) {
      expect(error.message).toContain('[secret]');
      expectNoSecret(all(error), ...tokens.tokens);
    }
    const urls = proxy.requests.map(({ target }) => target).join('\n');
    expectNoSecret(`${urls}\n${registry.log}`, ...tokens.tokens);
  });

  it('finds a challenge with two ways, and takes the better one', async () => {
    proxy.add(
      { path: /^\/v2\/$/, times: 1 },
      rewrite({
        headers: {
          'www-authenticate': `Basic realm="x", Bearer realm="${tokens.realm}",service="livery-test-registry"`,
        },
      }),
    );
    await expect(connect(proxy.host, password()).ping()).resolves.toBeDefined();
    expect(tokens.requests).toHaveLength(1);
  });
});
