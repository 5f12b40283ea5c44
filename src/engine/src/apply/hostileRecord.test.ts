import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadBrand } from '../brand/loadBrand';
import { digestOf } from '../digest';
import { openUpstream, plan } from '../plan/plan';
import { loadProfiles } from '../profile/loadProfile';
import { applyPlan } from './apply';
import { revertTree } from './revert';

const root = path.join(__dirname, '../../../..');
const profiles = loadProfiles(path.join(root, 'profiles'));
const SCRIPT = Buffer.from('#!/bin/sh\necho executed\n');

let folder: string;
let tree: string;
let record: Record<string, unknown>;

const at = (file: string) => path.join(tree, file);
const open = () => openUpstream(tree);
const codeOf = (code: string) => expect.objectContaining({ code });

/** A record that Livery wrote, of another tree. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
  tree = path.join(folder, 'branded');
  cpSync(path.join(root, 'profiles/open-webui/fixture/upstream'), tree, { recursive: true });
  const brand = await loadBrand(path.join(root, 'portal/sample-brand'));
  applyPlan(await plan({ tree: open(), upstream: { source: 'demo' }, profiles, brand, today: '2026-11-20' }));
  record = JSON.parse(readFileSync(at('.livery/record.json'), 'utf8')) as Record<string, unknown>;
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  tree = path.join(folder, 'tree');
  mkdirSync(at('.git/hooks'), { recursive: true });
});
afterEach(() => rmSync(tree, { recursive: true }));

/** Says that the tree once had a script, and how it comes back. */
function forge(file: string, mode: number): void {
  const files = [{ file, before: digestOf(SCRIPT) }];
  const undo = {
    apiVersion: 'livery/undo/v1',
    kind: 'Undo',
    files: [{ file, type: 'original', name: '0', mode }],
  };
  mkdirSync(at('.livery/undo'), { recursive: true });
  writeFileSync(at('.livery/record.json'), JSON.stringify({ ...record, state: 'applying', files }));
  writeFileSync(at('.livery/undo/log.json'), JSON.stringify(undo));
  writeFileSync(at('.livery/undo/0'), SCRIPT);
}

describe('A record that a repository brings along', () => {
  it('is not carried out unless somebody asks for it, and then within the source', () => {
    forge('scripts.sh', 0o755);
    expect(open).toThrow(codeOf('apply-interrupted'));
    expect(existsSync(at('scripts.sh'))).toBe(false);
    expect(revertTree(tree)).toBe(1);
    expect(statSync(at('scripts.sh')).mode & 0o7777).toBe(0o755);
  });

  it.each([
    '.git/hooks/post-checkout',
    '.GIT/hooks/post-checkout',
    '.g\u200cit/hooks/post-checkout',
    '.git /hooks/post-checkout',
    '.git::$INDEX_ALLOCATION/hooks/post-checkout',
    'GIT~1/hooks/post-checkout',
    'module/.git/hooks/post-checkout',
    'node_modules/tool/index.js',
    '.livery/lock',
    '../post-checkout',
    '/etc/profile.d/post-checkout.sh',
    'src\\..\\..\\post-checkout',
  ])('is refused when it names %j', file => {
    forge(file, 0o755);
    expect(open).toThrow(codeOf('record-invalid'));
    expect(() => revertTree(tree)).toThrow(codeOf('record-invalid'));
    expect(existsSync(at('.git/hooks/post-checkout'))).toBe(false);
  });

  it.each([0o4755, 0o2755, 0o1777, -1])('is refused when a file is to have the mode %i', mode => {
    forge('tool', mode);
    expect(() => revertTree(tree)).toThrow(codeOf('record-invalid'));
    expect(existsSync(at('tool'))).toBe(false);
  });

  it.each(['../../outside', '/etc/passwd', 'log.json'])('cannot take an original from %s', name => {
    forge('tool', 0o755);
    const log = readFileSync(at('.livery/undo/log.json'), 'utf8');
    writeFileSync(
      at('.livery/undo/log.json'),
      log.replace('"name":"0"', JSON.stringify({ name }).slice(1, -1)),
    );
    expect(() => revertTree(tree)).toThrow(codeOf('record-invalid'));
  });

  it('of an older Livery is refused with the two versions', () => {
    mkdirSync(at('.livery'));
    writeFileSync(at('.livery/record.json'), JSON.stringify({ ...record, apiVersion: 'livery/record/v1' }));
    expect(() => revertTree(tree)).toThrow(
      expect.objectContaining({
        code: 'record-invalid',
        message: expect.stringMatching(/"livery\/record\/v1", and this Livery reads livery\/record\/v2/),
      }),
    );
  });
});
