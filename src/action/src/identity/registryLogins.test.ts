import { type LiveryError } from '@livery/contracts';
import { RegistryClient, Secret } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { AmazonApi } from '@livery/test/support/amazonApi';
import { FederatedLogins } from '@livery/test/support/federatedLogins';
import { idTokenCheck } from '@livery/test/support/idTokenCheck';
import { OidcIssuer } from '@livery/test/support/OidcIssuer';
import { Registry } from '@livery/test/support/registry';
import { TokenServer } from '@livery/test/support/tokenServer';
import { githubIdTokens } from './idTokens';
import { KnownSecrets } from './KnownSecrets';
import { parseLogins } from './RegistryLogin';
import { registryLogins } from './registryLogins';

const subject = 'repo:acme@987654/chat@123456789:ref:refs/heads/main';
const connection = '123e4567-e89b-42d3-a456-426614174000';
const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const role = 'arn:aws:iam::123456789012:role/livery';
const retry = { firstWaitMs: 1, longestWaitMs: 2 };

let issuer: OidcIssuer;
let printed: string[];
const masked: string[] = [];
const secrets = new KnownSecrets(value => masked.push(value));

beforeAll(async () => {
  issuer = await OidcIssuer.start();
});
afterAll(() => issuer.stop());
beforeEach(() => {
  printed = [];
  masked.length = 0;
  issuer.identity = {};
  Object.assign(process.env, issuer.variables);
  jest.spyOn(process.stdout, 'write').mockImplementation(chunk => printed.push(String(chunk)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL;
  delete process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
});

async function errorOf(task: () => unknown): Promise<LiveryError> {
  try {
    await task();
  } catch (error) {
    return error as LiveryError;
  }
  throw new Error('it was taken');
}

function passwordOf(found: Awaited<ReturnType<ReturnType<typeof registryLogins>['find']>>): string {
  if (found?.credentials.kind !== 'password') {
    throw new Error('there is no password');
  }
  return found.credentials.password.reveal();
}

describe('The logins of a workflow', () => {
  it('are changed for its identity at Quay and Docker Hub, when they are needed and once for all who wait', async () => {
    const services = await FederatedLogins.start({
      ...{ issuer, subject, connection, robot: 'acme+livery', failures: 1 },
    });
    try {
      // The host of the registry is what the token is for, and it is the stand-in's here.
      const quay = new URL(services.url).host;
      const logins = registryLogins({
        logins: parseLogins(
          `- { registry: ${quay}, robot: acme+livery }\n- { registry: docker.io, username: acme, connection: ${connection} }`,
        ),
        idTokens: githubIdTokens(secrets),
        secrets,
        endpoints: { exchange: { endpoint: services.url, retry } },
      });
      expect(services.requests).toEqual([]);
      const found = await Promise.all([
        logins.find(quay, 'acme/app'),
        logins.find(quay, 'acme/other'),
        logins.find('docker.io', 'acme/app'),
      ]);
      expect(found.map(passwordOf).sort()).toEqual([...services.tokens, passwordOf(found[0])].sort());
      expect(found.map(one => one?.identity)).toEqual([
        'the robot acme+livery',
        'the robot acme+livery',
        'the organisation acme',
      ]);
      expect(services.tokens).toHaveLength(2);
      expect(new Set(issuer.audiences)).toEqual(new Set([`https://${quay}`, 'https://identity.docker.com']));
      expect(await logins.find('ghcr.io', 'acme/app')).toBeUndefined();
      // The runner is told of every token before anybody can print it, also as it stands in a header.
      const pair = Buffer.from(`acme:${passwordOf(found[2])}`).toString('base64');
      expect(masked).toEqual(expect.arrayContaining([...services.tokens, pair]));
      expect(secrets.clean(`Basic ${pair}`)).toBe('Basic [secret]');
      const issued = issuer.secrets.filter(token => token.startsWith('ey'));
      expect(printed.join('')).toContain(`::add-mask::${issued[0]}`);
    } finally {
      await services.stop();
    }
  });

  it('are fetched anew before they end, and after a refusal (login-action#1070)', async () => {
    const services = await FederatedLogins.start({
      ...{ issuer, subject, connection, robot: 'acme+livery', quaySeconds: 30 },
    });
    try {
      const quay = new URL(services.url).host;
      const logins = registryLogins({
        logins: parseLogins(`- { registry: ${quay}, robot: acme+livery }`),
        idTokens: githubIdTokens(secrets),
        secrets,
        endpoints: { exchange: { endpoint: services.url, retry } },
      });
      issuer.identity = { sub: 'repo:stranger/chat:ref:refs/heads/main' };
      const error = await errorOf(() => logins.find(quay, 'acme/app'));
      expect(error).toMatchObject({ code: 'registry-denied' });
      expect(error.message).toContain('answered 401 (the claim sub is not one that is trusted)');
      expect(error.hint).toContain('federation of acme+livery');
      issuer.identity = {};
      // It ends within the minute, so it is not used a second time, and the next one is fetched once for both.
      await logins.find(quay, 'acme/app');
      expect(services.tokens).toHaveLength(1);
      await Promise.all([logins.find(quay, 'acme/app'), logins.find(quay, 'acme/other')]);
      expect(services.tokens).toHaveLength(2);
      issuer.rotateKey();
      expect(passwordOf(await logins.find(quay, 'acme/app'))).toBe(services.tokens.at(-1));
    } finally {
      await services.stop();
    }
  });

  it('at Amazon ECR are those of a role that trusts the workflow', async () => {
    const check = idTokenCheck({
      issuer: issuer.url,
      jwksUrl: issuer.jwksUrl,
      audience: 'sts.amazonaws.com',
      claims: { sub: subject, repository_id: '123456789' },
    });
    const amazon = await AmazonApi.start({
      keys: {},
      account: '123456789012',
      region: 'eu-central-1',
      roleOf: token =>
        check(token).then(
          () => role,
          () => undefined,
        ),
    });
    try {
      const at = () =>
        registryLogins({
          logins: parseLogins(`- registry: ${ecr}\n  role: ${role}`),
          idTokens: githubIdTokens(secrets),
          secrets,
          endpoints: { aws: { endpoint: amazon.url, retry } },
        });
      const found = await at().find(ecr, 'acme/app');
      expect(passwordOf(found)).toBe(amazon.passwords[0]);
      expect(masked).toContain(amazon.passwords[0]);
      expect(amazon.calls.map(({ action }) => action)).toEqual([
        'AssumeRoleWithWebIdentity',
        'GetAuthorizationToken',
      ]);
      // A repository that took over the name of another has another id.
      issuer.identity = { repository_id: '1' };
      expect(await errorOf(() => at().find(ecr, 'acme/app'))).toMatchObject({ code: 'registry-denied' });
    } finally {
      await amazon.stop();
    }
  });

  it('say what is missing where the job has no identity, or GitHub gives none', async () => {
    const ask = () => githubIdTokens(secrets)('sts.amazonaws.com');
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = 'not the one';
    expect(await errorOf(ask)).toMatchObject({
      code: 'identity-unavailable',
      message: expect.stringContaining('Error Code : 401'),
    });
    delete process.env.ACTIONS_ID_TOKEN_REQUEST_URL;
    expect(await errorOf(ask)).toMatchObject({
      code: 'credentials-invalid',
      hint: expect.stringContaining('"id-token: write"'),
    });
  });
});

describeWith(['docker-registry', 'openssl'], 'The logins of a workflow, at a registry,', () => {
  it('let a real registry in, and the token of the job opens the registry of its own GitHub only', async () => {
    const tokens = await TokenServer.start({ users: { octocat: 'ghs_canaryOfTheJob' } });
    const registry = await Registry.start({ auth: tokens.auth });
    const github = { token: new Secret('ghs_canaryOfTheJob'), actor: 'octocat' };
    const common = { idTokens: githubIdTokens(secrets), secrets };
    try {
      const own = registryLogins({
        ...common,
        logins: parseLogins(
          `- registry: ${registry.host}\n  username: octocat\n  password: "ghs_canaryOfTheJob"`,
        ),
        github: { ...github, serverUrl: 'https://github.com' },
      });
      const client = new RegistryClient({ registry: registry.host, credentials: own });
      const bytes = Buffer.from('a layer');
      expect(await client.pushBlob('acme/app', bytes)).toBe('uploaded');
      client.close();
      expect(registry.log).not.toContain('ghs_canary');
      expect((await own.find('ghcr.io', 'acme/app'))?.identity).toBe('the token of this job');
      expect(await own.find('containers.acme.ghe.com', 'acme/app')).toBeUndefined();
      const elsewhere = registryLogins({
        ...common,
        logins: [],
        github: { ...github, serverUrl: 'https://acme.ghe.com' },
      });
      expect(await elsewhere.find('ghcr.io', 'acme/app')).toBeUndefined();
      expect(await elsewhere.find('containers.acme.ghe.com', 'acme/app')).toBeDefined();
    } finally {
      await Promise.all([registry.stop(), tokens.stop()]);
    }
  });
});

describe('The input logins', () => {
  it('takes each way to log in', () => {
    const [github, aws, quay, hub] = parseLogins(`
- registry: ghcr.io
  password: ${JSON.stringify('a: "b" # *c')}
- registry: ${ecr}
  role: ${role}
- { registry: quay.io, robot: acme+livery }
- { registry: docker.io, username: acme, connection: ${connection} }
`);
    expect(github?.kind === 'password' && github.password.reveal()).toBe('a: "b" # *c');
    expect([aws, quay, hub]).toEqual([
      { kind: 'aws-role', registry: ecr, role },
      { kind: 'quay-robot', registry: 'quay.io', robot: 'acme+livery' },
      { kind: 'docker-hub-connection', registry: 'docker.io', username: 'acme', connection },
    ]);
    expect(parseLogins(' \n')).toEqual([]);
  });

  it.each([
    ['- registry: https://ghcr.io\n  password: x', ['line 1', 'without https://']],
    ['- registry: ghcr.io\n- registry: quay.io', ['line 1', 'ghcr.io needs one of', 'line 2', 'has none']],
    ['- registry: ghcr.io\n  password: canary\n  robot: a+b', ['has password and robot', 'ghcr.io is none']],
    [`- registry: ghcr.io\n  role: ${role}`, ['line 2', 'is for Amazon ECR']],
    ['- registry: quay.io\n  robot: livery', ['line 2', 'acme+livery']],
    [`- registry: docker.io\n  connection: ${connection}`, ['wants the organisation']],
    ['- registry: docker.io\n  username: acme\n  connection: acme', ['line 3', 'Docker Home']],
    ['- registry: ghcr.io\n  pasword: canary', ['line 2', 'unknown key "0.pasword"']],
    ['- registry: ghcr.io\n  password: canary\n- registry: ghcr.io\n  password: canary', ['line 3', 'twice']],
    ['- registry: ghcr.io\n  password: @canary', ['is not valid YAML']],
    ['- registry: ghcr.io\n  password: *canary', ['is not valid YAML']],
    ['ghcr.io', ['must be a array']],
  ])('%j is refused with its line, and nothing of a password', async (input, parts) => {
    const error = await errorOf(() => parseLogins(input));
    expect(error.code).toBe('usage-invalid');
    for (const part of parts) {
      expect(error.message).toContain(part);
    }
    expect(error.toParagraph()).not.toContain('canary');
  });
});
