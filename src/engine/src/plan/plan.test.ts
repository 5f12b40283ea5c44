import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type BrandInput, Report } from '@livery/contracts';
import { applyPlan } from '../apply/apply';
import { type LoadedBrand, loadBrand } from '../brand/loadBrand';
import { digestOf, digestOfJson } from '../digest';
import { loadProfiles } from '../profile/loadProfile';
import { FolderTree } from '../tree/SourceTree';
import { assertExpectations } from './expectation';
import { openUpstream, type Plan, plan } from './plan';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function brandOf(input: Partial<BrandInput> = {}): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', ...input });
  return { brand, assets: new Map(), digest: digestOfJson(brand) };
}

function copy(name: string): string {
  const tree = path.join(folder, name);
  cpSync(upstream, tree, { recursive: true });
  return tree;
}

const planOf = async (tree: string, brand: LoadedBrand): Promise<Plan> =>
  plan({ tree: openUpstream(tree), upstream: { source: 'demo' }, profiles, brand, today: '2026-11-20' });

/** Path → digest and mode of every file, those of Livery included. */
function snapshot(tree: string): Record<string, string> {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter(
    entry => !entry.isDirectory(),
  );
  return Object.fromEntries(
    files.map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      const content = entry.isFile() ? digestOf(readFileSync(file)) : 'link';
      return [
        path.relative(tree, file),
        `${content} ${statSync(file, { throwIfNoEntry: false })?.mode ?? 0}`,
      ];
    }),
  );
}

describe('The demo upstream', () => {
  it('is planned without a byte written, and the report follows its schema', async () => {
    const tree = copy('tree');
    const before = snapshot(tree);
    const { report } = await planOf(tree, await loadBrand(path.join(root, 'portal/sample-brand')));
    expect(snapshot(tree)).toEqual(before);
    expect(Report.parse(report)).toEqual(report);
    expect(report.totals).toMatchObject({ residue: 0, filledTranslations: 78, assetsWritten: 23 });
    expect(report.rules.every(rule => rule.met)).toBe(true);
    expect(report.licence).toMatchObject({ text: 'livery-demo', rebrand: 'allowed' });
    expect(report.findings.map(finding => finding.code).sort()).toEqual([
      ...Array.from({ length: 4 }, () => 'statement-about-upstream'),
      'translation-without-name',
      'translation-without-name',
    ]);
  });

  it('is branded with only the planned files changed, their modes kept, and everything else as it was', async () => {
    const tree = copy('tree');
    const before = snapshot(tree);
    const branding = await planOf(tree, await loadBrand(path.join(root, 'portal/sample-brand')));
    const report = applyPlan(branding);
    const after = snapshot(tree);
    const planned = new Set(branding.changes.map(change => change.file));
    expect(report.applied).toBe(true);
    expect(Object.keys(after).sort()).toEqual(
      [
        ...Object.keys(before),
        ...['NOTICE.txt', 'record.json', 'undo/log.json'].map(name => `.livery/${name}`),
        // The pictures and style sheets of the upstream.
        ...readdirSync(path.join(tree, '.livery/undo')).flatMap(name =>
          name === 'log.json' ? [] : [`.livery/undo/${name}`],
        ),
      ].sort(),
    );
    for (const [file, state] of Object.entries(before)) {
      expect([file, after[file] === state]).toEqual([file, !planned.has(file)]);
      expect(after[file]?.split(' ')[1]).toBe(state.split(' ')[1]);
    }
    for (const asset of report.assets) {
      expect(digestOf(readFileSync(path.join(tree, asset.file)))).toBe(asset.after);
    }
  });

  it('keeps its keys, identifiers, URLs, headers and licence', async () => {
    const tree = copy('tree');
    applyPlan(await planOf(tree, brandOf()));
    const protectedText =
      /open_webui|OPEN_WEBUI|open-webui|openwebui\.com|X-OpenWebUI-[\w-]+|i18n(?:ext)?\s*\.t\([^)]*\)/g;
    for (const file of FolderTree.open(upstream).files) {
      const texts = [upstream, tree].map(where => readFileSync(path.join(where, file), 'utf8'));
      const [original = '', branded = ''] = texts;
      if (file.endsWith('translation.json')) {
        expect(Object.keys(JSON.parse(branded))).toEqual(Object.keys(JSON.parse(original)));
      } else {
        // The logo that is loaded from the upstream's own site goes, and with it its address.
        const kept = original.replace('https://openwebui.com/favicon.png', '');
        expect([file, branded.match(protectedText)]).toEqual([file, kept.match(protectedText)]);
      }
    }
    expect(readFileSync(path.join(tree, 'LICENSE'))).toEqual(readFileSync(path.join(upstream, 'LICENSE')));
  });

  it('gives the same bytes each time, for awkward names too', async () => {
    for (const name of [
      'The "Bot"',
      "O'Neil AI",
      'AT&T <AI>',
      'Acme\\Bot',
      '${AI}',
      'Größe 智能',
      'Open WebUI Plus',
    ]) {
      const trees = [copy(`one-${name.length}`), copy(`other-${name.length}`)];
      const states = [];
      for (const tree of trees) {
        const report = applyPlan(await planOf(tree, brandOf({ name })));
        expect(report.totals.residue).toBe(0);
        states.push(snapshot(tree));
      }
      expect(states[0]).toEqual(states[1]);
      trees.forEach(tree => rmSync(tree, { recursive: true }));
    }
  });

  it('refuses a second run, a rule that matches nothing and an unknown asset slot, and stays as it was', async () => {
    const tree = copy('tree');
    const untouched = snapshot(tree);
    const rules = [{ pattern: 'No such words', replacement: 'x' }];
    const unmatched = await planOf(tree, brandOf({ rules }));
    expect(() => assertExpectations(unmatched.report)).toThrow(
      expect.objectContaining({
        code: 'rule-unmatched',
        exitCode: 3,
        message: expect.stringContaining('rule-1 ("No such words") matched 0 times instead of at least 1'),
      }),
    );
    expect(() => applyPlan(unmatched)).toThrow(expect.objectContaining({ code: 'rule-unmatched' }));
    await expect(planOf(tree, brandOf({ assets: { banner: 'assets/a.png' } }))).rejects.toThrow(
      /"banner", which LibreChat and Open WebUI have no slot for/,
    );
    expect(snapshot(tree)).toEqual(untouched);

    applyPlan(await planOf(tree, brandOf()));
    const branded = snapshot(tree);
    await expect(planOf(tree, brandOf())).rejects.toThrow(
      expect.objectContaining({ code: 'already-branded', exitCode: 2 }),
    );
    expect(snapshot(tree)).toEqual(branded);
  });

  it('refuses to write when a file changed since the plan, or a folder became a link', async () => {
    const tree = copy('tree');
    const branding = await planOf(tree, brandOf());
    writeFileSync(path.join(tree, 'src/app.html'), 'changed');
    const changed = snapshot(tree);
    expect(() => applyPlan(branding)).toThrow(expect.objectContaining({ code: 'tree-changed', exitCode: 6 }));
    expect(snapshot(tree)).toEqual(changed);

    const linked = copy('linked');
    const other = await planOf(linked, brandOf());
    cpSync(path.join(linked, 'static'), path.join(folder, 'elsewhere'), { recursive: true });
    rmSync(path.join(linked, 'static'), { recursive: true });
    symlinkSync(path.join(folder, 'elsewhere'), path.join(linked, 'static'));
    const elsewhere = snapshot(path.join(folder, 'elsewhere'));
    expect(() => applyPlan(other)).toThrow(expect.objectContaining({ code: 'path-unsafe' }));
    expect(snapshot(path.join(folder, 'elsewhere'))).toEqual(elsewhere);
  });

  it('never enters .git and node_modules, and follows no link', async () => {
    const tree = copy('tree');
    for (const name of ['.git', 'node_modules']) {
      cpSync(path.join(upstream, 'src'), path.join(tree, 'src', name), { recursive: true });
    }
    symlinkSync(path.join(upstream, 'src/app.html'), path.join(tree, 'src/linked.svelte'));
    const files = (await planOf(tree, brandOf())).changes.map(change => change.file);
    expect(files).toContain('src/app.html');
    expect(files.filter(file => /\.git\/|node_modules|linked/.test(file))).toEqual([]);
  });

  it('reports a file that is not UTF-8 and leaves it alone', async () => {
    const tree = copy('tree');
    writeFileSync(path.join(tree, 'src/latin.svelte'), Buffer.from('<p>Open WebUI \xe9</p>', 'latin1'));
    const { report, changes } = await planOf(tree, brandOf());
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'file-not-scannable' }));
    expect(changes.map(change => change.file)).not.toContain('src/latin.svelte');
  });

  it('leaves no temporary file behind when a file cannot be written', async () => {
    const tree = copy('tree');
    const branding = await planOf(tree, brandOf());
    // A folder where the record has to go: the last thing that is staged.
    writeFileSync(path.join(tree, '.livery'), '');
    const before = snapshot(tree);
    expect(() => applyPlan(branding)).toThrow(expect.objectContaining({ code: 'path-unsafe' }));
    expect(snapshot(tree)).toEqual(before);
    expect(existsSync(path.join(tree, '.livery'))).toBe(true);
  });
});

describe('Planning', () => {
  it('lets the rest of the process go on, and stops when it is cancelled', async () => {
    const tree = copy('tree');
    for (let index = 0; index < 20; index += 1) {
      cpSync(path.join(upstream, 'src/lib'), path.join(tree, `src/lib${index}`), { recursive: true });
    }
    const controller = new AbortController();
    const brand = await loadBrand(path.join(root, 'portal/sample-brand'));
    const planning = plan({
      tree: openUpstream(tree),
      upstream: { source: 'demo' },
      profiles,
      brand,
      today: '2026-11-20',
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 1);
    await expect(planning).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('A source', () => {
  it('is refused when it is no folder, or nothing that a profile knows', async () => {
    await expect(planOf(path.join(folder, 'nowhere'), brandOf())).rejects.toThrow(
      expect.objectContaining({ code: 'source-not-found', exitCode: 2 }),
    );
    writeFileSync(path.join(folder, 'package.json'), '{"name": "else", "version": "1.0.0"}');
    await expect(planOf(folder, brandOf())).rejects.toThrow(
      expect.objectContaining({ code: 'source-unrecognised', exitCode: 2 }),
    );
  });
});
