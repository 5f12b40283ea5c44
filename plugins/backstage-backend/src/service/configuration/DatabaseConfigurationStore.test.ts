import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigurationQuery } from '@livery/backstage-plugin-livery-common';
import { connectDatabase } from '../../database';
import { DatabaseConfigurationStore } from './DatabaseConfigurationStore';

jest.setTimeout(60_000);

const ada = 'user:default/ada';
const bob = 'user:default/bob';
const fields = {
  key: 'WEBUI_NAME',
  value: 'Ácme\n東京',
  category: 'texts',
  description: 'Name',
  owner: ada,
  tags: ['a'],
};
const secret = { credentialId: '5f0c1a52-2f0b-4b8e-9f39-0d0b8f6f2b11', field: 'token' };

describe('DatabaseConfigurationStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function createStore() {
      const knex = await databases.init(databaseId);
      const client = await connectDatabase(mockServices.database({ knex }));
      return new DatabaseConfigurationStore({ client });
    }

    it('CF1: keeps a setting as it is, changes the revision that is meant, and has one entry for a key', async () => {
      const store = await createStore();
      const created = await store.create(fields, ada);
      expect(created).toMatchObject({ ...fields, revision: 1, createdBy: ada, updatedBy: ada });
      expect(await store.find('WEBUI_NAME')).toEqual(created);
      expect(await store.find('webui_name')).toBeUndefined();
      const twice = await Promise.allSettled([
        store.create({ ...fields, key: 'B' }, ada),
        store.create({ ...fields, key: 'B' }, bob),
      ]);
      expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

      const { id } = created;
      const changed = await store.update(id, 1, { description: 'New', tags: [] }, bob);
      expect(changed).toEqual({
        ...created,
        description: 'New',
        tags: [],
        revision: 2,
        updatedBy: bob,
        updatedAt: changed.updatedAt,
      });
      await expect(store.update(id, 1, { value: 'late' }, ada)).rejects.toMatchObject({
        name: 'PreconditionFailedError',
      });
      await expect(store.update(id, 2, { key: 'B' }, ada)).rejects.toMatchObject({ name: 'ConflictError' });

      const hidden = await store.update(id, 2, { secret }, bob);
      expect(hidden).toMatchObject({ secret, revision: 3 });
      expect(hidden).not.toHaveProperty('value');
      expect(await store.listByCredential(secret.credentialId)).toEqual([hidden]);
      const shown = await store.update(id, 3, { value: '' }, bob);
      expect(shown.value).toBe('');
      expect(shown).not.toHaveProperty('secret');

      const page = await store.list(ConfigurationQuery.parse({ sort: '-key' }), { not: { owners: [bob] } });
      expect(page.total).toBe(page.items.length);
      await store.delete(id, 4);
      await expect(store.get(id)).rejects.toThrow(id);
    });
  });
});
