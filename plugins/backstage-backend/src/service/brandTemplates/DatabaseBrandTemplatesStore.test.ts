import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { Brand, type BrandBundle } from '@livery/contracts';
import { BrandTemplateQuery } from '@livery/backstage-plugin-livery-common';
import { digestOf } from '@livery/engine';
import type { z } from 'zod';
import { connectDatabase } from '../../database';
import { AssetContents } from '../assets/AssetContents';
import { DatabaseAssetStorage } from '../assets/DatabaseAssetStorage';
import { DatabaseLibraryAssetsStore } from '../assets/DatabaseLibraryAssetsStore';
import type { RecordFilter } from '../records/criteria';
import { DatabaseBrandTemplatesStore } from './DatabaseBrandTemplatesStore';
import { TemplateAssets } from './TemplateAssets';

jest.setTimeout(60_000);

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>');
const bundle: BrandBundle = {
  brand: Brand.parse({
    apiVersion: 'livery/v1',
    kind: 'Brand',
    name: 'Ácme – 東京',
    assets: { 'icon-svg': 'assets/icon.svg' },
    rules: [{ pattern: 'a\\0b', replacement: 'c\nd' }],
  }),
  assets: { 'assets/icon.svg': svg.toString('base64') },
};
const ada = 'user:default/ada';
const bob = 'user:default/bob';

async function list(
  store: DatabaseBrandTemplatesStore,
  query: z.input<typeof BrandTemplateQuery> = {},
  filter: RecordFilter = 'everything',
): Promise<string[]> {
  const { items } = await store.list(BrandTemplateQuery.parse(query), filter);
  return items.map(({ name }) => name);
}

describe('DatabaseBrandTemplatesStore', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setUp() {
      const knex = await databases.init(databaseId);
      const client = await connectDatabase(mockServices.database({ knex }));
      const contents = new AssetContents({ client, storage: new DatabaseAssetStorage({ client }) });
      const assets = new TemplateAssets({ contents, library: new DatabaseLibraryAssetsStore({ client }) });
      const store = new DatabaseBrandTemplatesStore({ client, contents });
      const draft = {
        name: 'Acme',
        description: 'Two\nlines',
        createdBy: ada,
        ...(await assets.store(bundle)),
      };
      return { client, contents, assets, store, draft };
    }

    it('gives a brand back as it was, with every byte of its assets and what they are', async () => {
      const { store, draft } = await setUp();
      expect(await list(store)).toEqual([]);

      const created = await store.create({ ...draft, tags: ['blue', 'red'], owner: 'group:default/brands' });
      expect(created).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'Acme',
        description: 'Two\nlines',
        brand: bundle.brand,
        assets: [
          {
            path: 'assets/icon.svg',
            kind: 'icon',
            mediaType: 'image/svg+xml',
            sizeBytes: svg.length,
            digest: digestOf(svg),
            width: 4,
            height: 3,
          },
        ],
        owner: 'group:default/brands',
        tags: ['blue', 'red'],
        isDefault: false,
        isActive: true,
        revision: 1,
        createdBy: ada,
        createdAt: expect.stringMatching(/^2\d{3}-.*Z$/),
        updatedBy: ada,
        updatedAt: created.createdAt,
      });
      expect(await store.get(created.id)).toEqual(created);
      expect(await store.getBundle(created.id)).toEqual(bundle);
      expect((await store.getAsset(created.id, 'assets/icon.svg')).bytes).toEqual(svg);
      await expect(store.getAsset(created.id, 'assets/other.png')).rejects.toThrow(
        'no asset assets/other.png',
      );
    });

    it('refuses a name that is taken, also when two take it at once, and an id that nobody has', async () => {
      const { store, draft } = await setUp();
      const attempts = await Promise.allSettled([store.create(draft), store.create(draft)]);
      expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const taken = { name: 'ConflictError', message: expect.stringContaining("named 'Acme'") };
      expect(attempts.find(({ status }) => status === 'rejected')).toMatchObject({ reason: taken });
      const other = await store.create({ ...draft, name: 'Other' });
      await expect(store.update({ id: other.id, revision: 1 }, { name: 'Acme' }, ada)).rejects.toMatchObject(
        taken,
      );

      const nobody = '00000000-0000-4000-8000-000000000000';
      await expect(store.get(nobody)).rejects.toMatchObject({ name: 'NotFoundError' });
      await expect(store.getBundle(nobody)).rejects.toThrow(nobody);
      await expect(store.deleteAll([{ id: nobody, revision: 'any' }])).rejects.toThrow(nobody);
    });

    it('lists what is looked for, in the order and the part that is asked for, with the total', async () => {
      const { store, draft } = await setUp();
      for (const [index, name] of ['Birch', 'Acme Blue', 'Cedar'].entries()) {
        await store.create({
          ...draft,
          name,
          description: index === 0 ? 'für Café-Gäste, 100%_sure' : '',
          brand: { ...draft.brand, name: `Brand ${index}` },
          owner: index === 1 ? bob : ada,
          tags: index === 2 ? ['blue'] : [],
        });
      }
      await store.update(
        {
          id: (await store.list(BrandTemplateQuery.parse({ name: 'Cedar' }), 'everything')).items[0]!.id,
          revision: 1,
        },
        { isActive: false },
        bob,
      );

      expect(await list(store)).toEqual(['Acme Blue', 'Birch', 'Cedar']);
      expect(await list(store, { sort: '-name', limit: 2 })).toEqual(['Cedar', 'Birch']);
      expect(await list(store, { sort: '-updatedAt', limit: 1 })).toEqual(['Cedar']);
      expect((await store.list(BrandTemplateQuery.parse({ limit: 1, offset: 5 }), 'everything')).total).toBe(
        3,
      );
      // Beginnings of words, in any order, without regard to case and accents, in name, brand name and description.
      for (const [search, names] of [
        ['acm', ['Acme Blue']],
        ['BLUE acme', ['Acme Blue']],
        ['brand 2', ['Cedar']],
        ['cafe gaste', ['Birch']],
        ['100 sure', ['Birch']],
        ['lue', []],
        ['acme birch', []],
        ["' | '!:*", ['Acme Blue', 'Birch', 'Cedar']],
      ] as const) {
        expect([search, await list(store, { search })]).toEqual([search, names]);
      }
      expect(await list(store, { owner: bob })).toEqual(['Acme Blue']);
      expect(await list(store, { tag: 'blue' })).toEqual(['Cedar']);
      expect(await list(store, { isActive: true, search: 'brand' })).toEqual(['Acme Blue', 'Birch']);
      expect(await list(store, { isDefault: true })).toEqual([]);
    });

    it('lists only what the conditions of a policy let through', async () => {
      const { store, draft } = await setUp();
      const plain = { ...draft, description: '' };
      await store.create({ ...plain, name: 'One', owner: ada, tags: ['public'] });
      await store.create({ ...plain, name: 'Two', owner: bob, tags: ['secret', 'public'] });
      await store.create({ ...plain, name: 'Three', owner: bob });
      const owners = { owners: [ada] };
      const tag = { tag: 'public' };
      for (const [filter, names] of [
        [owners, ['One']],
        [{ not: owners }, ['Three', 'Two']],
        [tag, ['One', 'Two']],
        [{ allOf: [tag, { not: { tag: 'secret' } }] }, ['One']],
        [{ anyOf: [owners, { tag: 'secret' }] }, ['One', 'Two']],
        [{ not: { anyOf: [owners, tag] } }, ['Three']],
        [{ allOf: [{ owners: [bob] }, { anyOf: [tag, { owners: [] }] }] }, ['Two']],
      ] as [RecordFilter, string[]][]) {
        expect([filter, await list(store, {}, filter)]).toEqual([filter, names]);
        const { total } = await store.list(BrandTemplateQuery.parse({ search: 't' }), filter);
        expect(total).toBe(names.filter(name => name.startsWith('T')).length);
      }
    });

    it('changes only the revision that is meant, and keeps the states before with their assets', async () => {
      const { store, draft, assets } = await setUp();
      const { id } = await store.create(draft);
      const again = { id, revision: 1 };
      const brand = { ...draft.brand, name: 'Second' };
      const css = await assets.storeFile('assets/custom.css', Buffer.from('a { color: red }'));
      const second = await store.update(again, { brand, assets: [...draft.assets, css] }, bob);
      expect(second).toMatchObject({ revision: 2, updatedBy: bob, createdBy: ada, name: 'Acme' });
      expect(second.assets.map(({ kind }) => kind)).toEqual(['theme', 'icon']);
      await expect(store.update(again, { name: 'Late' }, ada)).rejects.toMatchObject({
        name: 'PreconditionFailedError',
        message: expect.stringContaining('at revision 2, and the change is meant for 1'),
      });
      await expect(store.deleteAll([again])).rejects.toMatchObject({ name: 'PreconditionFailedError' });
      // No new state: what a brand is has not changed.
      await store.update({ id, revision: 2 }, { isActive: false, tags: ['old'] }, ada);

      const versions = await store.listVersions(id);
      expect(versions).toMatchObject({
        total: 2,
        items: [
          { revision: 3, isCurrent: true, savedBy: ada },
          { revision: 1, isCurrent: false, savedBy: ada },
        ],
      });
      const first = await store.getVersion(id, 1);
      expect(first).toMatchObject({ brand: draft.brand, assets: draft.assets, isCurrent: false });
      expect(await store.getVersion(id, 3)).toMatchObject({ brand, isCurrent: true });
      await expect(store.getVersion(id, 2)).rejects.toThrow('no state of revision 2');

      const restored = await store.update(
        { id, revision: 'any' },
        { brand: first.brand, assets: first.assets },
        bob,
      );
      expect(restored).toMatchObject({
        revision: 4,
        brand: draft.brand,
        assets: draft.assets,
        tags: ['old'],
      });
      await store.deleteAll([{ id, revision: 4 }]);
      await expect(store.listVersions(id)).rejects.toThrow(id);
    });

    it('loses none of two changes at once: one is made, the other is told', async () => {
      const { store, draft } = await setUp();
      const { id } = await store.create(draft);
      for (let revision = 1; revision <= 5; revision += 1) {
        const attempts = await Promise.allSettled(
          [1, 2, 3].map(number => store.update({ id, revision }, { description: `By ${number}` }, ada)),
        );
        expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const attempt of attempts) {
          expect(attempt.status === 'fulfilled' || attempt.reason.name === 'PreconditionFailedError').toBe(
            true,
          );
        }
      }
      expect((await store.get(id)).revision).toBe(6);
    });

    it('has one default at most, and tells the old one apart by its revision', async () => {
      const { store, draft } = await setUp();
      const one = await store.create({ ...draft, isDefault: true });
      const two = await store.create({ ...draft, name: 'Two', isDefault: true });
      expect(two.isDefault).toBe(true);
      expect(await store.get(one.id)).toMatchObject({ isDefault: false, revision: 2 });
      await store.update({ id: one.id, revision: 2 }, { isDefault: true }, ada);
      expect(await list(store, { isDefault: true })).toEqual(['Acme']);
      await store.update({ id: one.id, revision: 3 }, { isDefault: false }, ada);
      expect(await list(store, { isDefault: true })).toEqual([]);

      const attempts = await Promise.allSettled(
        [one, two].map(({ id }) => store.update({ id, revision: 'any' }, { isDefault: true }, ada)),
      );
      expect(attempts.some(({ status }) => status === 'fulfilled')).toBe(true);
      for (const attempt of attempts.filter(each => each.status === 'rejected')) {
        expect(attempt.reason).toMatchObject({ name: 'ConflictError' });
      }
      expect(await list(store, { isDefault: true })).toHaveLength(1);
    });

    it('stores many or none, and does with names that are taken what is asked for', async () => {
      const { store, draft } = await setUp();
      const existing = await store.create({ ...draft, description: 'old' });
      const drafts = ['Acme', 'Birch', 'Cedar'].map(name => ({ ...draft, name, description: 'new' }));
      await expect(store.createAll(drafts, 'fail')).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await store.count()).toBe(1);
      expect(await store.createAll(drafts, 'skip')).toEqual({ created: 2, replaced: 0, skipped: 1 });
      expect((await store.get(existing.id)).description).toBe('old');
      expect(await store.createAll(drafts, 'replace')).toEqual({ created: 0, replaced: 3, skipped: 0 });
      expect(await store.get(existing.id)).toMatchObject({ description: 'new', revision: 2 });

      const targets = (await store.list(BrandTemplateQuery.parse({}), 'everything')).items.map(
        ({ id, revision }) => ({ id, revision }),
      );
      const stale = [...targets.slice(0, 2), { ...targets[2]!, revision: 7 }];
      await expect(store.updateAll(stale, { isActive: false }, bob)).rejects.toThrow('at revision 2');
      await expect(store.deleteAll(stale)).rejects.toThrow('at revision 2');
      expect(await list(store, { isActive: true })).toHaveLength(3);
      await store.deleteAll(targets);
      expect(await store.count()).toBe(0);
    });

    it('keeps each content once, and clears up what nothing refers to any more', async () => {
      const { client, contents, store, draft, assets } = await setUp();
      const one = await store.create(draft);
      await store.create({ ...draft, name: 'Two' });
      expect(await client('asset_bytes')).toHaveLength(1);
      const css = await assets.storeFile('assets/custom.css', Buffer.from('b { color: red }'));
      await store.update({ id: one.id, revision: 1 }, { assets: [css] }, ada);
      const later = new Date(Date.now() + 1000);
      // The first is used by the other template and by the earlier state.
      expect(await contents.deleteOrphans(later)).toBe(0);
      await store.deleteAll([{ id: one.id, revision: 2 }]);
      expect(await contents.deleteOrphans(new Date(0))).toBe(0);
      expect(await contents.deleteOrphans(later)).toBe(1);
      await expect(contents.read(css.digest)).rejects.toThrow('has lost');
      expect(await contents.read(digestOf(svg))).toEqual(svg);

      await client('asset_bytes').update({ bytes: Buffer.from('something else') });
      await expect(contents.read(digestOf(svg))).rejects.toThrow('gives other bytes');
    });
  });
});
