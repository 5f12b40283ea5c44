import { gunzipSync } from 'node:zlib';
import { contentDigestOf } from '../digest';
import type { LayerEntry } from '../layers/entry';
import { ImageFiles, LayerContent } from '../layers/ImageFiles';
import { readLayer } from '../layers/readLayer';
import { overlayEntries } from './overlayEntries';
import { type NewEntry, packLayer } from './packLayer';

function entryOf(path: string, more: Partial<LayerEntry> = {}): LayerEntry {
  return { path, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 1_700_000_000, sizeBytes: 0, ...more };
}

const folder = (path: string, more: Partial<LayerEntry> = {}): NewEntry => ({
  entry: entryOf(path, { type: 'directory', mode: 0o2770, uid: 1001, gid: 1001, ...more }),
});
const file = (path: string, text: string, more: Partial<LayerEntry> = {}): NewEntry => {
  const bytes = Buffer.from(text);
  return { entry: entryOf(path, { sizeBytes: bytes.length, ...more }), bytes };
};

async function unpack(bytes: Buffer): Promise<[LayerEntry, string][]> {
  const found: [LayerEntry, string][] = [];
  await readLayer('The layer', [bytes] as unknown as AsyncIterable<Buffer>, 'gzip', async (entry, read) => {
    found.push([entry, entry.type === 'file' ? (await read()).toString() : '']);
  });
  return found;
}

describe('packLayer', () => {
  const long = `app/${'x'.repeat(120)}/größe`;
  const entries = [
    file('app/build/index.html', 'page', { mode: 0o4755, uid: 1001, gid: 1002 }),
    file('app-other', 'beside'),
    folder('app/build'),
    folder('app', { attributes: { 'SCHILY.xattr.user.note': 'größe' } }),
    file('app/build.html', 'between'),
    folder(`app/${'x'.repeat(120)}`),
    file(long, 'long', { uid: 1_000_660_000, gid: 1_000_660_000 }),
    file('app/.wh.gone', ''),
  ];

  it('gives the same bytes for the same entries, in whatever order they come', async () => {
    const [one, other] = [await packLayer(entries), await packLayer([...entries].reverse())];
    expect(other).toEqual(one);
    expect(one.digest).toBe(contentDigestOf(one.bytes));
    expect(one.diffId).toBe(contentDigestOf(gunzipSync(one.bytes)));
    expect(one.entries).toBe(entries.length);
    // Neither the clock nor the system is in the head of gzip.
    expect([...one.bytes.subarray(4, 8), one.bytes[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('puts folders before what is in them, and keeps modes, owners, times, attributes and long names', async () => {
    const found = await unpack((await packLayer(entries)).bytes);
    const paths = found.map(([{ path }]) => path);
    for (const path of paths) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      expect(paths.slice(0, paths.indexOf(path))).toEqual(
        expect.arrayContaining(path.includes('/') ? [parent] : []),
      );
    }
    const byPath = new Map(found.map(([entry, text]) => [entry.path, { entry, text }]));
    for (const { entry, bytes } of entries) {
      expect(byPath.get(entry.path)).toEqual({ entry, text: bytes?.toString() ?? '' });
    }
  });

  it('packs a layer of nothing', async () => {
    const { bytes, entries: count } = await packLayer([]);
    expect(await unpack(bytes)).toEqual([]);
    expect(count).toBe(0);
  });
});

describe('overlayEntries', () => {
  const MTIME = 1_800_000_000;

  function imageOf(...given: NewEntry[]): ImageFiles {
    const content = new LayerContent();
    given.forEach(({ entry, bytes }) => content.add(entry, bytes));
    const files = new ImageFiles();
    files.addBelow(content);
    return files;
  }

  it('names every folder on the way as it was, and rewrites files with their owner, mode and attributes', () => {
    const attributes = { 'SCHILY.xattr.user.note': 'kept' };
    const files = imageOf(
      folder('app', { attributes }),
      folder('app/build'),
      file('app/build/a', 'old', { mode: 0o4750, uid: 7, gid: 8, attributes }),
    );
    const change = { path: 'app/build/a', bytes: Buffer.from('newer') };
    const made = overlayEntries(
      files,
      [change],
      [{ path: 'licenses/LICENSE', bytes: Buffer.from('text') }],
      MTIME,
    );
    const byPath = new Map(made.map(({ entry }) => [entry.path, entry]));
    expect([...byPath.keys()]).toEqual(['app', 'app/build', 'app/build/a', 'licenses', 'licenses/LICENSE']);
    expect(byPath.get('app')).toEqual(files.get('app')?.entry);
    expect(byPath.get('app/build/a')).toEqual({
      ...files.get('app/build/a')?.entry,
      mtime: MTIME,
      sizeBytes: 5,
    });
    expect(byPath.get('licenses')).toMatchObject({ type: 'directory', mode: 0o755, uid: 0 });
    expect(byPath.get('licenses/LICENSE')).toMatchObject({ mode: 0o644, uid: 0, mtime: MTIME });
  });

  it('writes all names of a file, deletes one name alone, and needs no link for it', () => {
    const link = (path: string, target: string): NewEntry => ({
      entry: entryOf(path, { type: 'link', target }),
    });
    const files = imageOf(
      folder('app'),
      folder('app/b'),
      file('app/a', 'old', { mode: 0o600 }),
      link('app/b/x', 'app/a'),
      file('app/map', 'map'),
      link('app/map2', 'app/map'),
    );
    const changes = [
      { path: 'app/b/x', bytes: Buffer.from('new') },
      { path: 'app/map', bytes: undefined },
    ];
    const made = overlayEntries(files, changes, [], MTIME);
    expect(
      Object.fromEntries(made.map(({ entry, bytes }) => [entry.path, bytes?.toString() ?? '/'])),
    ).toEqual({ app: '/', 'app/a': 'new', 'app/b': '/', 'app/b/x': 'new', 'app/.wh.map': '' });
    for (const { entry } of made.filter(({ bytes }) => bytes?.length)) {
      expect(entry).toMatchObject({ type: 'file', mode: 0o600 });
      expect(entry.target).toBeUndefined();
    }
  });

  it('never gives a file a time that is not after the one it had', () => {
    const files = imageOf(folder('app'), file('app/a', 'old', { mtime: MTIME + 5 }));
    const timeOf = (mtime: number) =>
      overlayEntries(files, [{ path: 'app/a', bytes: Buffer.from('new') }], [], mtime).at(-1)?.entry.mtime;
    expect(timeOf(MTIME)).toBeGreaterThan(MTIME + 5);
    // Two brands still have two times.
    expect(timeOf(MTIME)).not.toBe(timeOf(MTIME + 1));
    expect(timeOf(MTIME + 6)).toBe(MTIME + 6);
  });
});
