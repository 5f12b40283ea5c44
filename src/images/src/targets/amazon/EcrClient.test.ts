import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AmazonApi, type AmazonSettings } from '@livery/test/support/amazonApi';
import { describeWith } from '@livery/test/requirements';
import { Registry } from '@livery/test/support/registry';
import { Secret } from '../../auth/Secret';
import { RegistryClient } from '../../registry/RegistryClient';
import { type AwsCredentials, awsCredentialsFromEnvironment, fixedAwsCredentials } from './AwsCredentials';
import { EcrClient, type EcrOptions } from './EcrClient';
import { ecrLogins } from './EcrLogins';
import { webIdentityCredentials } from './webIdentity';

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const settings: AmazonSettings = {
  keys: { AKIAIOSFODNN7EXAMPLE: 'canary/secret+access/key/of/some/length0' },
  account: '123456789012',
  region: 'eu-central-1',
};
const key: AwsCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('canary/secret+access/key/of/some/length0'),
  from: 'the test',
};
const retry = { tries: 3, firstWaitMs: 1 };

let apis: AmazonApi[] = [];
let clients: EcrClient[] = [];
afterEach(async () => {
  clients.forEach(client => client.close());
  await Promise.all(apis.map(api => api.stop()));
  apis = [];
  clients = [];
});

async function start(changes: Partial<AmazonSettings> = {}): Promise<AmazonApi> {
  const api = await AmazonApi.start({ ...settings, ...changes });
  apis.push(api);
  return api;
}

function connect(api: AmazonApi, options: Partial<EcrOptions> = {}, to = host): EcrClient {
  const client = new EcrClient(to, {
    credentials: fixedAwsCredentials(key),
    endpoint: api.url,
    retry,
    ...options,
  });
  clients.push(client);
  return client;
}

async function errorOf(task: Promise<unknown>): Promise<Error & { code: string; hint: string }> {
  return task.then(
    () => {
      throw new Error('it was done');
    },
    (error: unknown) => error as Error & { code: string; hint: string },
  );
}

describe('Amazon ECR', () => {
  it('gives a login for an access key', async () => {
    const api = await start();
    const login = await connect(api).login();
    expect(login.password.reveal()).toBe(api.passwords[0]);
    expect(login.identity).toBe('the access key AKIAIOSFODNN7EXAMPLE of the test');
    expect(login.expiresAt.getTime() - Date.now()).toBeGreaterThan(11 * 3_600_000);
    expect(api.calls).toEqual([
      { action: 'GetAuthorizationToken', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', input: {} },
    ]);
    expect(JSON.stringify(login)).not.toContain(api.passwords[0]);
  });

  it('refuses an access key that is wrong, and the error has neither the key nor the signature in it', async () => {
    const api = await start();
    const wrong = { ...key, secretAccessKey: new Secret('canary-of-another-key') };
    const error = await errorOf(connect(api, { credentials: fixedAwsCredentials(wrong) }).login());
    expect(error).toMatchObject({ code: 'registry-denied' });
    expect(error.message).toContain(
      'answered InvalidSignatureException (The request signature we calculated',
    );
    expect(error.message).toContain('the access key AKIAIOSFODNN7EXAMPLE of the test');
    expect(error.hint).toContain('the clock of this machine');
    expect(JSON.stringify([error, error.message, error.stack])).not.toMatch(/canary|Signature=/);
  });

  it('is asked with the region of the host, which the signature counts for', async () => {
    const api = await start();
    const other = connect(api, {}, '123456789012.dkr.ecr.us-east-1.amazonaws.com');
    await expect(other.login()).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('Credential should be scoped to eu-central-1/ecr'),
    });
  });

  it('of another account is not logged in to by accident', async () => {
    const api = await start();
    const other = '999999999999.dkr.ecr.eu-central-1.amazonaws.com';
    const error = await errorOf(connect(api, {}, other).login());
    expect(error).toMatchObject({ code: 'credentials-invalid' });
    expect(error.message).toContain(`Logging in to ${other} was refused`);
    expect(error.message).toContain('is for the account 123456789012');
    expect(error.hint).toContain('an access key of the account 999999999999');
    await expect(connect(api, { allowOtherAccount: true }, other).login()).resolves.toBeDefined();
  });

  it('creates a repository once, and says whether there was one', async () => {
    const api = await start();
    const client = connect(api);
    await expect(client.createRepository('acme/app')).resolves.toBe(true);
    await expect(client.createRepository('acme/app')).resolves.toBe(false);
    expect([...api.repositories]).toEqual(['acme/app']);
    expect(api.calls[0]).toMatchObject({ input: { registryId: '123456789012', repositoryName: 'acme/app' } });
  });

  it('says which right is missing', async () => {
    const api = await start({ denied: ['CreateRepository', 'GetAccountSetting'] });
    const client = connect(api);
    const error = await errorOf(client.createRepository('acme/app'));
    expect(error.code).toBe('registry-denied');
    expect(error.message).toContain(`Creating the repository ${host}/acme/app failed`);
    expect(error.hint).toBe('Allow ecr:CreateRepository to the access key AKIAIOSFODNN7EXAMPLE of the test.');
    // What is only nice to know may be denied.
    await expect(client.blobMounting()).resolves.toBe('unknown');
  });

  it.each([
    ['ENABLED', 'on', undefined],
    [
      'DISABLED',
      'off',
      'aws ecr put-account-setting --region eu-central-1 --name BLOB_MOUNTING --value ENABLED',
    ],
    [undefined, 'unknown', undefined],
  ] as const)(
    'whose setting for mounts is %s takes layers over: %s',
    async (blobMounting, state, command) => {
      const client = connect(await start(blobMounting === undefined ? {} : { blobMounting }));
      const mounting = await client.blobMounting();
      expect(mounting).toBe(state);
      const explanation = client.explainMounting(mounting);
      expect(command === undefined ? explanation : explanation?.endsWith(command)).toBe(command && true);
    },
  );

  it('that has too many calls is asked again, signed anew, and not for ever', async () => {
    await expect(connect(await start({ throttled: 2 })).login()).resolves.toBeDefined();
    const error = await errorOf(connect(await start({ throttled: 9 })).login());
    expect(error.code).toBe('registry-limited');
    expect(error.message).toContain('failed in 3 tries');
    expect(error.message).toContain('ThrottlingException');
  });

  it('that sends us somewhere else is not followed: a session token would go along', async () => {
    const other = await start();
    const redirecting = createServer((_request, response) =>
      response.writeHead(307, { location: other.url }).end(),
    );
    await once(redirecting.listen(0, '127.0.0.1'), 'listening');
    try {
      const endpoint = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`;
      await expect(connect(other, { endpoint }).login()).rejects.toMatchObject({ code: 'registry-unsafe' });
      expect(other.calls).toEqual([]);
    } finally {
      redirecting.closeAllConnections();
      redirecting.close();
    }
  });

  it('is not talked to where others could read along', () => {
    for (const endpoint of [
      'http://ecr.example.org',
      'https://user:canary@ecr.example.org',
      'ecr',
      'ftp://127.0.0.1',
    ]) {
      const create = () => new EcrClient(host, { credentials: fixedAwsCredentials(key), endpoint });
      expect(create).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
      expect(create).not.toThrow('canary');
    }
    expect(() => new EcrClient('ghcr.io', { credentials: fixedAwsCredentials(key) })).toThrow(
      expect.objectContaining({ code: 'reference-invalid' }),
    );
  });
});

describe('An access key', () => {
  const environment = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'canary',
    AWS_SESSION_TOKEN: 'canary-token',
  };

  it('comes from the environment, and from nothing else', () => {
    expect(
      awsCredentialsFromEnvironment({ AWS_PROFILE: 'x', AWS_WEB_IDENTITY_TOKEN_FILE: '/x' }),
    ).toBeUndefined();
    const found = awsCredentialsFromEnvironment(environment);
    expect(found).toMatchObject({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', from: 'the environment' });
    expect([found?.secretAccessKey.reveal(), found?.sessionToken?.reveal()]).toEqual([
      'canary',
      'canary-token',
    ]);
  });

  it.each([
    [{ AWS_SECRET_ACCESS_KEY: '' }, 'its secret access key is missing'],
    [{ AWS_ACCESS_KEY_ID: '' }, 'its access key id is missing'],
    [{ AWS_SECRET_ACCESS_KEY: 'canary\n' }, 'its secret access key is missing, or has characters'],
    [{ AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SESSION_TOKEN: '' }, 'its session token is missing'],
  ])('with %j is refused before it is used', (changes, why) => {
    const read = () => awsCredentialsFromEnvironment({ ...environment, ...changes });
    expect(read).toThrow(why);
    expect(read).not.toThrow('canary');
  });
});

describe('A role', () => {
  const roleArn = 'arn:aws:iam::123456789012:role/livery';

  it('is taken with a token from elsewhere, and kept while it lasts', async () => {
    const api = await start({ identities: { 'canary-identity': roleArn } });
    const credentials = webIdentityCredentials({
      roleArn,
      region: 'eu-central-1',
      endpoint: api.url,
      sessionName: 'run 12/app',
      token: () => Promise.resolve(new Secret('canary-identity')),
    });
    const client = connect(api, { credentials });
    const login = await client.login();
    expect(login.identity).toMatch(
      /^the access key ASIA\w{16} of the role arn:aws:iam::123456789012:role\/livery$/,
    );
    await expect(client.createRepository('acme/app')).resolves.toBe(true);
    expect(api.calls.map(({ action }) => action)).toEqual([
      'AssumeRoleWithWebIdentity',
      'GetAuthorizationToken',
      'CreateRepository',
    ]);
    expect(api.calls[0]?.input).toMatchObject({ RoleArn: roleArn, RoleSessionName: 'run-12-app' });
  });

  it('that does not trust the token is not taken', async () => {
    const api = await start();
    const credentials = webIdentityCredentials({
      roleArn,
      region: 'eu-central-1',
      endpoint: api.url,
      token: () => Promise.resolve(new Secret('canary-identity')),
    });
    const error = await errorOf(credentials());
    expect(error.code).toBe('registry-denied');
    expect(error.message).toContain(`Taking the role ${roleArn} failed`);
    expect(error.message).toContain('InvalidIdentityToken (No provider found)');
    expect(error.message).not.toContain('canary');
    expect(() =>
      webIdentityCredentials({ roleArn: 'livery', region: 'x', token: credentials as never }),
    ).toThrow(expect.objectContaining({ code: 'usage-invalid' }));
  });
});

describeWith(['docker-registry', 'htpasswd'], 'A registry that lets in who has a login of Amazon ECR', () => {
  it('is pushed to with an access key, and one login serves all requests', async () => {
    const api = await start();
    const options: EcrOptions = { credentials: fixedAwsCredentials(key), endpoint: api.url };
    const logins = ecrLogins(asked => (asked === host ? options : undefined));
    await expect(logins.find('ghcr.io', 'acme/app')).resolves.toBeUndefined();
    await expect(
      logins.find('999999999999.dkr.ecr.eu-central-1.amazonaws.com', 'x'),
    ).resolves.toBeUndefined();
    const [found] = await Promise.all([logins.find(host, 'acme/app'), logins.find(host, 'acme/other')]);
    expect(found?.credentials).toMatchObject({ kind: 'password', username: 'AWS' });

    const registry = await Registry.start({
      auth: { kind: 'htpasswd', users: { AWS: api.passwords[0]! } },
    });
    const client = new RegistryClient({
      registry: registry.host,
      credentials: { find: (_registry, repository) => logins.find(host, repository) },
    });
    try {
      await expect(client.pushBlob('acme/app', Buffer.from('layer'))).resolves.toBe('uploaded');
    } finally {
      client.close();
      await registry.stop();
    }
    expect(api.passwords).toHaveLength(1);
  });

  it('whose login ends soon gets a new one', async () => {
    const api = await start({ loginSeconds: 60 });
    const options: EcrOptions = { credentials: fixedAwsCredentials(key), endpoint: api.url };
    const logins = ecrLogins(() => options);
    await logins.find(host, 'acme/app');
    await logins.find(host, 'acme/app');
    expect(api.passwords).toHaveLength(2);
  });
});
