import { mkdirSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { RegistryClient, Secret, fixedCredentials } from '@livery/images';
import { describeWith } from '@livery/test/requirements';
import { AmazonApi } from '@livery/test/support/amazonApi';
import { createAuthority, createServerCertificate } from '@livery/test/support/certificates';
import { Registry } from '@livery/test/support/registry';
import { TokenServer } from '@livery/test/support/tokenServer';
import {
  containerRegistryRoutes as routes,
  credentialRoutes,
  type NewContainerRegistry,
  type NewCredential,
} from '@livery/backstage-plugin-livery-common';
import type { z } from 'zod';
import { type RunningLivery, startLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

const PASSWORD = 'canary-pass/word+1';
const ACCESS_KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'canary/secret+access/key/of/some/length0',
};
const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

describeWith(['docker-registry', 'htpasswd', 'openssl'], 'Container registries', () => {
  const directory = createMockDirectory();
  let livery: RunningLivery;
  /** With passwords, over HTTPS. */
  let locked: Registry;
  /** With tokens, over plain HTTP; only `acme/` may be pushed to. */
  let tokens: TokenServer;
  let granting: Registry;
  let amazon: AmazonApi;
  let authority: string;
  let names = 0;

  beforeAll(async () => {
    directory.setContent({
      'brand/brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n',
      outputs: {},
    });
    mkdirSync(directory.resolve('certificates'));
    const pair = createAuthority(directory.resolve('certificates'));
    authority = pair.certificate;
    tokens = await TokenServer.start({
      users: { robot: PASSWORD },
      grant: (user, repository, actions) =>
        user === undefined ? [] : repository.startsWith('acme/') ? [...actions] : ['pull'],
    });
    [locked, granting, amazon] = await Promise.all([
      Registry.start({
        auth: { kind: 'htpasswd', users: { robot: PASSWORD } },
        tls: createServerCertificate(directory.resolve('certificates'), pair),
      }),
      Registry.start({ auth: tokens.auth }),
      AmazonApi.start({
        keys: { [ACCESS_KEY.accessKeyId]: ACCESS_KEY.secretAccessKey },
        account: '123456789012',
        region: 'eu-central-1',
      }),
    ]);
    livery = await startLivery({
      sampleBrand: directory.resolve('brand'),
      outputs: directory.resolve('outputs'),
      config: {
        remotes: {
          privateHosts: [locked.host, granting.host, '169.254.169.254'],
          plainHttpHosts: [granting.host],
          registryHosts: [
            locked.host,
            granting.host,
            ECR,
            '169.254.169.254',
            '127.0.0.1:9',
            'ghcr.io',
            'docker.io',
          ],
          certificateAuthorities: directory.resolve('certificates/authority.crt'),
          timeoutSeconds: 50,
          awsEndpoint: amazon.url,
        },
      },
    });
  });
  afterAll(async () => {
    await livery.stop();
    await Promise.all([locked.stop(), granting.stop(), tokens.stop(), amazon.stop()]);
  });
  beforeEach(() => livery.reset());

  function create(body: Partial<z.input<typeof NewContainerRegistry>>) {
    names += 1;
    return livery.person.call(routes.createContainerRegistry, {
      body: { name: `Registry ${names}`, type: 'generic', targetImage: 'acme/app', ...body },
    });
  }

  async function createCredential(
    credential: Pick<z.input<typeof NewCredential>, 'type' | 'host' | 'secret'>,
  ) {
    names += 1;
    const body = { name: `Credential ${names}`, ...credential } as z.input<typeof NewCredential>;
    return livery.person.call(credentialRoutes.createCredential, { body });
  }

  const password = (host: string, value = PASSWORD) =>
    createCredential({ type: 'registry_generic', host, secret: { username: 'robot', password: value } });

  const verify = async (id: string) =>
    (await livery.person.call(routes.verifyContainerRegistry, { params: { id } })).verification;

  it('RG1: are created, changed and deleted', async () => {
    const created = await create({ type: 'github_registry', targetImage: 'Acme/App:1' });
    expect(created).toMatchObject({
      type: 'github_registry',
      host: 'ghcr.io',
      targetImage: 'acme/app:1',
      image: 'ghcr.io/acme/app:1',
      baseImage: 'ghcr.io/open-webui/open-webui:main',
      verification: { state: 'pending', message: 'Registry created, verification pending' },
    });
    const params = { id: created.id };
    const change = (body: object) =>
      livery.person.call(routes.updateContainerRegistry, { params, revision: 'any', body });
    // Another type, and with it another host
    expect(await change({ type: 'docker_hub', targetImage: 'acme/web' })).toMatchObject({
      host: 'docker.io',
      image: 'acme/web:latest',
    });
    const account = { awsAccountId: '123456789012', awsRegion: 'eu-central-1' };
    expect(await change({ type: 'aws_ecr', ...account })).toMatchObject({ host: ECR, ...account });
    expect((await change({ targetImage: 'team/app' })).image).toBe(`${ECR}/team/app:latest`);
    const hub = await change({ type: 'docker_hub', targetImage: 'acme/web' });
    expect(hub.awsAccountId).toBeUndefined();
    for (const [body, message] of [
      [{ host: 'registry.example.org' }, 'Registry URL should not be set for Docker Hub'],
      [{ awsAccountId: '123' }, 'AWS Account ID must be a 12-digit number'],
      [{ baseImage: 'Not An Image' }, 'baseImage: '],
      [{ type: 'generic', host: 'registry.example.org' }, 'is not among the registries of this portal'],
    ] as const) {
      await expect(change(body)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(message),
      });
    }
    expect((await livery.person.call(routes.getContainerRegistry, { params })).revision).toBe(hub.revision);
    await livery.person.call(routes.deleteContainerRegistry, { params, revision: hub.revision });
    await expect(livery.person.call(routes.getContainerRegistry, { params })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('RG2: name their image with any tag, and say how to log in', async () => {
    const { id } = await create({ type: 'github_registry', targetImage: 'acme/app:1' });
    const image = (tag?: string) =>
      livery.person.call(routes.getRegistryImage, { params: { id }, query: { tag } });
    expect(await image()).toEqual({ image: 'ghcr.io/acme/app:1' });
    expect(await image('v2')).toEqual({ image: 'ghcr.io/acme/app:v2' });
    await expect(image('not a tag')).rejects.toMatchObject({ status: 400 });
    const types = await livery.person.call(routes.listRegistryTypes, {});
    expect(types.items.map(({ type }) => type)).toContain('generic');
  });

  it('RG3: are verified by a login and the right to push, of which nothing stays behind', async () => {
    const right = await password(locked.host);
    const wrong = await password(locked.host, 'canary-wrong');
    const { id } = await create({ host: locked.host });
    expect(await verify(id)).toMatchObject({ state: 'failed', code: 'registry-denied' });
    const use = (credentialId: string) =>
      livery.person.call(routes.updateContainerRegistry, {
        params: { id },
        revision: 'any',
        body: { credentialId },
      });
    const bound = await use(right.id);
    expect(bound).toMatchObject({
      loginCommand: `docker login ${locked.host}`,
      verification: {
        state: 'pending',
        message: 'Registry configuration changed (credential), re-verification required',
      },
    });
    expect(await verify(id)).toMatchObject({
      state: 'verified',
      message: `Verified - user "robot" may push to ${locked.host}/acme/app`,
    });
    expect(locked.log).toMatch(/"POST \/v2\/acme\/app\/blobs\/uploads\/ HTTP\/1.1" 202/);
    expect(locked.log).toMatch(/"DELETE \/v2\/acme\/app\/blobs\/uploads\/\S+ HTTP\/1.1" 204/);
    await use(wrong.id);
    expect(await verify(id)).toMatchObject({
      state: 'failed',
      code: 'registry-denied',
      message: expect.stringMatching(/^Access denied: .* with user "robot"/),
    });
    expect(
      (await livery.person.call(credentialRoutes.listCredentialUses, { params: { id: wrong.id } })).items,
    ).toEqual([{ kind: 'container-registry', id, name: bound.name }]);
  });

  it('RG3: are told apart from those that may be read and not pushed to', async () => {
    const credentialId = (await password(granting.host)).id;
    const mine = await create({ host: granting.host, credentialId });
    expect(await verify(mine.id)).toMatchObject({ state: 'verified' });
    const theirs = await create({ host: granting.host, credentialId, targetImage: 'theirs/app' });
    expect(await verify(theirs.id)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Access denied: Opening an upload to .*theirs\/app failed/),
    });
  });

  it('RG3: show their repositories, and tags with digests', async () => {
    const credentialId = (await password(locked.host)).id;
    const client = new RegistryClient({
      registry: locked.host,
      plainHttp: false,
      certificateAuthorities: authority,
      credentials: fixedCredentials(locked.host, {
        kind: 'password',
        username: 'robot',
        password: new Secret(PASSWORD),
      }),
    });
    const config = Buffer.from('{}');
    await client.pushBlob('acme/listed', config);
    const digests: string[] = [];
    for (const tag of ['v1', 'v2', 'v10']) {
      const bytes = Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          config: {
            mediaType: 'application/vnd.oci.image.config.v1+json',
            digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
            size: config.length,
          },
          layers: [],
          annotations: { tag },
        }),
      );
      const pushed = await client.putManifest('acme/listed', tag, {
        bytes,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
      });
      digests.push(pushed.digest);
    }
    client.close();
    const { id } = await create({ host: locked.host, credentialId, targetImage: 'acme/listed' });
    const params = { id };
    expect(await livery.person.call(routes.listRegistryRepositories, { params })).toEqual({
      items: ['acme/listed'],
      hasMore: false,
    });
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    expect(
      await livery.person.call(routes.listRegistryTags, { params, query: { limit: 2, offset: 1 } }),
    ).toEqual({
      repository: 'acme/listed',
      total: 3,
      items: [
        { name: 'v10', digest: digests[2], mediaType },
        { name: 'v2', digest: digests[1], mediaType },
      ],
    });
    await expect(
      livery.person.call(routes.listRegistryTags, { params, query: { repository: 'acme/absent' } }),
    ).rejects.toMatchObject({ problem: { code: 'image-not-found' } });
    await expect(
      livery.person.call(routes.listRegistryTags, { params, query: { repository: '../escape' } }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('RG3: have the repository made that Amazon wants before a push', async () => {
    const credential = await createCredential({ type: 'registry_aws_ecr', secret: ACCESS_KEY } as never);
    const account = { awsAccountId: '123456789012', awsRegion: 'eu-central-1' };
    const { id } = await create({
      type: 'aws_ecr',
      ...account,
      targetImage: 'team/app:1',
      credentialId: credential.id,
    });
    const make = (to: string) => livery.person.call(routes.createRegistryRepository, { params: { id: to } });
    expect(await make(id)).toEqual({
      image: `${ECR}/team/app`,
      isNew: true,
      message: `Repository created: ${ECR}/team/app`,
    });
    expect([...amazon.repositories]).toEqual(['team/app']);
    expect(await make(id)).toMatchObject({ isNew: false, message: 'Repository already exists' });
    const other = await create({ host: locked.host });
    await expect(make(other.id)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Only Amazon ECR wants that'),
    });
  });

  it('RG4: know a secret only through a credential of their own kind and host', async () => {
    const credential = await password(locked.host);
    for (const [body, message] of [
      [{ host: locked.host, password: PASSWORD }, 'password'],
      [{ type: 'docker_hub', credentialId: credential.id }, 'is not compatible with docker_hub registries'],
      [{ host: granting.host, credentialId: credential.id }, `must not be sent to ${granting.host}`],
    ] as const) {
      await expect(create(body as object)).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining(message),
      });
    }
    const bound = await create({ host: locked.host, credentialId: credential.id });
    await verify(bound.id);
    const list = await livery.person.call(routes.listContainerRegistries, { query: { limit: 1000 } });
    const audited = livery.auditor.createEvent.mock.calls.map(([{ eventId, meta }]) => ({ eventId, meta }));
    expect(audited.length).toBeGreaterThan(3);
    expect(JSON.stringify([list, audited])).not.toContain('canary');
    expect(JSON.stringify(list)).not.toContain(Buffer.from(`robot:${PASSWORD}`).toString('base64'));
  });

  it('are not looked for inside of the network unless the configuration names the host', async () => {
    for (const host of ['127.0.0.1:9', '169.254.169.254']) {
      const { id } = await create({ host });
      expect(await verify(id)).toMatchObject({ state: 'failed', code: 'host-refused' });
    }
  });

  it('CR6: tell whether a credential opens them', async () => {
    // Each has a credential of its own: one is not tried twice in a row.
    const trial = async (value: string, target?: string) => {
      const { id } = await password(locked.host, value);
      return livery.person.call(credentialRoutes.verifyCredential, { params: { id }, body: { target } });
    };
    expect(await trial(PASSWORD)).toMatchObject({
      state: 'valid',
      message: expect.stringContaining('lets it in'),
    });
    expect(await trial(PASSWORD, `${locked.host}/acme/app`)).toMatchObject({
      state: 'valid',
      message: expect.stringContaining('may push'),
    });
    expect(await trial('canary-wrong')).toMatchObject({ state: 'invalid' });
    expect(await trial(PASSWORD, 'ghcr.io/acme/app')).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining('was not sent to ghcr.io'),
    });
  });
});
