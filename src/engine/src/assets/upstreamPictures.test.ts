import { readFileSync } from 'node:fs';
import path from 'node:path';
import { digestOf } from '../digest';
import { loadProfile } from '../profile/loadProfile';
import type { SourceTree } from '../tree/SourceTree';
import { findUpstreamPictures, isUpstreamPicture } from './upstreamPictures';

const loaded = loadProfile(path.join(__dirname, '../../../../profiles/open-webui')).profile;
const picture = readFileSync(path.join(__dirname, '../../../../portal/sample-brand/assets/splash.png'));
const hash = digestOf(picture).replace('sha256:', '');
const hashes = new Set([hash]);
const profile = { ...loaded, upstreamPictures: [hash] };

const wrap = (base64: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,${base64}"/></svg>`,
  );

function treeOf(files: Record<string, Buffer>): SourceTree {
  const names = Object.keys(files);
  return { location: 'tree', files: names, has: file => file in files, read: file => files[file]! };
}

describe('A picture of the upstream', () => {
  it('is known by its bytes, alone or embedded in an SVG, in one line or in many', () => {
    const base64 = picture.toString('base64');
    expect(isUpstreamPicture(picture, hashes)).toBe(true);
    expect(isUpstreamPicture(wrap(base64), hashes)).toBe(true);
    expect(isUpstreamPicture(wrap(base64.replace(/.{76}/g, '$&\n  ')), hashes)).toBe(true);
    expect(isUpstreamPicture(wrap(base64.slice(4)), hashes)).toBe(false);
    expect(isUpstreamPicture(Buffer.concat([picture, Buffer.from('.')]), hashes)).toBe(false);
    expect(isUpstreamPicture(Buffer.alloc(0), hashes)).toBe(false);
  });

  it('is found wherever it is left, and not where it is replaced or kept on purpose', () => {
    const tree = treeOf({
      'docs/assets/old.PNG': picture,
      'src/lib/mark.svg': wrap(picture.toString('base64')),
      'static/logo.png': picture,
      'static/kept.png': picture,
      'static/other.png': Buffer.from('other'),
      'src/picture.bin': picture,
    });
    const findings = findUpstreamPictures(
      tree,
      profile,
      new Map([['static/logo.png', Buffer.from('new')]]),
      new Set(['static/kept.png']),
    );
    expect(findings.map(finding => [finding.code, finding.place?.file])).toEqual([
      ['upstream-picture', 'docs/assets/old.PNG'],
      ['upstream-picture', 'src/lib/mark.svg'],
    ]);
    expect(findings[0]?.message).toBe('docs/assets/old.PNG still shows the brand of Open WebUI.');
    // What a branding writes is looked at too: a brand may bring the upstream's own picture.
    const brought = new Map([['static/other.png', picture]]);
    expect(
      findUpstreamPictures(treeOf({ 'static/other.png': Buffer.from('other') }), profile, brought),
    ).toHaveLength(1);
    expect(findUpstreamPictures(tree, { ...profile, upstreamPictures: [] }, new Map())).toEqual([]);
  });

  it('is listed by the profile for every release', () => {
    expect(new Set(loaded.upstreamPictures).size).toBe(23);
    expect(loaded.upstreamPictures).not.toContain(digestOf('').replace('sha256:', ''));
  });
});
