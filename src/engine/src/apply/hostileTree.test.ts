import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type BrandInput } from '@livery/contracts';
import { type LoadedBrand, loadBrand } from '../brand/loadBrand';
import { digestOf, digestOfJson } from '../digest';
import { findDrift } from '../drift/drift';
import { openUpstream, type Plan, plan } from '../plan/plan';
import { loadProfiles } from '../profile/loadProfile';
import type { SourceTree } from '../tree/SourceTree';
import { verifyTree } from '../verify/verify';
import { applyPlan } from './apply';
import { revertTree } from './revert';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const today = '2026-11-20';
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

let folder: string;
let tree: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  chmodSync(folder, 0o755);
  tree = path.join(folder, 'tree');
  cpSync(upstream, tree, { recursive: true });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function brandOf(input: Partial<BrandInput> = {}): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', ...input });
  return { brand, assets: new Map(), digest: digestOfJson(brand) };
}

const planOf = (source: SourceTree, brand = brandOf()): Promise<Plan> =>
  plan({ tree: source, upstream: { source: 'demo' }, profiles, brand, today });
const planTree = (brand?: LoadedBrand) => planOf(openUpstream(tree), brand);

const at = (file: string) => path.join(tree, file);
const write = (file: string, content: string | Buffer) => writeFileSync(at(file), content);

/** Path → type, mode and content of everything below a folder. */
function snapshot(top = tree): Record<string, string> {
  const entries = readdirSync(top, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      const stats = lstatSync(file);
      const isReadable = entry.isFile() && stats.size < 1e9;
      const content = entry.isSymbolicLink()
        ? readlinkSync(file)
        : isReadable
          ? digestOf(readFileSync(file))
          : '';
      return [path.relative(top, file), `${stats.mode.toString(8)} ${content}`];
    }),
  );
}

const codeOf = (code: string) => expect.objectContaining({ code });

describe('A tree that somebody else works on', () => {
  it('is not written when a file went, or became a link, after it was planned', async () => {
    const branding = await planTree();
    const outside = path.join(folder, 'outside');
    writeFileSync(outside, readFileSync(at('src/app.html')));
    rmSync(at('src/app.html'));
    const gone = snapshot();
    expect(() => applyPlan(branding)).toThrow(codeOf('path-unsafe'));
    expect(snapshot()).toEqual(gone);

    symlinkSync(outside, at('src/app.html'));
    const linked = snapshot();
    expect(() => applyPlan(branding)).toThrow(codeOf('path-unsafe'));
    expect(snapshot()).toEqual(linked);
    expect(readFileSync(outside)).toEqual(readFileSync(path.join(upstream, 'src/app.html')));
  });

  it('is refused by name when a file goes while it is planned', async () => {
    const source = openUpstream(tree);
    rmSync(at('src/app.html'));
    await expect(planOf(source)).rejects.toMatchObject({
      code: 'source-invalid',
      message: expect.stringMatching(/src\/app\.html could not be read: .*ENOENT/),
    });
    rmSync(at('src'), { recursive: true });
    await expect(planOf(source)).rejects.toMatchObject({ code: 'source-invalid' });
  });

  it.each(['taken away', 'replaced by a link'])(
    'gets all its other files back when one is %s while it is written',
    async fate => {
      const branding = await planTree();
      const last = branding.changes.at(-1)!.file;
      const before = snapshot();
      const outside = path.join(folder, 'outside');
      writeFileSync(outside, 'x');
      const rename = fs.renameSync;
      let moves = 0;
      jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        moves += 1;
        if (moves === 10) {
          rmSync(at(last));
          if (fate !== 'taken away') {
            symlinkSync(outside, at(last));
          }
        }
        rename(from, to);
      });
      expect(() => applyPlan(branding)).toThrow(codeOf('path-unsafe'));
      expect(moves).toBeGreaterThan(10);
      const { [last]: _before, ...others } = before;
      const { [last]: _after, ...othersNow } = snapshot();
      expect(othersNow).toEqual(others);
      expect(readFileSync(outside, 'utf8')).toBe('x');
    },
  );

  it('stays as it was when one of its folders may not be written', async () => {
    const branding = await planTree();
    const locked = at('src/lib/i18n/locales/ja-JP');
    if (isRoot) {
      // Permissions do not hold for root.
      execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, folder]);
    }
    chmodSync(locked, 0o555);
    const before = snapshot();
    const effective = process.geteuid?.() ?? 0;
    if (isRoot) {
      process.seteuid?.(NOBODY);
    }
    try {
      expect(() => applyPlan(branding)).toThrow(
        expect.objectContaining({ code: 'output-unwritable', message: expect.stringContaining('EACCES') }),
      );
    } finally {
      process.seteuid?.(effective);
    }
    expect(snapshot()).toEqual(before);
    chmodSync(locked, 0o755);
  });
});

describe('A tree with links', () => {
  it('is branded without following one out of it', async () => {
    const outside = path.join(folder, 'outside');
    cpSync(path.join(upstream, 'src/lib'), outside, { recursive: true });
    symlinkSync(outside, at('src/linked'));
    symlinkSync(path.join(outside, 'constants.ts'), at('src/linked.ts'));
    symlinkSync('nowhere', at('src/broken.ts'));
    symlinkSync('.', at('src/loop'));
    const before = [snapshot(), snapshot(outside)];
    applyPlan(await planTree());
    expect(snapshot(outside)).toEqual(before[1]);
    expect(readlinkSync(at('src/linked.ts'))).toBe(path.join(outside, 'constants.ts'));
    revertTree(tree);
    expect([snapshot(), snapshot(outside)]).toEqual(before);
  });

  it('keeps its record to itself, whatever the upstream has put there', async () => {
    const outside = path.join(folder, 'outside');
    writeFileSync(outside, 'x');
    mkdirSync(at('.livery'));
    for (const name of ['record.json.part', 'undo', 'NOTICE.txt.part', 'staged', 'lock.1']) {
      symlinkSync(outside, at(`.livery/${name}`));
    }
    applyPlan(await planTree());
    expect(readFileSync(outside, 'utf8')).toBe('x');
    expect(revertTree(tree)).toBeGreaterThan(10);
    expect(readFileSync(outside, 'utf8')).toBe('x');

    symlinkSync(folder, at('.livery'));
    const branding = await planTree();
    const before = snapshot(folder);
    expect(() => applyPlan(branding)).toThrow(codeOf('path-unsafe'));
    expect(snapshot(folder)).toEqual(before);
  });

  it('is refused when it keeps something of its own where the record goes, which is still there afterwards', async () => {
    const branding = await planTree();
    mkdirSync(at('.livery'));
    write('.livery/NOTICE.txt', 'mine\n');
    const before = snapshot();
    expect(() => openUpstream(tree)).toThrow(
      expect.objectContaining({
        code: 'already-branded',
        message: expect.stringContaining('.livery/NOTICE.txt'),
      }),
    );
    expect(() => applyPlan(branding)).toThrow(codeOf('already-branded'));
    expect(() => revertTree(tree)).toThrow(codeOf('not-branded'));
    expect(snapshot()).toEqual(before);
  });

  it('parts two names of one file: each is branded for itself, or not at all', async () => {
    linkSync(at('src/app.html'), at('src/lib/other.html'));
    write('src/one.svelte', '<p>Open WebUI</p>');
    linkSync(at('src/one.svelte'), at('src/two.svelte'));
    const before = snapshot();
    applyPlan(await planTree());
    expect(readFileSync(at('src/app.html'), 'utf8')).toContain('Acme AI');
    expect(readFileSync(at('src/lib/other.html'))).toEqual(readFileSync(path.join(upstream, 'src/app.html')));
    for (const name of ['one', 'two']) {
      expect(readFileSync(at(`src/${name}.svelte`), 'utf8')).toBe('<p>Acme AI</p>');
    }
    revertTree(tree);
    expect(snapshot()).toEqual(before);
  });

  it('keeps modes and owners', async () => {
    const modes = { 'src/app.html': 0o4751, 'src/lib/constants.ts': 0o600, 'static/opensearch.xml': 0o444 };
    for (const [file, mode] of Object.entries(modes)) {
      if (isRoot) {
        chownSync(at(file), 1234, 5678);
      }
      chmodSync(at(file), mode);
    }
    const states = () =>
      Object.keys(modes).map(file => {
        const { mode, uid, gid } = lstatSync(at(file));
        return [mode & 0o7777, uid, gid];
      });
    const before = states();
    const branding = await planTree();
    expect(branding.changes.map(({ file }) => file)).toEqual(expect.arrayContaining(Object.keys(modes)));
    applyPlan(branding);
    expect(states()).toEqual(before);
    revertTree(tree);
    expect(states()).toEqual(before);
  });
});

describe('A file', () => {
  it.each<[string, string]>([
    ['with a byte-order mark', '\uFEFF<p>Open WebUI</p>\n'],
    ['with line ends of Windows', '<p>\r\nOpen WebUI\r\n</p>\r\n'],
    ['with line ends of all kinds', '<p>\rOpen WebUI\n\r\u2028\u0085</p>\n\n'],
    ['without a last line end', '<p>Open WebUI</p>'],
    ['with characters outside of the first plane', '<p>😀𝒳 Open WebUI 🏳️‍🌈</p>'],
    ['with characters that have two forms', '<p>e\u0301 Open WebUI \u00e9</p>'],
    ['with control characters', '<p>\u0000\u0007 Open WebUI \u001b[0m</p>'],
  ])('%s keeps every byte but the name', async (_name, text) => {
    write('src/a.svelte', text);
    applyPlan(await planTree());
    expect(readFileSync(at('src/a.svelte'))).toEqual(Buffer.from(text.replace('Open WebUI', 'Acme AI')));
    revertTree(tree);
    expect(readFileSync(at('src/a.svelte'))).toEqual(Buffer.from(text));
  });

  it.each<[string, Buffer]>([
    ['in Latin-1', Buffer.from('<p>Open WebUI \xe9</p>', 'latin1')],
    ['with half a character', Buffer.concat([Buffer.from('<p>Open WebUI</p>'), Buffer.from([0xf0, 0x9f])])],
    ['with a surrogate', Buffer.concat([Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('<p>Open WebUI</p>')])],
    ['in UTF-16', Buffer.from('\uFEFF<p>Open WebUI</p>', 'utf16le')],
    ['in UTF-16, the other way round', Buffer.from('\uFEFF<p>Open WebUI</p>', 'utf16le').swap16()],
  ])('%s is left as it is, and reported', async (_name, bytes) => {
    write('src/a.svelte', bytes);
    const branding = await planTree();
    expect(branding.report.findings).toContainEqual(
      expect.objectContaining({
        code: 'file-not-scannable',
        message: expect.stringContaining('src/a.svelte'),
      }),
    );
    applyPlan(branding);
    expect(readFileSync(at('src/a.svelte'))).toEqual(bytes);
  });

  it('of 100 MB in one line is left as it is, and reported', async () => {
    const descriptor = openSync(at('src/a.ts'), 'w');
    const block = Buffer.from('x'.repeat(1024 * 1024));
    for (let written = 0; written < 100; written += 1) {
      writeSync(descriptor, block);
    }
    writeSync(descriptor, 'Open WebUI');
    closeSync(descriptor);
    const { report, changes } = await planTree();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'file-not-scannable', message: expect.stringContaining('too large') }),
    );
    expect(changes.map(({ file }) => file)).not.toContain('src/a.ts');
  });

  it('that does not fit into memory is looked through all the same, wherever it is', async () => {
    const scripts = 'build/_app/immutable';
    const asset = 'static/favicon.png';
    const others = [asset, 'static/big.png', `${scripts}/x.js`, `${scripts}/y.js.map`];
    mkdirSync(at(scripts), { recursive: true });
    write(`${scripts}/y.js`, '');
    for (const file of ['src/a.ts', 'model.bin', ...others]) {
      write(file, file === 'model.bin' ? '' : 'Open WebUI');
      truncateSync(at(file), 2 * 1024 ** 3 + 1);
    }
    const brand = await loadBrand(path.join(root, 'portal/sample-brand'));
    const { report, changes } = await planTree(brand);
    expect(
      report.findings
        .filter(({ code }) => code === 'file-not-scannable' || code === 'source-map-kept')
        .map(({ message }) => message),
    ).toEqual([asset, `${scripts}/x.js`, 'src/a.ts', 'y.js.map'].map(name => expect.stringContaining(name)));
    expect(changes.map(({ file }) => file)).toContain('static/static/favicon.png');
    expect(changes.map(({ file }) => file)).not.toContain(asset);
    others.forEach(file => rmSync(at(file)));
    write(asset, '');
    const drift = await findDrift({ tree: openUpstream(tree), upstream: { source: 'demo' }, profiles });
    expect(drift.findings.filter(({ kind }) => kind === 'unreadable-file')).toHaveLength(1);
  }, 60_000);

  it('with a name that is hard to write is branded like any other, and one with no name is passed over', async () => {
    const names = ['a b', 'a\nb', "a'b", '-a', '{a}', '[a]', '..a', '$a', 'é', 'e\u0301', '智'];
    for (const name of names) {
      write(`src/${name}.svelte`, '<p>Open WebUI</p>');
    }
    // Other systems do not even let such files be made.
    const isPossible = process.platform === 'linux';
    const odd = [at('src/a\\b.svelte'), `${tree}/src/\xff.svelte`]
      .filter(() => isPossible)
      .map(name => Buffer.from(name, 'latin1'));
    odd.forEach(name => writeFileSync(name, '<p>Open WebUI</p>'));
    const before = snapshot(path.join(tree, 'static'));
    applyPlan(await planTree());
    for (const name of names) {
      expect([name, readFileSync(at(`src/${name}.svelte`), 'utf8')]).toEqual([name, '<p>Acme AI</p>']);
    }
    odd.forEach(name => expect(readFileSync(name, 'utf8')).toBe('<p>Open WebUI</p>'));
    revertTree(tree);
    for (const name of names) {
      expect(readFileSync(at(`src/${name}.svelte`), 'utf8')).toBe('<p>Open WebUI</p>');
    }
    expect(snapshot(path.join(tree, 'static'))).toEqual(before);
    expect(existsSync(at('.livery'))).toBe(false);
  });

  it('that is called like a part of every object is branded and comes back like any other', async () => {
    const names = ['__proto__', 'constructor'];
    names.forEach(name => write(name, 'Acme\n'));
    const brand = brandOf({
      rules: [{ pattern: 'Acme', replacement: 'Bcme', files: names, kinds: ['plain'] }],
    });
    applyPlan(await planTree(brand));
    names.forEach(name => expect(readFileSync(at(name), 'utf8')).toBe('Bcme\n'));
    expect(await verifyTree({ location: tree, profiles, brand, today })).toMatchObject({ faults: [] });
    revertTree(tree);
    names.forEach(name => expect(readFileSync(at(name), 'utf8')).toBe('Acme\n'));
  });

  it('that is none, such as a pipe, does not hold anything up', async () => {
    execFileSync('mkfifo', [at('src/a.svelte'), at('static/static/favicon-dark.png')]);
    applyPlan(await planTree());
    revertTree(tree);
    expect(lstatSync(at('src/a.svelte')).isFIFO()).toBe(true);
  });
});
