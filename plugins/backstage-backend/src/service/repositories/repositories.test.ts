import { mkdirSync } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { describeWith } from '@livery/test/requirements';
import { createAuthority, createServerCertificate } from '@livery/test/support/certificates';
import { GitServer } from '@livery/test/support/GitServer';
import {
  credentialRoutes,
  gitRepositoryRoutes as routes,
  type NewCredential,
} from '@livery/backstage-plugin-livery-common';
import type { z } from 'zod';
import { createRepositories } from '../../testing/createRepositories';
import { type RunningLivery, startLivery } from '../../testing/startLivery';

jest.setTimeout(60_000);

const PASSWORD = 'canary-pass/word+1';

describeWith(['git-http-backend', 'openssl'], 'Git repositories', backend => {
  const directory = createMockDirectory();
  let livery: RunningLivery;
  let git: GitServer;
  let host: string;
  let commit: string;
  let names = 0;

  beforeAll(async () => {
    directory.setContent({
      'brand/brand.yaml': 'apiVersion: livery/v1\nkind: Brand\nname: Sample\n',
      outputs: {},
    });
    const certificates = directory.resolve('certificates');
    mkdirSync(certificates);
    commit = createRepositories(directory.path, ['app', 'other']);
    const authority = createAuthority(certificates);
    git = await GitServer.start(backend, directory.resolve('repositories'), {
      users: { robot: PASSWORD },
      tls: createServerCertificate(certificates, authority),
    });
    host = `localhost:${git.port}`;
    livery = await startLivery({
      sampleBrand: directory.resolve('brand'),
      outputs: directory.resolve('outputs'),
      config: {
        allowedHosts: ['github.com', '127.0.0.1', '169.254.169.254', host],
        remotes: {
          privateHosts: ['localhost', '127.0.0.1:2222', '169.254.169.254'],
          certificateAuthorities: directory.resolve('certificates/authority.crt'),
          timeoutSeconds: 50,
        },
      },
    });
  });
  afterAll(async () => {
    await livery.stop();
    await git.stop();
  });
  beforeEach(() => livery.reset());

  const url = (name = 'app') => `https://${host}/acme/${name}`;

  function create(body: Partial<z.input<typeof routes.createGitRepository.body>> & { url: string }) {
    names += 1;
    return livery.person.call(routes.createGitRepository, { body: { name: `Repository ${names}`, ...body } });
  }

  async function createCredential(
    credential: Pick<z.input<typeof NewCredential>, 'type' | 'host' | 'secret'>,
  ) {
    names += 1;
    const body = { name: `Credential ${names}`, ...credential } as z.input<typeof NewCredential>;
    return livery.person.call(credentialRoutes.createCredential, { body });
  }

  const password = (value = PASSWORD) =>
    createCredential({ type: 'git_https', host, secret: { username: 'robot', password: value } });

  const verify = (id: string) => livery.person.call(routes.verifyGitRepository, { params: { id } });

  it('GR1: are created, changed and deleted, each address once', async () => {
    const created = await create({
      url: `  HTTPS://${host.toUpperCase()}/acme/other/`,
      name: 'Other',
    });
    expect(created).toMatchObject({
      name: 'Other',
      url: `${url('other')}.git`,
      type: 'https',
      host,
      pathOwner: 'acme',
      repoName: 'other',
      defaultBranch: 'main',
      owner: 'user:default/ada',
      verification: { state: 'pending', message: 'Repository created, verification pending' },
    });
    await expect(create({ url: `${url('OTHER')}.git` })).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Repository URL already exists'),
    });
    const params = { id: created.id };
    const changed = await livery.person.call(routes.updateGitRepository, {
      params,
      revision: 1,
      body: { description: 'Ours', isActive: false },
    });
    expect(changed).toMatchObject({ description: 'Ours', isActive: false, revision: 2 });
    await expect(
      livery.person.call(routes.updateGitRepository, { params, revision: 1, body: { name: 'Late' } }),
    ).rejects.toMatchObject({ status: 412 });
    await livery.person.call(routes.deleteGitRepository, { params, revision: 2 });
    await expect(livery.person.call(routes.getGitRepository, { params })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('GR1: have their addresses looked at without a word to anybody', async () => {
    const look = (text: string) => livery.person.call(routes.validateRepositoryUrl, { body: { url: text } });
    const before = git.requests.length;
    expect(await look('git@GitHub.com:acme/app')).toEqual({
      isValid: true,
      repositoryType: 'ssh',
      normalizedUrl: 'git@github.com:acme/app.git',
      parsedInfo: { host: 'github.com', owner: 'acme', repoName: 'app' },
    });
    expect(await look('')).toEqual({ isValid: false, error: 'Repository URL is required' });
    expect(await look(`https://ada:${PASSWORD}@github.com/acme/app`)).toMatchObject({
      isValid: false,
      error: expect.not.stringContaining('canary'),
    });
    expect(git.requests).toHaveLength(before);
  });

  it.each([
    ['https://GitHub.com/acme/app', true],
    ['git@github.com:acme/app.git', true],
    ['ssh://git@github.com/acme/app.git', true],
    ['ssh://git@github.com:22/acme/app.git', true],
    ['ssh://git@github.com:2222/acme/app.git', false],
    ['https://github.com:8443/acme/app', false],
    ['https://gitlab.com/acme/app', false],
    ['https://github.com.evil.example/acme/app', false],
    ['https://www.github.com/acme/app', false],
    ['git@evil.example:github.com/acme/app', false],
  ])('GR2: are taken from hosts that are allowed, and from no others: %s is %s', async (text, isAllowed) => {
    const result = await livery.person.call(routes.validateRepositoryUrl, { body: { url: text } });
    expect(result).toMatchObject({
      isValid: isAllowed,
      ...(!isAllowed && { error: expect.stringMatching(/^Git host not allowed for (?:SSH|HTTPS) URL/) }),
    });
    if (!isAllowed) {
      await expect(create({ url: text })).rejects.toMatchObject({
        status: 400,
        problem: { code: 'host-refused' },
      });
    }
  });

  it('GR2: are not looked for inside of the network unless the configuration names the host', async () => {
    for (const [text, message] of [
      ['https://127.0.0.1/acme/app', 'it leads into the machine of the portal itself'],
      // Named among the private hosts, and refused all the same
      ['https://169.254.169.254/latest/meta-data', 'that is for the machine of the portal alone'],
    ] as const) {
      const { id } = await create({ url: text });
      const { verification } = await verify(id);
      expect(verification).toMatchObject({
        state: 'failed',
        code: 'host-refused',
        message: expect.stringContaining(message),
      });
    }
  });

  it('GR2: are not followed to another address, neither for a look nor for a trial', async () => {
    const credentialId = (await password()).id;
    const { id } = await create({ url: url('moved'), credentialId });
    git.redirectTo = 'https://evil.example';
    try {
      expect((await verify(id)).verification).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('not followed'),
      });
      await expect(livery.person.call(routes.testClone, { params: { id }, body: {} })).rejects.toMatchObject({
        status: 502,
        message: expect.stringContaining('not followed'),
      });
    } finally {
      git.redirectTo = undefined;
    }
  });

  it('GR3, GR4: are verified for real, with the credential, and once more when that changes', async () => {
    const right = await password();
    const { id, revision } = await create({ url: url() });
    expect((await verify(id)).verification).toMatchObject({
      state: 'failed',
      code: 'repository-denied',
      message: expect.stringMatching(/^Access denied: .*asks for a user name and a token/),
    });
    const params = { id };
    const bound = await livery.person.call(routes.updateGitRepository, {
      params,
      revision,
      body: { credentialId: right.id },
    });
    expect(bound.verification).toEqual({
      state: 'pending',
      message: 'Repository credential changed, re-verification required',
    });
    const verified = await verify(id);
    expect(verified).toMatchObject({
      verification: {
        state: 'verified',
        message: 'Verified - 2 branches accessible',
        checkedAt: expect.any(String),
      },
      lastCommit: { commit },
    });
    expect(await livery.person.call(routes.listRepositoryRefs, { params })).toEqual({
      defaultBranch: 'main',
      branches: [
        { name: 'dev', commit },
        { name: 'main', commit },
      ],
      tags: [{ name: 'v1', commit }],
    });
    expect(await livery.person.call(routes.testClone, { params, body: { ref: 'dev' } })).toMatchObject({
      commit,
    });
    const info = { commit, author: 'Ada', subject: 'The first', committedAt: expect.any(String) };
    expect(await livery.person.call(routes.testClone, { params, body: {} })).toEqual(info);
    // What is known of the commit stays when the next look finds the same.
    expect((await verify(id)).lastCommit).toEqual(info);
    await expect(
      livery.person.call(routes.testClone, { params, body: { ref: 'absent' } }),
    ).rejects.toMatchObject({ status: 400, problem: { code: 'ref-not-found' } });
    expect(await livery.person.call(routes.getRepositoryUsage, { params })).toMatchObject({ totalRuns: 0 });
    expect(
      (await livery.person.call(credentialRoutes.listCredentialUses, { params: { id: right.id } })).items,
    ).toEqual([{ kind: 'git-repository', id, name: verified.name }]);

    const wrong = await password('canary-wrong');
    const change = (body: object) =>
      livery.person.call(routes.updateGitRepository, { params, revision: 'any', body });
    await change({ credentialId: wrong.id });
    expect((await verify(id)).verification).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Access denied: .*refuses the user name or the token/),
    });
    await livery.person.call(credentialRoutes.deactivateCredential, {
      params: { id: wrong.id },
      revision: 'any',
    });
    expect((await verify(id)).verification).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^Credential error: .*deactivated/),
    });
    await change({ credentialId: right.id, defaultBranch: 'absent' });
    expect((await verify(id)).verification).toMatchObject({
      code: 'ref-not-found',
      message: expect.stringContaining('Its default branch is "main"'),
    });
  });

  it('GR3: take only credentials of their own kind and host, and give nothing of them away', async () => {
    const other = await createCredential({
      type: 'registry_docker_hub',
      host: 'docker.io',
      secret: { username: 'robot', password: PASSWORD },
    });
    await expect(create({ url: url('fit'), credentialId: other.id })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(
        "Credential type 'registry_docker_hub' is not compatible with https repositories",
      ),
    });
    const right = await password();
    await expect(
      create({ url: 'https://github.com/acme/fit', credentialId: right.id }),
    ).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('must not be sent to github.com'),
    });
    const bound = await create({ url: url('fit'), credentialId: right.id });
    // The address cannot be turned to another host under a credential either.
    await expect(
      livery.person.call(routes.updateGitRepository, {
        params: { id: bound.id },
        revision: 'any',
        body: { url: 'https://github.com/acme/fit' },
      }),
    ).rejects.toMatchObject({ status: 400 });
    livery.denied.add('livery.credential.use');
    await expect(create({ url: url('use'), credentialId: right.id })).rejects.toMatchObject({ status: 403 });
    livery.denied.clear();

    const list = await livery.person.call(routes.listGitRepositories, {
      query: { includeExperimental: true },
    });
    expect(list.total).toBeGreaterThan(0);
    const audited = livery.auditor.createEvent.mock.calls.map(([{ eventId, meta }]) => ({ eventId, meta }));
    expect(audited.length).toBeGreaterThan(3);
    expect(JSON.stringify([list, audited])).not.toContain('canary');
  });

  it('GR5: can be marked as experimental, which leaves them out of the list', async () => {
    const trial = await create({ url: url('trial'), isExperimental: true });
    const ids = async (query: object) =>
      (await livery.person.call(routes.listGitRepositories, { query: { limit: 1000, ...query } })).items.map(
        ({ id }) => id,
      );
    expect(await ids({})).not.toContain(trial.id);
    expect(await ids({ includeExperimental: true })).toContain(trial.id);
    expect(trial).toMatchObject({
      isExperimental: true,
      warning: expect.stringContaining('This repository is experimental'),
    });
    const steady = await livery.person.call(routes.updateGitRepository, {
      params: { id: trial.id },
      revision: 1,
      body: { isExperimental: false },
    });
    expect(steady.warning).toBeUndefined();
    expect(await ids({})).toContain(trial.id);
  });

  it('CR6: tell whether a credential opens them', async () => {
    // Each has a credential of its own: one is not tried twice in a row.
    const trial = async (value: string, target?: string) => {
      const { id } = await password(value);
      return livery.person.call(credentialRoutes.verifyCredential, { params: { id }, body: { target } });
    };
    expect(await trial(PASSWORD, url())).toMatchObject({
      state: 'valid',
      message: expect.stringContaining('which has 2 branches'),
    });
    expect(await trial('canary-wrong', url())).toMatchObject({ state: 'invalid' });
    expect(await trial(PASSWORD)).toMatchObject({
      state: 'unknown',
      message: expect.stringContaining(`Name a repository on ${host}`),
    });
    expect(await trial(PASSWORD, 'https://github.com/acme/app')).toMatchObject({ state: 'unknown' });
  });
});
