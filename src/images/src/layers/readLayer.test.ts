import zlib from 'node:zlib';
import { LiveryError } from '@livery/contracts';
import { type Header, pack } from 'tar-stream';
import type { Compression } from '../image/mediaTypes';
import type { LayerEntry } from './entry';
import { LayerContent } from './ImageFiles';
import { readLayer } from './readLayer';

type NewHeader = Partial<Header> & { name: string };

const WHAT = 'The layer sha256:1 of registry.example.org/acme/app';
const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };

async function tarOf(...entries: [header: NewHeader, content?: Buffer | string][]): Promise<Buffer> {
  const tar = pack();
  for (const [header, content = ''] of entries) {
    tar.entry({ mtime: new Date(1_700_000_000_900), ...header } as Header, content as string);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** The bytes as they come from a network: in pieces that end anywhere. */
async function* piecesOf(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    yield await Promise.resolve(bytes.subarray(start, start + pieceBytes));
  }
}

async function read(bytes: Buffer, compression: Compression = 'none', isWanted = (_path: string) => true) {
  const found: [LayerEntry, string | undefined][] = [];
  await readLayer(WHAT, piecesOf(bytes, 1000), compression, async (entry, take) => {
    const isRead = entry.type === 'file' && isWanted(entry.path);
    found.push([entry, isRead ? (await take()).toString() : undefined]);
  });
  return found;
}

async function failureOf(task: Promise<unknown>): Promise<LiveryError> {
  const error: unknown = await task.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LiveryError);
  return error as LiveryError;
}

describe('readLayer', () => {
  const packers: [Compression, (bytes: Buffer) => Buffer][] = [
    ['none', bytes => bytes],
    ['gzip', bytes => zlib.gzipSync(bytes)],
    ...(zstdCompressSync ? [['zstd', zstdCompressSync] as [Compression, (bytes: Buffer) => Buffer]] : []),
  ];

  it.each(packers)(
    'reads names, owners, modes and the bytes that are wanted (%s)',
    async (compression, packed) => {
      const tar = await tarOf(
        [{ name: './app/', type: 'directory', mode: 0o42770, uid: 1001, gid: 1002 }],
        [
          { name: '/app/wanted.txt', mode: 0o640, uid: 0o7777777, gid: 1002, pax: { uid: '1000660000' } },
          'text',
        ],
        [{ name: 'app/not.bin' }, Buffer.alloc(5000)],
        [{ name: 'app/link', type: 'symlink', linkname: '../../etc/passwd' }],
        [{ name: 'app/again.txt', type: 'link', linkname: './app/wanted.txt' }],
        [{ name: 'dev/null', type: 'character-device' }],
      );
      const found = await read(packed(tar), compression, path => path.endsWith('.txt'));
      expect(found.map(([{ path, type, target }, text]) => [path, type, target, text])).toEqual([
        ['app', 'directory', undefined, undefined],
        ['app/wanted.txt', 'file', undefined, 'text'],
        ['app/not.bin', 'file', undefined, undefined],
        // A symbolic link may say what it likes: nobody follows it.
        ['app/link', 'symlink', '../../etc/passwd', undefined],
        ['app/again.txt', 'link', 'app/wanted.txt', undefined],
        ['dev/null', 'other', undefined, undefined],
      ]);
      expect(found[0]?.[0]).toMatchObject({ mode: 0o2770, uid: 1001, gid: 1002, mtime: 1_700_000_000 });
      expect(found[1]?.[0]).toMatchObject({ mode: 0o640, uid: 1_000_660_000, gid: 1002, sizeBytes: 4 });
    },
  );

  it('says that a Node without zstd is too old for such a layer', async () => {
    if (zstdCompressSync) {
      expect(packers).toHaveLength(3);
      return;
    }
    expect(await failureOf(read(Buffer.from('x'), 'zstd'))).toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining(`${WHAT} is packed with zstd`) as string,
      hint: expect.stringContaining('22.15') as string,
    });
  });

  it('reads names that need a header of their own, and the attributes of a file', async () => {
    const long = `app/${'very-long-folder-name/'.repeat(20)}größe.js`;
    const pax = { 'SCHILY.xattr.user.note': 'kept', mtime: '1700000000.5', comment: 'not kept' };
    const [[entry, text] = []] = await read(await tarOf([{ name: long, pax }, 'text']));
    expect(entry).toMatchObject({ path: long, attributes: { 'SCHILY.xattr.user.note': 'kept' } });
    expect(text).toBe('text');
  });

  it('keeps apart attributes that are bytes and no text', async () => {
    // An access control list, as the kernel has it; tar-stream writes text only, so it is put in its place afterwards.
    const acl = Buffer.from('0200000001000700ffffffff', 'hex');
    const tar = await tarOf([
      {
        name: 'app/a',
        pax: {
          'SCHILY.xattr.system.posix_acl_default': 'x'.repeat(acl.length),
          'SCHILY.xattr.user.note': 'n',
        },
      },
      'text',
    ]);
    acl.copy(tar, tar.indexOf('x'.repeat(acl.length)));
    const [[entry] = []] = await read(tar);
    // What cannot be written again as it was is left out: half of it would make the image one that cannot be unpacked.
    expect(entry?.attributes).toEqual({ 'SCHILY.xattr.user.note': 'n' });
  });

  it('books an entry that is named like a whiteout as one', async () => {
    const content = new LayerContent();
    const tar = await tarOf(
      [{ name: 'app/.wh.gone' }],
      [{ name: 'app/data/.wh..wh..opq' }],
      [{ name: 'app/.what' }, 'a file'],
      [{ name: 'app/x.wh.y' }, 'a file'],
      [{ name: '.wh.etc', type: 'directory' }],
    );
    (await read(tar)).forEach(([entry]) => content.add(entry, undefined));
    expect([...content.removed]).toEqual(['app/gone', 'etc']);
    expect([...content.opaque]).toEqual(['app/data']);
    expect([...content.entries.keys()]).toEqual(['app/.what', 'app/x.wh.y']);
  });

  it.each<[string, NewHeader]>([
    ['a name that leads out of the image', { name: '../../etc/cron.d/x' }],
    ['one that does so in its middle', { name: 'app/../../etc/x' }],
    ['a folder that does so', { name: '..', type: 'directory' }],
    ['a hard link to the outside', { name: 'app/x', type: 'link', linkname: '../../etc/shadow' }],
  ])('refuses %s', async (_name, header) => {
    const tar = await tarOf([{ name: 'app/fine' }, 'x'], [header]);
    const error = await failureOf(read(tar));
    expect(error).toMatchObject({ code: 'image-invalid' });
    expect(error.message).toContain(`${WHAT} cannot be read: `);
    expect(error.message).toContain('leads out of the image');
  });

  it('refuses what is cut short, or is no layer at all', async () => {
    const tar = await tarOf([{ name: 'app/a' }, Buffer.alloc(100_000, 'a')]);
    const broken: [Buffer, Compression][] = [
      [tar.subarray(0, 50_000), 'none'],
      [tar.subarray(0, 300), 'none'],
      [zlib.gzipSync(tar).subarray(0, -20), 'gzip'],
      [Buffer.from('<html>Sorry</html>'), 'gzip'],
      [Buffer.alloc(1024, 'x'), 'none'],
    ];
    for (const [bytes, compression] of broken) {
      expect(await failureOf(read(bytes, compression))).toMatchObject({
        code: 'image-invalid',
        message: expect.stringContaining(`${WHAT} cannot be read: `) as string,
      });
    }
  });

  it('does not read a file that is too large for memory, and passes over it where nobody wants it', async () => {
    const sizeBytes = 65 * 1024 * 1024;
    const bomb = zlib.gzipSync(
      await tarOf([{ name: 'app/bomb.js' }, Buffer.alloc(sizeBytes)], [{ name: 'app/b' }, 'x']),
    );
    expect(bomb.length).toBeLessThan(sizeBytes / 500);
    expect(await failureOf(read(bomb, 'gzip'))).toMatchObject({
      code: 'image-invalid',
      message: expect.stringContaining(`app/bomb.js has ${sizeBytes} bytes`) as string,
    });
    expect((await read(bomb, 'gzip', path => path === 'app/b'))[1]?.[1]).toBe('x');
  });

  it('ends the stream that it reads when it fails, and hands on what the source throws', async () => {
    let isEnded = false;
    const tar = await tarOf([{ name: '../x' }], [{ name: 'app/a' }, Buffer.alloc(1_000_000)]);
    const source = async function* () {
      try {
        yield* piecesOf(tar, 10_000);
      } finally {
        isEnded = true;
      }
    };
    await failureOf(readLayer(WHAT, source(), 'none', () => undefined));
    expect(isEnded).toBe(true);
    const cause = new LiveryError('digest-mismatch', { message: 'Wrong.', hint: 'Try again.' });
    const failing = async function* () {
      yield* piecesOf(tar.subarray(0, 100), 100);
      throw cause;
    };
    expect(await failureOf(readLayer(WHAT, failing(), 'none', () => undefined))).toBe(cause);
  });
});
