import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ContainerRegistryQuery } from '@livery/backstage-plugin-livery-common';
import { connectDatabase } from '../../database';
import { insertCredential } from '../../testing/insertCredential';
import { DatabaseContainerRegistriesStore } from './DatabaseContainerRegistriesStore';
import { PushedImages } from './PushedImages';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const place = { type: 'github_registry', host: 'ghcr.io', targetImage: 'acme/app:latest' } as const;
const draft = (name: string, more: object = {}) => ({
  name,
  description: '',
  place,
  baseImage: 'ghcr.io/open-webui/open-webui:main',
  owner: ada,
  tags: [],
  createdBy: ada,
  ...more,
});
const query = (request: object = {}) => ContainerRegistryQuery.parse(request);

describe('DatabaseContainerRegistriesStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function createStore() {
      const client = await connectDatabase(mockServices.database({ knex: await databases.init(databaseId) }));
      return { client, store: new DatabaseContainerRegistriesStore({ client }) };
    }

    it('keeps registries, finds them, changes and deletes them', async () => {
      const { client, store } = await createStore();
      const credentialId = await insertCredential(client);
      const created = await store.create(draft('GHCR', { tags: ['web'], credentialId }));
      expect(created).toMatchObject({
        ...place,
        name: 'GHCR',
        image: 'ghcr.io/acme/app:latest',
        loginCommand: 'docker login ghcr.io',
        credentialId,
        tags: ['web'],
        revision: 1,
        verification: { state: 'pending', message: 'Registry created, verification pending' },
      });
      const amazon = await store.create(
        draft('Amazon', {
          place: {
            type: 'aws_ecr',
            host: '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
            awsAccountId: '123456789012',
            awsRegion: 'eu-central-1',
            targetImage: 'team/app:1',
          },
        }),
      );
      expect(await store.get(amazon.id)).toEqual(amazon);
      expect(amazon).toMatchObject({ awsAccountId: '123456789012', awsRegion: 'eu-central-1' });
      expect(amazon.loginCommand).toBeUndefined();
      await expect(store.create(draft('GHCR'))).rejects.toThrow(
        "There already is a container registry named 'GHCR'",
      );
      const names = async (request: object) =>
        (await store.list(query(request), 'everything')).items.map(({ name }) => name);
      expect(await names({})).toEqual(['Amazon', 'GHCR']);
      expect(await names({ awsRegion: 'eu-central-1' })).toEqual(['Amazon']);
      expect(await names({ type: 'github_registry', credentialId })).toEqual(['GHCR']);
      expect(await names({ search: 'ghcr ac' })).toEqual(['GHCR']);
      expect(await names({ tag: 'web', sort: '-updatedAt' })).toEqual(['GHCR']);

      const off = await store.update(amazon.id, 1, { isActive: false, owner: 'group:default/ops' }, ada);
      expect(off).toMatchObject({ isActive: false, owner: 'group:default/ops', revision: 2 });
      expect(off.verification).toEqual(amazon.verification);
      expect((await store.update(amazon.id, 2, { isActive: true }, ada)).isActive).toBe(true);
      await store.delete(amazon.id, 3);
      await expect(store.get(amazon.id)).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('RG3: falls back to pending when its place or its credential changes, and says which', async () => {
      const { client, store } = await createStore();
      const created = await store.create(draft('GHCR'));
      const verified = { state: 'verified', message: 'Verified' } as const;
      await store.recordVerification(created, verified);
      expect((await store.get(created.id)).verification.state).toBe('verified');
      expect((await store.update(created.id, 'any', { baseImage: 'alpine:3' }, ada)).verification.state).toBe(
        'verified',
      );

      const credentialId = await insertCredential(client);
      const moved = await store.update(
        created.id,
        'any',
        { credentialId, place: { ...place, type: 'generic', host: 'registry.example.org' } },
        ada,
      );
      expect(moved.verification.message).toBe(
        'Registry configuration changed (type, host, credential), re-verification required',
      );
      await store.recordVerification(created, verified);
      expect((await store.get(created.id)).verification.state).toBe('pending');
      expect((await store.listPending(5)).map(({ id }) => id)).toEqual([created.id]);
      await store.recordVerification(moved, verified);
      expect(await store.listPending(5)).toEqual([]);
      await client('credentials').where({ id: credentialId }).delete();
      expect((await store.get(created.id)).verification.state).toBe('pending');
    });

    it('RG3: knows the last push that a run reported, in whatever order', async () => {
      const { store } = await createStore();
      const { id } = await store.create(draft('GHCR'));
      const other = await store.create(draft('Other', { place: { ...place, targetImage: 'acme/other:1' } }));
      const pushed = new PushedImages({ store });
      const output = (name: string, kind: 'image' | 'zip' = 'image') => ({
        type: 'output' as const,
        at: '2030-01-01T00:00:00Z',
        output: { kind, name, digest: `sha256:${'0'.repeat(64)}`, sizeBytes: 1 },
      });
      const log = { type: 'log', at: '2030-01-01T00:00:00Z', level: 'info', message: 'x' } as const;
      await pushed.note(
        [
          log,
          output('ghcr.io/acme/app:v2@sha256:' + '0'.repeat(64)),
          output('not an image'),
          output('a.zip', 'zip'),
        ],
        new Date('2026-03-01T00:00:00Z'),
      );
      await pushed.note([output('ghcr.io/acme/app:v1')], new Date('2026-02-01T00:00:00Z'));
      await pushed.note([output('quay.io/acme/app:v1')], new Date('2026-04-01T00:00:00Z'));
      expect((await store.get(id)).lastPushedAt).toBe('2026-03-01T00:00:00.000Z');
      expect((await store.get(other.id)).lastPushedAt).toBeUndefined();
      expect((await store.list(query({ sort: '-lastPushedAt' }), 'everything')).total).toBe(2);
    });
  });
});
