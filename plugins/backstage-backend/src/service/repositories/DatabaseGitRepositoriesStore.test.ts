import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  GitRepositoryQuery,
  parseRepositoryUrl,
  type RepositoryAddress,
} from '@livery/backstage-plugin-livery-common';
import { connectDatabase } from '../../database';
import { insertCredential } from '../../testing/insertCredential';
import { DatabaseGitRepositoriesStore } from './DatabaseGitRepositoriesStore';
import { DatabaseHostKeysStore } from './DatabaseHostKeysStore';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const at = (text: string): RepositoryAddress => parseRepositoryUrl(text).address!;
const query = (request: object = {}) => GitRepositoryQuery.parse(request);

const draft = (name: string, url: string, more: object = {}) => ({
  name,
  description: '',
  address: at(url),
  defaultBranch: 'main',
  isExperimental: false,
  owner: ada,
  tags: [],
  createdBy: ada,
  ...more,
});

describe('DatabaseGitRepositoriesStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function createStore() {
      const client = await connectDatabase(mockServices.database({ knex: await databases.init(databaseId) }));
      return { client, store: new DatabaseGitRepositoriesStore({ client }) };
    }

    it('GR1: keeps repositories, finds them, changes them, and refuses a name or an address that is taken', async () => {
      const { store } = await createStore();
      const created = await store.create(
        draft('App', 'https://github.com/Acme/App', { description: 'Größe', tags: ['web'] }),
      );
      expect(created).toMatchObject({
        name: 'App',
        url: 'https://github.com/Acme/App.git',
        type: 'https',
        host: 'github.com',
        pathOwner: 'Acme',
        repoName: 'App',
        owner: ada,
        tags: ['web'],
        revision: 1,
        isActive: true,
        verification: { state: 'pending', message: 'Repository created, verification pending' },
      });
      expect(created.credentialId).toBeUndefined();
      expect(await store.get(created.id)).toEqual(created);

      await expect(store.create(draft('App', 'https://github.com/acme/other'))).rejects.toThrow(
        "There already is a git repository named 'App'",
      );
      await expect(store.create(draft('Other', 'https://GitHub.com/acme/app.git/'))).rejects.toThrow(
        "Repository URL already exists: https://github.com/acme/app.git is the git repository 'App'",
      );
      const races = await Promise.allSettled(
        ['One', 'Two'].map(name => store.create(draft(name, 'https://github.com/acme/race'))),
      );
      expect(races.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

      const byKey = await store.create(draft('By key', 'git@github.com:acme/app', { isExperimental: true }));
      const changed = await store.update(byKey.id, 1, { name: 'Fork', tags: ['a', 'b'] }, ada);
      expect(changed).toMatchObject({ name: 'Fork', tags: ['a', 'b'], revision: 2, isExperimental: true });
      await expect(store.update(byKey.id, 1, { name: 'Late' }, ada)).rejects.toMatchObject({
        name: 'PreconditionFailedError',
      });
      await expect(store.update(byKey.id, 2, { name: 'App' }, ada)).rejects.toMatchObject({
        name: 'ConflictError',
      });
      await expect(
        store.update(byKey.id, 2, { address: at('https://github.com/acme/app') }, ada),
      ).rejects.toMatchObject({ name: 'ConflictError' });

      const names = async (request: object) =>
        (await store.list(query(request), 'everything')).items.map(({ name }) => name).sort();
      expect(await names({ search: 'grosse' })).toEqual([]);
      expect(await names({ search: 'größ' })).toEqual(['App']);
      expect(await names({ search: 'acme', includeExperimental: 'true' })).toHaveLength(3);
      expect(await names({ tag: 'web' })).toEqual(['App']);
      expect(await names({ type: 'ssh', includeExperimental: 'true' })).toEqual(['Fork']);
      expect(await names({ host: 'gitlab.com' })).toEqual([]);
      const page = await store.list(
        query({ sort: '-name', limit: 1, includeExperimental: 'true' }),
        'everything',
      );
      expect(page).toMatchObject({
        total: 3,
        items: [{ name: races[0]?.status === 'fulfilled' ? 'One' : 'Two' }],
      });
      expect((await store.list(query(), { owners: ['user:default/bob'] })).total).toBe(0);

      await store.delete(created.id, 1);
      await expect(store.get(created.id)).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('GR5: leaves out what is experimental unless somebody asks for it', async () => {
      const { store } = await createStore();
      await store.create(draft('Steady', 'https://github.com/acme/steady'));
      await store.create(draft('Trial', 'https://github.com/acme/trial', { isExperimental: true }));
      expect((await store.list(query(), 'everything')).items.map(({ name }) => name)).toEqual(['Steady']);
      expect((await store.list(query({ includeExperimental: 'true' }), 'everything')).total).toBe(2);
    });

    it('GR3: falls back to pending when the address or the credential changes, and does not note what was seen before', async () => {
      const { client, store } = await createStore();
      const credentialId = await insertCredential(client);
      const verified = { state: 'verified', message: 'Verified - 2 branches accessible' } as const;
      const lastCommit = { commit: 'a'.repeat(40) };
      const created = await store.create(draft('App', 'https://github.com/acme/app'));
      await store.recordVerification(created, { ...verified, lastCommit });
      const seen = await store.get(created.id);
      expect(seen).toMatchObject({
        revision: 1,
        verification: { ...verified, checkedAt: expect.any(String) },
        lastCommit,
      });
      expect((await store.list(query({ verification: 'verified' }), 'everything')).total).toBe(1);
      expect(await store.listPending(10)).toEqual([]);

      const bound = await store.update(created.id, 'any', { credentialId }, ada);
      expect(bound.verification).toEqual({
        state: 'pending',
        message: 'Repository credential changed, re-verification required',
      });
      expect((await store.listPending(10)).map(({ id }) => id)).toEqual([created.id]);
      // A look that began before the change ends after it.
      await store.recordVerification(seen, verified);
      expect((await store.get(created.id)).verification.state).toBe('pending');

      await store.recordVerification(bound, { state: 'failed', message: 'no', code: 'repository-denied' });
      expect((await store.get(created.id)).verification).toMatchObject({
        state: 'failed',
        code: 'repository-denied',
      });
      expect((await store.list(query({ verification: 'failed' }), 'everything')).total).toBe(1);
      expect((await store.listByCredential(credentialId)).map(({ name }) => name)).toEqual(['App']);

      // With the credential goes what was found out with it.
      await client('credentials').where({ id: credentialId }).delete();
      const without = await store.get(created.id);
      expect(without.credentialId).toBeUndefined();
      expect(without.verification.state).toBe('pending');
      expect((await store.list(query({ verification: 'failed' }), 'everything')).total).toBe(0);
      expect((await store.list(query({ verification: 'pending' }), 'everything')).total).toBe(1);

      await store.recordVerification(without, { ...verified, lastCommit });
      const moved = await store.update(
        created.id,
        'any',
        { address: at('https://github.com/acme/moved') },
        ada,
      );
      expect(moved.verification.message).toBe('Repository URL changed, re-verification required');
      expect(moved.lastCommit).toBeUndefined();
      await store.recordCommit(moved, { ...lastCommit, author: 'Ada' });
      expect((await store.get(created.id)).lastCommit).toEqual({ ...lastCommit, author: 'Ada' });
      expect((await store.update(created.id, 'any', { description: 'x' }, ada)).lastCommit).toBeDefined();
      expect(
        (await store.update(created.id, 'any', { defaultBranch: 'dev' }, ada)).lastCommit,
      ).toBeUndefined();
    });

    it('GR4: counts the runs of a repository, however its address was written', async () => {
      const { client, store } = await createStore();
      const repository = await store.create(draft('App', 'https://github.com/acme/a_p'));
      const run = async (state: string, url: string, minute: number) => {
        await client('runs').insert({
          id: randomUUID(),
          state,
          runner: 'scaffolder',
          template_name: 'Acme',
          source: JSON.stringify({ url, ref: 'main' }),
          created_by: ada,
          created_at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
          steps: '[]',
        });
      };
      expect(await store.usage(repository)).toEqual({
        totalRuns: 0,
        successfulRuns: 0,
        failedRuns: 0,
        runningRuns: 0,
        recentRuns: [],
      });
      await run('completed', 'https://github.com/acme/a_p', 1);
      await run('completed', 'https://GitHub.com/Acme/a_p.git', 2);
      await run('completed', 'https://github.com/acme/a_p/', 3);
      await run('failed', 'https://github.com/acme/a_p', 4);
      await run('cancelled', 'https://github.com/acme/a_p', 5);
      await run('running', 'https://github.com/acme/a_p', 6);
      // Others, whose addresses are like it
      await run('completed', 'https://github.com/acme/abp', 7);
      await run('completed', 'https://github.com/acme/a_p2', 8);
      const usage = await store.usage(repository);
      expect(usage).toMatchObject({
        totalRuns: 6,
        successfulRuns: 3,
        failedRuns: 1,
        runningRuns: 1,
        successRate: 0.75,
        lastUsedAt: '2026-01-01T00:06:00.000Z',
      });
      expect(usage.recentRuns.map(({ state }) => state)).toEqual([
        'running',
        'cancelled',
        'failed',
        'completed',
        'completed',
      ]);
    });

    it('keeps the keys by which a host is trusted, and forgets those of before', async () => {
      const { client } = await createStore();
      const store = new DatabaseHostKeysStore({ client });
      const [one, two] = ['b25l', 'dHdv'].map(key => ({ type: 'ssh-ed25519', key })) as [
        { type: string; key: string },
        { type: string; key: string },
      ];
      await store.replace('git.example.org', [one, { ...two, type: 'ssh-rsa' }], ada);
      await store.replace('git.example.org:2222', [one], ada);
      expect(await store.list('git.example.org')).toHaveLength(2);
      await store.replace('git.example.org', [two], ada);
      expect(await store.list('git.example.org')).toEqual([two]);
      expect(await store.list('git.example.org:2222')).toEqual([one]);
    });
  });
});
