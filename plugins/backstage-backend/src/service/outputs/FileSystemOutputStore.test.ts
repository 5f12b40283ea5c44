import { createHash } from 'node:crypto';
import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { FileSystemOutputStore } from './FileSystemOutputStore';

const bytes = Buffer.alloc(300_000, 'livery');
const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const expected = { digest, sizeBytes: bytes.length };

function chunks(content: Buffer): Readable {
  return Readable.from([content.subarray(0, 1000), content.subarray(1000)]);
}

describe('FileSystemOutputStore', () => {
  const directory = createMockDirectory();

  async function listFiles(): Promise<string[]> {
    const entries = await readdir(directory.path, { recursive: true, withFileTypes: true });
    return entries.filter(entry => entry.isFile()).map(entry => entry.name);
  }

  beforeEach(() => directory.clear());

  it('gives back what it was given, readable by its own user only, until it is deleted', async () => {
    const store = await FileSystemOutputStore.create({ directory: directory.path, maxSizeBytes: 1_000_000 });
    await store.write('run/output', chunks(bytes), expected);
    expect((await buffer(await store.open('run/output'))).equals(bytes)).toBe(true);
    expect((await stat(join(directory.path, 'run/output'))).mode & 0o777).toBe(0o600);

    await store.delete('run/output');
    await expect(store.open('run/output')).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(await listFiles()).toEqual([]);
  });

  it.each([
    ['has other bytes', chunks(Buffer.alloc(bytes.length, 'liverx')), 'was announced as sha256:'],
    ['is shorter', chunks(bytes.subarray(1)), 'has 299999'],
    ['is longer', chunks(Buffer.concat([bytes, bytes])), 'is larger than the 300000 bytes'],
  ])('refuses content that %s than announced, and leaves nothing behind', async (_name, content, message) => {
    const store = await FileSystemOutputStore.create({ directory: directory.path, maxSizeBytes: 1_000_000 });
    await expect(store.write('run/output', content, expected)).rejects.toThrow(message);
    expect(await listFiles()).toEqual([]);
  });

  it('refuses content over the limit, leaves nothing of a broken upload, and never leaves its folder', async () => {
    const store = await FileSystemOutputStore.create({ directory: directory.path, maxSizeBytes: 1000 });
    await expect(store.write('run/output', chunks(bytes), expected)).rejects.toThrow('stores at most 1000');

    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(10);
        throw new Error('The connection is gone.');
      })(),
    );
    await expect(store.write('run/output', broken, { digest, sizeBytes: 20 })).rejects.toThrow('gone');
    expect(await listFiles()).toEqual([]);

    await expect(store.open('../secret')).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('clears away what a killed process left, but nothing that may still be written', async () => {
    await FileSystemOutputStore.create({ directory: directory.path, maxSizeBytes: 1 });
    const partial = join(directory.path, '.partial');
    await writeFile(join(partial, 'old'), 'x');
    await writeFile(join(partial, 'new'), 'x');
    await utimes(join(partial, 'old'), 0, 0);
    await FileSystemOutputStore.create({ directory: directory.path, maxSizeBytes: 1 });
    expect(await listFiles()).toEqual(['new']);
  });
});
