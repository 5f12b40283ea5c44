import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createMockDirectory, mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { AssetStorage } from '@livery/backstage-plugin-livery-node';
import { digestOf } from '@livery/engine';
import { AssetStorageSlot } from '../../AssetStorageSlot';
import { connectDatabase } from '../../database';
import { AssetContents } from './AssetContents';
import { createAssetStorage } from './createAssetStorage';

jest.setTimeout(60_000);

const bytes = Buffer.from([0, 1, 2, 255]);

describe('the storages of assets', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  const folder = createMockDirectory();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    it('keep the same bytes once, give them back, and forget what nothing refers to', async () => {
      for (const directory of [undefined, folder.resolve('assets')]) {
        const knex = await databases.init(databaseId);
        const client = await connectDatabase(mockServices.database({ knex }));
        const contents = new AssetContents({
          client,
          storage: await createAssetStorage({ directory }, client),
        });
        const digests = await Promise.all([contents.store(bytes), contents.store(bytes)]);
        expect(digests).toEqual([digestOf(bytes), digestOf(bytes)]);
        expect(await contents.read(digestOf(bytes))).toEqual(bytes);
        await expect(contents.read(digestOf(Buffer.from('other')))).rejects.toThrow('has lost');
        expect(await contents.deleteOrphans(new Date(0))).toBe(0);
        expect(await contents.deleteOrphans(new Date(Date.now() + 1000))).toBe(1);
        await expect(contents.read(digestOf(bytes))).rejects.toThrow('has lost');
        await contents.store(bytes);
        expect(await contents.read(digestOf(bytes))).toEqual(bytes);
      }
    });
  });

  it('leave no half file in a folder, and notice one that somebody changed', async () => {
    const storage = await createAssetStorage({ directory: folder.resolve('files') }, undefined as never);
    const digest = digestOf(bytes);
    await storage.write(digest, bytes);
    const files = readdirSync(folder.resolve('files'), { recursive: true, withFileTypes: true }).filter(
      entry => entry.isFile(),
    );
    expect(files.map(({ name }) => name)).toEqual([digest.replace('sha256:', '')]);
    const file = path.join(files[0]!.parentPath, files[0]!.name);
    writeFileSync(file, 'something else');
    expect(await storage.read(digest)).toEqual(Buffer.from('something else'));
    for (const name of ['sha256:../../etc/passwd', '../x', '']) {
      await expect(storage.read(name)).rejects.toThrow();
    }
  });

  it('can be one of a module, and only one', () => {
    const slot = new AssetStorageSlot();
    const storage: AssetStorage = { write: jest.fn(), read: jest.fn(), delete: jest.fn() };
    slot.setAssetStorage(storage);
    expect(slot.storage).toBe(storage);
    expect(() => slot.setAssetStorage(storage)).toThrow('You can only set it once');
  });
});
