import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DriftReport } from '@livery/contracts';
import { type LoadedProfile, loadProfiles } from '../profile/loadProfile';
import { FolderTree } from '../tree/SourceTree';
import { assertNoDrift, findDrift } from './drift';

const root = path.join(__dirname, '../../../..');
const upstream = path.join(root, 'profiles/open-webui/fixture/upstream');

let tree: string;
let profiles: LoadedProfile[];
beforeEach(() => {
  tree = path.join(mkdtempSync(path.join(os.tmpdir(), 'livery-test-')), 'tree');
  cpSync(upstream, tree, { recursive: true });
  profiles = loadProfiles(path.join(root, 'profiles'));
});
afterEach(() => rmSync(path.dirname(tree), { recursive: true }));

const drift = () => findDrift({ tree: FolderTree.open(tree), upstream: { source: 'demo' }, profiles });
const shown = (report: DriftReport) =>
  report.findings
    .filter(finding => finding.level !== 'ignore')
    .map(({ kind, level, place }) => `${level} ${kind} ${place ? `${place.file}:${place.line}` : ''}`.trim());

describe('Drift', () => {
  it('is none where the profile fits, and needs neither brand nor licence ground', async () => {
    const report = await drift();
    expect(DriftReport.parse(report)).toEqual(report);
    expect(shown(report)).toEqual([]);
    expect(() => assertNoDrift(report)).not.toThrow();
  });

  it('is named with file and line, whether a place is gone or new', async () => {
    const settings = path.join(tree, 'backend/open_webui/env.py');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace("' (Open WebUI)'", "' (by Open WebUI)'"));
    appendFileSync(path.join(tree, 'src/app.html'), '<p>OpenWebUI</p>\n');
    writeFileSync(path.join(tree, 'src/New.vue'), '<template>\n  Open WebUI\n</template>\n');
    writeFileSync(path.join(tree, 'src/broken.ts'), "const name = 'Open WebUI\n");
    appendFileSync(path.join(tree, 'LICENSE'), 'One more condition.\n');
    const manifest = path.join(tree, 'package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('0.11.0-demo', '0.99.0'));
    const report = await drift();
    const lines = readFileSync(path.join(tree, 'src/app.html'), 'utf8').trimEnd().split('\n').length;
    expect(shown(report).sort()).toEqual([
      `error residue src/app.html:${lines}`,
      'error unknown-licence',
      'error unmet-rule',
      'error unreadable-file',
      'warn uncovered-file src/New.vue:2',
      'warn untested-version',
    ]);
    expect(() => assertNoDrift(report)).toThrow(expect.objectContaining({ code: 'drifted', exitCode: 3 }));
  });

  it('is as serious as the profile says', async () => {
    writeFileSync(path.join(tree, 'src/New.vue'), 'Open WebUI\n');
    profiles = profiles.map(loaded => ({
      ...loaded,
      profile: { ...loaded.profile, drift: { ...loaded.profile.drift, 'uncovered-file': 'error' } },
    }));
    expect(shown(await drift())).toEqual(['error uncovered-file src/New.vue:1']);
  });
});
