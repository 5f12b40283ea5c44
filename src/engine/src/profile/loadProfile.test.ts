import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadProfile, prepareProfile } from './loadProfile';

const folder = path.join(__dirname, '../../../../profiles/open-webui');

describe('A profile that a build has prepared', () => {
  it('is the one that its YAML gives, and no other', () => {
    const prepared = mkdtempSync(path.join(os.tmpdir(), 'livery-prepared-'));
    try {
      const { name, content } = prepareProfile(folder);
      writeFileSync(path.join(prepared, name), content);
      expect(loadProfile(folder, prepared)).toEqual(loadProfile(folder));
      writeFileSync(path.join(prepared, name), content.replace('"Open WebUI"', '"Another"'));
      expect(loadProfile(folder, prepared).digest).not.toBe(loadProfile(folder).digest);
      // A folder whose YAML says something else is not found there.
      const own = path.join(prepared, 'profile.yaml');
      writeFileSync(
        own,
        readFileSync(path.join(folder, 'profile.yaml'), 'utf8').replace(/^title: .*$/m, 'title: Own'),
      );
      expect(() => loadProfile(prepared, prepared)).toThrow(/licences/);
    } finally {
      rmSync(prepared, { recursive: true });
    }
  });
});
