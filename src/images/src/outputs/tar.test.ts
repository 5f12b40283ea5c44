import { extract } from 'tar-stream';
import { sizeOfTar, tarOf } from './tar';

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe('An archive', () => {
  it('has its files to whoever reads it, of every length around a block', async () => {
    const lengths = [0, 1, 511, 512, 513, 5000];
    const files = lengths.map(length => ({
      name: `blobs/sha256/${'0a'.repeat(32)}${length}`,
      sizeBytes: length,
      open: () => [Buffer.alloc(Math.floor(length / 2), 'a'), Buffer.alloc(Math.ceil(length / 2), 'b')],
    }));
    const bytes = await collect(tarOf(files));
    expect(bytes.length).toBe(sizeOfTar(files));
    expect(await collect(tarOf(files))).toEqual(bytes);
    const reader = extract();
    reader.end(bytes);
    const found: unknown[] = [];
    for await (const entry of reader) {
      const content = await collect(entry as unknown as AsyncIterable<Uint8Array>);
      const { name, size, mode, uid, gid, mtime, type } = entry.header;
      expect({ mode, uid, gid, time: mtime?.getTime(), type }).toEqual({
        mode: 0o644,
        uid: 0,
        gid: 0,
        time: 0,
        type: 'file',
      });
      expect(content.length).toBe(size);
      found.push(name);
    }
    expect(found).toEqual(files.map(({ name }) => name));
  });

  it('says how long a file of more than 8 GiB is', async () => {
    const sizeBytes = 9 * 1024 ** 3 + 7;
    const opened = new Error('opened');
    const archive = tarOf([
      {
        name: 'large',
        sizeBytes,
        open: () => {
          throw opened;
        },
      },
    ]);
    const header = (await archive.next()).value as Buffer;
    const read = new Promise<number | undefined>(resolve => {
      const reader = extract();
      reader.on('entry', entry => resolve(entry.size));
      reader.write(header);
    });
    await expect(read).resolves.toBe(sizeBytes);
    await expect(archive.next()).rejects.toBe(opened);
  });

  it('is not finished with a file that is not as long as it says, or has a name that does not fit', async () => {
    const open = () => [Buffer.from('abc')];
    await expect(collect(tarOf([{ name: 'a', sizeBytes: 4, open }]))).rejects.toThrow(
      '3 bytes in place of 4',
    );
    await expect(collect(tarOf([{ name: 'x'.repeat(101), sizeBytes: 3, open }]))).rejects.toThrow(
      'is no name',
    );
    await expect(collect(tarOf([{ name: 'ä', sizeBytes: 3, open }]))).rejects.toThrow('is no name');
  });
});
