import { createBackendModule } from '@backstage/backend-plugin-api';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { credentialRoutes, CredentialType, vaultRoutes } from '@livery/backstage-plugin-livery-common';
import { type KeyProvider, keyProvidersExtensionPoint } from '@livery/backstage-plugin-livery-node';
import { newKeySecret } from '../../testing/testKeys';
import { localKeyProvider } from '../../vault/LocalKeyProvider';
import { type RunningLivery, startLivery, useLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

const login = { type: 'git_https', host: 'Git.Example.org', secret: { password: 'hunter2' } } as const;

describe('the routes of credentials', () => {
  let livery: RunningLivery;
  useLivery(started => {
    livery = started;
  });

  it('CR1, CR9, C14: tell the types with what each asks for', async () => {
    const { items } = await livery.person.call(credentialRoutes.listCredentialTypes);
    expect(items.map(({ type }) => type)).toEqual(CredentialType.options);
    const fieldsOf = (type: string) =>
      items
        .find(item => item.type === type)!
        .fields.map(({ name, isRequired }) => `${name}${isRequired ? '' : '?'}`)
        .join(' ');
    expect(Object.fromEntries(items.map(({ type }) => [type, fieldsOf(type)]))).toEqual({
      git_ssh: 'privateKey passphrase? knownHosts?',
      git_https: 'username? password',
      registry_docker_hub: 'username password',
      registry_aws_ecr: 'accessKeyId secretAccessKey sessionToken? region?',
      registry_quay_io: 'username password',
      registry_generic: 'username password',
      api_key: 'apiKey',
      oauth_token: 'accessToken',
      custom: 'fields',
    });
    expect(items.map(({ type, host }) => [type, host.isRequired, host.default])).toEqual([
      ['git_ssh', true, undefined],
      ['git_https', true, undefined],
      ['registry_docker_hub', false, 'docker.io'],
      ['registry_aws_ecr', false, 'amazonaws.com'],
      ['registry_quay_io', false, 'quay.io'],
      ['registry_generic', true, undefined],
      ['api_key', false, undefined],
      ['oauth_token', false, undefined],
      ['custom', false, undefined],
    ]);
    expect(items[0]).toMatchObject({
      title: 'Git over SSH',
      description: 'SSH key for Git repository access',
    });
  });

  it('keep revisions apart, and say who may do what', async () => {
    const { call } = livery.person;
    const person = call.bind(livery.person) as typeof call;
    const created = await person(credentialRoutes.createCredential, { body: { name: 'Bot', ...login } });
    expect(created).toMatchObject({ host: 'git.example.org', revision: 1 });
    const params = { id: created.id };
    const body = { description: 'changed' };
    expect(
      await livery.request('PATCH', `/v1/credentials/${created.id}`, JSON.stringify(body)),
    ).toMatchObject({
      status: 428,
    });
    await person(credentialRoutes.updateCredential, { params, body, revision: 1 });
    await expect(
      person(credentialRoutes.updateCredential, { params, body, revision: 1 }),
    ).rejects.toMatchObject({ status: 412 });

    // A policy that gives people their own credentials
    const condition = (claims: string[]) => ({
      rule: 'IS_OWNER',
      resourceType: 'livery-credential',
      params: { claims },
    });
    for (const name of ['livery.credential.read', 'livery.credential.use', 'livery.credential.update']) {
      livery.conditions.set(name, condition(['user:default/bob']));
    }
    const refused = { status: 403 };
    expect(await person(credentialRoutes.listCredentials)).toEqual({ items: [], total: 0 });
    await expect(person(credentialRoutes.getCredential, { params })).rejects.toMatchObject(refused);
    await expect(person(credentialRoutes.verifyCredential, { params, body: {} })).rejects.toMatchObject(
      refused,
    );
    await expect(
      person(credentialRoutes.replaceCredentialSecret, { params, body: login, revision: 2 }),
    ).rejects.toMatchObject(refused);
    await expect(person(credentialRoutes.cleanUpExpiredCredentials)).rejects.toMatchObject(refused);
    livery.conditions.set('livery.credential.read', condition(['user:default/ada']));
    expect(await person(credentialRoutes.listCredentials)).toMatchObject({ total: 1 });
    expect((await person(credentialRoutes.getCredential, { params })).name).toBe('Bot');
  });

  it('CR8: tell the audit log of Backstage of each use, and not of the secret', async () => {
    const person = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const { id } = await person(credentialRoutes.createCredential, { body: { name: 'Watched', ...login } });
    await person(credentialRoutes.verifyCredential, { params: { id }, body: {} });
    expect(livery.auditor.createEvent.mock.calls.map(([{ eventId, meta }]) => [eventId, meta])).toEqual([
      ['credential-create', {}],
      ['credential-verify', { id }],
      [
        'credential-open',
        { credentialId: id, host: 'git.example.org', actor: 'user:default/ada', purpose: 'verify' },
      ],
    ]);
    expect(livery.auditorEvent.success).toHaveBeenCalledTimes(3);
  });

  it('show the keys of the vault and its audit log, whose end can be kept and compared', async () => {
    const person = livery.person.call.bind(livery.person) as typeof livery.person.call;
    const { id } = await person(credentialRoutes.createCredential, { body: { name: 'Logged', ...login } });
    const status = await person(vaultRoutes.getVault);
    expect(status).toMatchObject({
      isConfigured: true,
      keys: [{ id: 'main', isActive: true, isConfigured: true }],
    });
    expect(await person(vaultRoutes.rotateVault, { body: { activeKey: 'main' } })).toEqual({
      activeKey: 'main',
      rewrapped: 0,
      failed: 0,
      remaining: 0,
    });
    // Somebody who looks at another configuration
    await expect(person(vaultRoutes.rotateVault, { body: { activeKey: 'next' } })).rejects.toMatchObject({
      status: 409,
    });

    const log = await person(vaultRoutes.listVaultAudit, { query: { credentialId: id } });
    expect(log).toMatchObject({
      total: 1,
      items: [{ action: 'create', actor: 'user:default/ada', outcome: 'done' }],
    });
    const { head, isIntact } = await person(vaultRoutes.verifyVaultAudit, { body: {} });
    expect(isIntact).toBe(true);
    await person(credentialRoutes.deleteCredential, { params: { id }, revision: 'any' });
    expect(await person(vaultRoutes.verifyVaultAudit, { body: { anchor: head } })).toMatchObject({
      isIntact: true,
      records: head.sequence + 1,
    });
    const other = { ...head, hash: head.hash.replace(/^./, digit => (digit === '0' ? '1' : '0')) };
    expect(await person(vaultRoutes.verifyVaultAudit, { body: { anchor: other } })).toMatchObject({
      isIntact: false,
    });
  });

  it.each([
    ['no name', { ...login, name: '' }, 'name: '],
    ['no host', { name: 'a', type: 'git_https', secret: login.secret }, 'host: '],
    [
      'an address in place of a host',
      { name: 'a', ...login, host: 'https://example.org' },
      'must be the name of a host',
    ],
    [
      'another host than its own',
      {
        name: 'a',
        type: 'registry_docker_hub',
        host: 'evil.example',
        secret: { username: 'a', password: 'b' },
      },
      'host: ',
    ],
    ['an unknown type', { name: 'a', ...login, type: 'git_magic' }, 'type: '],
    [
      'a blank secret',
      { name: 'a', ...login, secret: { password: '  ' } },
      'secret.password: must not be blank',
    ],
    [
      'a line break behind a token',
      { name: 'a', ...login, secret: { password: 'a\n' } },
      'must not contain line breaks',
    ],
    ['a field of another type', { name: 'a', ...login, secret: { token: 'a' } }, 'secret'],
    [
      'a temporary key without its session',
      {
        name: 'a',
        type: 'registry_aws_ecr',
        secret: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) },
      },
      'secret.sessionToken: is missing',
    ],
    [
      'a short AWS key',
      {
        name: 'a',
        type: 'registry_aws_ecr',
        secret: { accessKeyId: 'AKIA1', secretAccessKey: 'x'.repeat(39) },
      },
      'secret.accessKeyId: must start with AKIA or ASIA',
    ],
    [
      'an SSH key without its end',
      { name: 'a', ...login, type: 'git_ssh', secret: { privateKey: '-----BEGIN PRIVATE KEY-----\na' } },
      'to its last line',
    ],
    ['no custom field', { name: 'a', type: 'custom', secret: { fields: {} } }, 'at least one field'],
    [
      'an end in the past',
      { name: 'a', ...login, expiresAt: '2020-01-01T00:00:00+02:00' },
      'must be in the future',
    ],
  ])('CR1: refuse %s by its name', async (_name, body, message) => {
    const answer = await livery.request('POST', '/v1/credentials', JSON.stringify(body));
    expect(answer).toMatchObject({ status: 400 });
    expect(JSON.stringify(answer)).toContain(message);
  });
});

describe('A portal whose vault has no key', () => {
  const outputs = createMockDirectory();
  const sample = createMockDirectory({
    content: { 'brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n' },
  });

  it('starts and works; credentials answer with what to set, and S8: nothing stands in for a key', async () => {
    const livery = await startLivery({ sampleBrand: sample.path, outputs: outputs.path, vaultKeys: [] });
    livery.reset();
    try {
      expect((await livery.person.listBrandTemplates()).total).toBe(1);
      expect(await livery.person.call(vaultRoutes.getVault)).toEqual({
        isConfigured: false,
        hint: expect.stringContaining('openssl rand -base64 32'),
        keys: [],
      });
      const body = { name: 'Bot', ...login };
      for (const attempt of [
        () => livery.person.call(credentialRoutes.createCredential, { body }),
        () => livery.person.call(credentialRoutes.listCredentials),
        () => livery.person.call(vaultRoutes.verifyVaultAudit, { body: {} }),
      ]) {
        await expect(attempt()).rejects.toMatchObject({
          status: 503,
          message: expect.stringContaining('the vault has no key. Whoever runs this portal: make a key'),
        });
      }
    } finally {
      await livery.stop();
    }
  });

  it('takes keys of a kind that a module brings, with their own settings, and each kind once', async () => {
    const secret = newKeySecret();
    const asked: unknown[] = [];
    const provider: KeyProvider = {
      id: 'acme',
      createKey(id, options) {
        asked.push(id, options);
        return localKeyProvider.createKey(id, options);
      },
    };
    const moduleOf = (...providers: KeyProvider[]) =>
      createBackendModule({
        pluginId: 'livery',
        moduleId: 'acme-keys',
        register(env) {
          env.registerInit({
            deps: { keyProviders: keyProvidersExtensionPoint },
            async init({ keyProviders }) {
              providers.forEach(each => keyProviders.addKeyProvider(each));
            },
          });
        },
      });
    const options = {
      sampleBrand: sample.path,
      outputs: outputs.path,
      vaultKeys: [{ id: 'main', provider: 'acme', secret }],
    };
    const livery = await startLivery({ ...options, features: [moduleOf(provider)] });
    try {
      livery.reset();
      const created = await livery.person.call(credentialRoutes.createCredential, {
        body: { name: 'Bot', ...login },
      });
      expect(created.fingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(asked).toEqual(['main', { secret }]);
    } finally {
      await livery.stop();
    }
    await expect(startLivery({ ...options, features: [moduleOf(provider, provider)] })).rejects.toThrow(
      "There already is a provider of keys named 'acme'.",
    );
    await expect(startLivery(options)).rejects.toThrow(
      "of the provider 'acme', and there is none of that name",
    );
  });

  it('does not start with a key that is none', async () => {
    const vaultKeys = [{ id: 'main', secret: 'password' }];
    await expect(startLivery({ sampleBrand: sample.path, outputs: outputs.path, vaultKeys })).rejects.toThrow(
      "The key 'main' of livery.vault.keys cannot be used: it is not 32 bytes in base64.",
    );
  });
});
