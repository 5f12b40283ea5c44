import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type SourceMapPolicy } from '@livery/contracts';
import { applyPlan } from '../apply/apply';
import { revertTree } from '../apply/revert';
import type { LoadedBrand } from '../brand/loadBrand';
import { digestOfJson } from '../digest';
import { loadProfiles } from '../profile/loadProfile';
import { verifyTree } from '../verify/verify';
import { openUpstream, plan } from './plan';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');
const today = '2026-11-20';
const SCRIPT = 'build/_app/immutable/a.js';
const COMMENT = '\n//# sourceMappingURL=a.js.map\n';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  for (const name of ['package.json', 'LICENSE', 'backend', 'CHANGELOG.md']) {
    cpSync(path.join(upstream, name), path.join(tree, name), { recursive: true });
  }
  mkdirSync(path.join(tree, path.dirname(SCRIPT)), { recursive: true });
});
afterEach(() => rmSync(tree, { recursive: true }));

const read = (file: string) => readFileSync(path.join(tree, file));

function brandOf(sourceMaps: SourceMapPolicy): LoadedBrand {
  const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'Acme AI', sourceMaps });
  return { brand, assets: new Map(), digest: digestOfJson(brand) };
}

/** A script and its map, branded; the messages about source maps. */
async function brandScript(script: Buffer, map: string, sourceMaps: SourceMapPolicy): Promise<string[]> {
  writeFileSync(path.join(tree, SCRIPT), script);
  writeFileSync(path.join(tree, `${SCRIPT}.map`), map);
  const brand = brandOf(sourceMaps);
  const branding = await plan({
    tree: openUpstream(tree),
    upstream: { source: 'demo' },
    profiles,
    brand,
    today,
  });
  applyPlan(branding);
  expect(await verifyTree({ location: tree, profiles, brand, today })).toMatchObject({ faults: [] });
  return branding.report.findings
    .filter(({ code }) => code === 'source-map-kept')
    .map(({ message }) => message);
}

const mapOf = (mappings: string) =>
  JSON.stringify({ version: 3, sources: ['a.ts'], sourcesContent: ['const a = "Open WebUI";'], mappings });

describe('The source map of a script', () => {
  it.each<[string, Buffer, SourceMapPolicy]>([
    ['is not UTF-8', Buffer.from(`const a="caf\xe9";${COMMENT}`, 'latin1'), 'delete'],
    [
      'is not UTF-8 and holds the name',
      Buffer.from(`const a="\xe9 Open WebUI";${COMMENT}`, 'latin1'),
      'delete',
    ],
    ['is no script', Buffer.from(`const a="Open WebUI"; const const;${COMMENT}`), 'delete'],
    [
      'is no script, which is only found once its map was rewritten',
      Buffer.from('"Open WebUI" const;'),
      'rewrite',
    ],
  ])('that %s stays with it, and both come back as they were', async (_name, script, policy) => {
    expect(await brandScript(script, mapOf('AAAA'), policy)).toEqual([
      expect.stringMatching(/a\.js\.map .* its script could not be read/),
    ]);
    expect(read(SCRIPT)).toEqual(script);
    expect(read(`${SCRIPT}.map`).toString()).toBe(mapOf('AAAA'));
    revertTree(tree);
    expect(read(SCRIPT)).toEqual(script);
  });

  it.each([
    ['has more lines than any script', mapOf(';'.repeat(5_000_000))],
    ['has more places than any script', mapOf('A,'.repeat(5_000_000))],
    ['is none', 'Open WebUI'],
  ])('goes in place of being rewritten when it %s', async (_name, map) => {
    const script = Buffer.from(`const a="Open WebUI";${COMMENT}`);
    expect(await brandScript(script, map, 'rewrite')).toEqual([]);
    expect(existsSync(path.join(tree, `${SCRIPT}.map`))).toBe(false);
    expect(read(SCRIPT).toString()).toBe('const a="Acme AI";\n');
    revertTree(tree);
    expect(read(`${SCRIPT}.map`).toString() === map).toBe(true);
    expect(read(SCRIPT)).toEqual(script);
  });
});
