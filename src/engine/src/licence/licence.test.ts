import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Brand, type LicenceGround } from '@livery/contracts';
import { loadProfile } from '../profile/loadProfile';
import { FolderTree } from '../tree/SourceTree';
import { judgeLicence, licenceHash } from './licence';

const { profile } = loadProfile(path.join(__dirname, '../../../../profiles/open-webui'));
const text = 'A licence\nof two lines\n';
const hash = licenceHash(Buffer.from(text)) ?? '';
const ground: LicenceGround = {
  basis: 'enterprise-license',
  reference: 'C-1',
  acknowledgedBy: 'Legal',
  date: '2026-01-01',
  reviewBy: '2026-12-31',
};

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(path.join(os.tmpdir(), 'livery-test-'));
});
afterEach(() => rmSync(tree, { recursive: true }));

function judge(given: {
  rebrand?: 'allowed' | 'conditional' | 'unknown';
  versions?: string;
  content?: string;
  licence?: LicenceGround;
  today?: string;
  version?: string;
}) {
  writeFileSync(path.join(tree, 'LICENSE'), given.content ?? text);
  const { rebrand = 'conditional', versions, licence } = given;
  const known = {
    id: 'known',
    sha256: hash,
    spdx: 'X',
    rebrand,
    files: [],
    notice: 'n',
    ...(versions !== undefined && { versions }),
  };
  return judgeLicence({
    tree: FolderTree.open(tree),
    version: given.version ?? '1.0.0',
    profile: { ...profile, licence: { file: 'LICENSE', texts: [known] } },
    brand: Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'A', ...(licence && { licence }) }),
    today: given.today ?? '2026-11-20',
  });
}

describe('The licence gate', () => {
  it('knows a text whatever its line ends, byte-order mark and trailing blanks are', () => {
    expect(licenceHash(Buffer.from('\uFEFFA licence  \r\nof two lines\t\r\n\r\n\r\n'))).toBe(hash);
    expect(licenceHash(Buffer.from('A licence\nof three lines\n'))).not.toBe(hash);
    expect(licenceHash(Buffer.from([0xff, 0xfe]))).toBeUndefined();
  });

  it('lets a brand through that the licence allows, or that states its ground', () => {
    expect(judge({ rebrand: 'allowed' })).toMatchObject({ text: 'known', rebrand: 'allowed' });
    expect(judge({ licence: ground })).toMatchObject({ rebrand: 'conditional', ground });
    expect(judge({ licence: ground, today: '2026-12-31' })).toBeDefined();
  });

  it.each([
    ['an unknown text', { content: 'Something else' }, 'licence-unknown'],
    ['a text that nobody has judged', { rebrand: 'unknown' as const }, 'licence-unknown'],
    [
      'a text that belongs to another version',
      { rebrand: 'allowed' as const, versions: '<0.6.6' },
      'licence-unknown',
    ],
    ['no ground', {}, 'licence-ground-missing'],
    ['a ground that was to be reviewed', { licence: ground, today: '2027-01-01' }, 'licence-ground-expired'],
  ])('stops at %s, with exit code 4', (_name, given, code) => {
    expect(() => judge(given)).toThrow(expect.objectContaining({ code, exitCode: 4 }));
  });

  it('stops when there is no licence file', () => {
    const brand = Brand.parse({ apiVersion: 'livery/v1', kind: 'Brand', name: 'A' });
    const given = { tree: FolderTree.open(tree), version: '1.0.0', profile, brand, today: '2026-11-20' };
    expect(() => judgeLicence(given)).toThrow(expect.objectContaining({ code: 'licence-unknown' }));
  });
});
