import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Brand, type BrandBundle } from '@livery/contracts';
import { digestOf } from '@livery/engine';
import { connectDatabase } from '../../database';
import { DatabaseBrandTemplatesStore } from './DatabaseBrandTemplatesStore';

jest.setTimeout(60_000);

const bytes = Buffer.from([0, 0xff, 10, 13, 0x80]);
const bundle: BrandBundle = {
  brand: Brand.parse({
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: 'Ácme – 東京',
    assets: { icon: 'assets/icon.png' },
    rules: [{ pattern: 'a\\0b', replacement: 'c\nd' }],
  }),
  assets: { 'assets/icon.png': bytes.toString('base64') },
};

describe('DatabaseBrandTemplatesStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function createStore() {
      const knex = await databases.init(databaseId);
      const client = await connectDatabase(mockServices.database({ knex }));
      return new DatabaseBrandTemplatesStore({ client });
    }

    it('gives a brand back as it was, with every byte of its assets, and lists it with their digests', async () => {
      const store = await createStore();
      expect(await store.list()).toEqual([]);

      const draft = { name: 'Acme', description: 'Two\nlines', bundle, createdBy: 'user:default/ada' };
      const created = await store.create(draft);
      expect(created).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'Acme',
        description: 'Two\nlines',
        brand: bundle.brand,
        assets: [
          {
            path: 'assets/icon.png',
            sizeBytes: bytes.length,
            digest: digestOf(bytes),
          },
        ],
        createdAt: expect.stringMatching(/^2\d{3}-.*Z$/),
        updatedAt: created.createdAt,
      });
      expect(await store.get(created.id)).toEqual(created);
      expect(await store.getBundle(created.id)).toEqual(bundle);
      expect(await store.getAsset(created.id, 'assets/icon.png')).toEqual(bytes);
      await expect(store.getAsset(created.id, 'assets/other.png')).rejects.toThrow(
        'no asset assets/other.png',
      );

      const other = await store.create({ ...draft, name: 'Aardvark', bundle: { ...bundle, assets: {} } });
      expect(await store.list()).toEqual([other, created]);
    });

    it('refuses a name that is taken, also when two take it at once, and an id that nobody has', async () => {
      const store = await createStore();
      const draft = { name: 'Acme', description: '', bundle, createdBy: 'user:default/ada' };
      const attempts = await Promise.allSettled([store.create(draft), store.create(draft)]);
      expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await expect(store.create(draft)).rejects.toThrow("There already is a brand template named 'Acme'");
      expect(await store.list()).toHaveLength(1);

      const nobody = '00000000-0000-4000-8000-000000000000';
      await expect(store.get(nobody)).rejects.toMatchObject({ name: 'NotFoundError' });
      await expect(store.getBundle(nobody)).rejects.toThrow(nobody);
    });
  });
});
