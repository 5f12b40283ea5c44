import fc from 'fast-check';
import type { EntryType, LayerEntry } from './entry';
import { ImageFiles, LayerContent } from './ImageFiles';

function entry(path: string, type: EntryType = 'file', target?: string): LayerEntry {
  const numbers = { mode: 0o644, uid: 0, gid: 0, mtime: 1, sizeBytes: 1 };
  return { path, type, ...numbers, ...(target !== undefined && { target }) };
}

/** A layer: `a/` is a folder, `a=text` a file, `a>b` another name of b. */
function layer(...names: string[]): LayerContent {
  const content = new LayerContent();
  for (const name of names) {
    const [path = '', text = ''] = name.split('=', 2);
    const [link = '', target] = path.split('>', 2);
    if (path.endsWith('/')) {
      content.add(entry(path.slice(0, -1), 'directory'), undefined);
    } else if (target !== undefined) {
      content.add(entry(link, 'link', target), undefined);
    } else {
      content.add(entry(path), Buffer.from(text));
    }
  }
  return content;
}

/** Adds up layers that are given from the bottom. */
function imageOf(...layers: LayerContent[]): ImageFiles {
  const files = new ImageFiles();
  [...layers].reverse().forEach(content => files.addBelow(content));
  return files;
}

const textOf = (files: ImageFiles, path: string) => files.resolve(path)?.bytes?.toString();

describe('ImageFiles', () => {
  it('takes the upper of two files, and deletes what a whiteout names', () => {
    const files = imageOf(
      layer('app/', 'app/a=old', 'app/b=old', 'app/c/', 'app/c/d=old', 'app/cc=old'),
      layer('app/', 'app/a=new', 'app/.wh.b', 'app/.wh.c'),
    );
    expect(files.paths).toEqual(['app', 'app/a', 'app/cc']);
    expect(textOf(files, 'app/a')).toBe('new');
    expect(files.get('app/b')).toBeUndefined();
  });

  it('lets a layer delete and write the same name: a whiteout is for the layers below', () => {
    const files = imageOf(
      layer('app/', 'app/c/', 'app/c/d=old', 'app/e=old'),
      layer('app/.wh.c', 'app/c/', 'app/c/new=new', 'app/e=new', 'app/.wh.e'),
    );
    expect(files.paths).toEqual(['app', 'app/c', 'app/c/new', 'app/e']);
    expect(textOf(files, 'app/e')).toBe('new');
  });

  it('hides what is below an opaque folder, and not the folder itself', () => {
    const files = imageOf(
      layer('app/', 'app/c/', 'app/c/d=old', 'app/c/e/', 'app/c/e/f=old', 'app/g=old'),
      layer('app/c/', 'app/c/.wh..wh..opq', 'app/c/new=new'),
    );
    expect(files.paths).toEqual(['app', 'app/c', 'app/c/new', 'app/g']);
    expect(imageOf(layer('app/', 'app/a=old'), layer('.wh..wh..opq', 'app/')).paths).toEqual(['app']);
    expect(imageOf(layer('app/', 'app/a=old'), layer('.wh.app')).paths).toEqual([]);
  });

  it('hides the old folder behind a file, also where a folder comes again', () => {
    const below = layer('app/', 'app/x/', 'app/x/old=old');
    expect(imageOf(below, layer('app/x=file')).paths).toEqual(['app', 'app/x']);
    const again = imageOf(below, layer('app/x=file'), layer('app/x/', 'app/x/new=new'));
    expect(again.paths).toEqual(['app', 'app/x', 'app/x/new']);
  });

  it('knows all names of a file that has several', () => {
    const files = imageOf(layer('app/', 'app/a=one', 'app/b>app/a', 'app/c>app/b', 'app/d=other'));
    expect(['app/a', 'app/b', 'app/c'].map(name => textOf(files, name))).toEqual(['one', 'one', 'one']);
    expect(files.namesOf('app/b')).toEqual(['app/a', 'app/b', 'app/c']);
    expect(files.namesOf('app/d')).toEqual(['app/d']);
    expect(files.namesOf('app/new')).toEqual(['app/new']);
  });

  it('keeps the old text of a name whose file was written anew under another name', () => {
    const files = imageOf(
      layer('app/', 'app/a=old', 'app/b>app/a', 'app/c=old', 'app/d>app/c'),
      layer('app/a=new', 'app/.wh.c'),
    );
    expect(textOf(files, 'app/a')).toBe('new');
    expect(textOf(files, 'app/b')).toBe('old');
    expect(textOf(files, 'app/d')).toBe('old');
    expect(files.namesOf('app/a')).toEqual(['app/a']);
    expect(files.namesOf('app/b')).toEqual(['app/b']);
  });

  it('finds the file of a link in the layers below that of the link, and knows when there is none', () => {
    const files = imageOf(
      layer('app/', 'app/a=older'),
      layer('app/a=old'),
      layer('app/b>app/a', 'app/c>usr/lib/outside'),
      layer('app/a=new'),
    );
    expect(textOf(files, 'app/b')).toBe('old');
    expect(files.resolve('app/c')).toBeUndefined();
    expect(files.get('app/c')?.entry.type).toBe('link');
    expect(files.namesOf('app/c')).toEqual(['app/c']);
  });

  it('refuses links in a circle', () => {
    expect(() => imageOf(layer('app/a>app/b', 'app/b>app/a'))).toThrow(
      'The name app/b of the image is a hard link that leads to itself.',
    );
    expect(() => imageOf(layer('app/a>app/a'))).toThrow(
      expect.objectContaining({ code: 'image-invalid' }) as Error,
    );
  });

  it('comes to what applying the layers one after the other would', () => {
    fc.assert(
      fc.property(fc.array(randomLayer, { maxLength: 6 }), layers => {
        const tree = new Map<string, string>();
        layers.forEach((changes, index) => applyTo(tree, changes, index));
        const files = imageOf(...layers.map(contentOf));
        const merged = files.paths.map(path => {
          const { entry: own, bytes } = files.get(path) ?? {};
          return [path, own?.type === 'directory' ? '/' : bytes?.toString()];
        });
        expect(Object.fromEntries(merged)).toEqual(Object.fromEntries(tree));
      }),
      { numRuns: 500 },
    );
  });
});

type Change = readonly [kind: 'file' | 'folder' | 'remove' | 'opaque', path: string];

/** Names that are often the same, and often lie in one another. */
const randomPath = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map(parts => parts.join('/'));
const randomLayer = fc.uniqueArray<Change, string>(
  fc.tuple(fc.constantFrom<Change[0][]>('file', 'folder', 'folder', 'remove', 'opaque'), randomPath),
  // A name is one thing in a layer, and nothing is in what is no folder.
  {
    maxLength: 6,
    comparator: (one, other) => one.startsWith(`${other}/`) || other.startsWith(`${one}/`) || one === other,
    selector: ([, path]) => path,
  },
);

/** Every layer names the folders on the way, as builders do. */
function foldersOn(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function contentOf(changes: readonly Change[], index: number): LayerContent {
  const content = new LayerContent();
  for (const [kind, path] of changes) {
    foldersOn(path).forEach(folder => content.add(entry(folder, 'directory'), undefined));
    const slash = path.lastIndexOf('/') + 1;
    if (kind === 'remove') {
      content.add(entry(`${path.slice(0, slash)}.wh.${path.slice(slash)}`), undefined);
    } else if (kind === 'opaque') {
      content.add(entry(path, 'directory'), undefined);
      content.add(entry(`${path}/.wh..wh..opq`), undefined);
    } else {
      content.add(entry(path, kind === 'folder' ? 'directory' : 'file'), Buffer.from(`${path} ${index}`));
    }
  }
  return content;
}

/** What an engine does with a layer: first what it takes away, then what it brings. */
function applyTo(tree: Map<string, string>, changes: readonly Change[], index: number): void {
  const clear = (folder: string) => {
    [...tree.keys()].filter(path => path.startsWith(`${folder}/`)).forEach(path => tree.delete(path));
  };
  for (const [kind, path] of changes) {
    if (kind === 'remove') {
      tree.delete(path);
      clear(path);
    } else if (kind === 'opaque') {
      clear(path);
    }
  }
  const makeFolder = (path: string) => {
    tree.set(path, '/');
  };
  for (const [kind, path] of changes) {
    foldersOn(path).forEach(makeFolder);
    if (kind === 'file') {
      clear(path);
      tree.set(path, `${path} ${index}`);
    } else if (kind !== 'remove') {
      makeFolder(path);
    }
  }
}
