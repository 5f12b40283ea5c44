import { RegistryClient, Secret } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { AmazonApi } from '@livery/test/support/amazonApi';
import { Registry } from '@livery/test/support/registry';
import { HostRules } from './HostRules';
import { DefaultRegistryRemotes } from './RegistryRemotes';

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const place = { type: 'aws_ecr', host, repository: 'team/app' } as const;
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('canary/secret+access/key/of/some/length0'),
  from: 'the test',
};

describeWith(['docker-registry', 'htpasswd'], 'A registry', () => {
  const password = 'a login of twelve hours';
  let api: AmazonApi;
  let registry: Registry;
  beforeAll(async () => {
    [api, registry] = await Promise.all([
      AmazonApi.start({
        keys: { [credentials.accessKeyId]: credentials.secretAccessKey.reveal() },
        account: '123456789012',
        region: 'eu-central-1',
        password,
      }),
      Registry.start({
        auth: { kind: 'htpasswd', users: { AWS: password, robot: password, oauth2accesstoken: password } },
      }),
    ]);
  });
  afterAll(() => Promise.all([api.stop(), registry.stop()]));

  const remotes = (secret = credentials.secretAccessKey) => ({
    login: { kind: 'aws', credentials: { ...credentials, secretAccessKey: secret } } as const,
    remotes: new DefaultRegistryRemotes({
      // The name of the registry leads to the internet; what answers is the one on this machine.
      rules: new HostRules({
        privateHosts: [],
        lookup: (_name, _options, callback) => callback(null, [{ address: '93.184.216.34', family: 4 }]),
      }),
      plainHttpHosts: [],
      timeoutSeconds: 10,
      awsEndpoint: api.url,
      connect: ({ credentials: source, registry: named, ...options }) =>
        new RegistryClient({
          ...options,
          registry: registry.host,
          onlyPublic: false,
          plainHttp: true,
          ...(source && { credentials: { find: (_name, repository) => source.find(named, repository) } }),
        }),
    }),
  });

  it('RG3: of Amazon is verified with an access key, which is changed for a login', async () => {
    const { remotes: amazon, login } = remotes();
    await expect(amazon.verify(place, login)).resolves.toBe(
      `Verified - the access key AKIAIOSFODNN7EXAMPLE may push to ${host}/team/app`,
    );
    expect(api.calls.map(({ action }) => action)).toEqual(['GetAuthorizationToken']);
    await expect(amazon.logIn(place, login)).resolves.toBe(true);
  });

  it('RG3: of Amazon says so when the access key is not the right one', async () => {
    const { remotes: amazon, login } = remotes(new Secret('canary/another+access/key/of/some/length0'));
    await expect(amazon.verify(place, login)).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.not.stringContaining('canary'),
    });
  });

  it.each([
    ['docker_hub', 'docker.io', 'acme/app', 'robot'],
    ['quay_io', 'quay.io', 'acme/app', 'robot'],
    ['github_registry', 'ghcr.io', 'acme/app', 'robot'],
    ['gitlab_registry', 'registry.gitlab.com', 'acme/project/app', 'robot'],
    ['azure_registry', 'acme.azurecr.io', 'app', 'robot'],
    ['google_registry', 'gcr.io', 'acme-project/app', 'oauth2accesstoken'],
    ['harbor', 'harbor.example.org', 'acme/app', 'robot'],
    ['generic', 'registry.example.org:5000', 'app', 'robot'],
  ] as const)(
    'RG3: of the type %s is logged in to with a user name and a password',
    async (type, at, repository, username) => {
      const { remotes: all } = remotes();
      const login = { kind: 'password', username, password: new Secret(password) } as const;
      await expect(all.verify({ type, host: at, repository }, login)).resolves.toBe(
        `Verified - user "${username}" may push to ${at}/${repository}`,
      );
      await expect(
        all.verify({ type, host: at, repository }, { ...login, password: new Secret('canary-wrong') }),
      ).rejects.toMatchObject({ code: 'registry-denied', message: expect.not.stringContaining('canary') });
    },
  );

  it('RG3: is not sent a login that its type is known to refuse', async () => {
    const { remotes: all } = remotes();
    const login = { kind: 'password', username: 'robot', password: new Secret('canary') } as const;
    const google = { type: 'google_registry', host: 'gcr.io', repository: 'acme-project/app' } as const;
    const before = registry.log.length;
    await expect(all.verify(google, login)).rejects.toMatchObject({
      code: 'credentials-invalid',
      hint: expect.stringContaining('oauth2accesstoken'),
    });
    expect(registry.log).toHaveLength(before);
  });
});
