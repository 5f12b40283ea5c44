import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folderPictureCache } from './pictureCache';

describe('Pictures that were derived before', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'livery-pictures-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('come back as they were, and not at all when somebody touched them', () => {
    const picture = Buffer.from([137, 80, 78, 71, 0, 255]);
    const place = path.join(folder, 'new', 'folder');
    const cache = folderPictureCache(place);
    expect(cache.get('sha256:aa')).toBeUndefined();
    cache.set('sha256:aa', picture);
    expect(folderPictureCache(place).get('sha256:aa')).toEqual(picture);
    truncateSync(path.join(place, 'sha256-aa'), 73);
    expect(cache.get('sha256:aa')).toBeUndefined();
  });

  it('do not pile up, and are no error where nothing can be kept', () => {
    const cache = folderPictureCache(folder);
    for (let index = 0; index < 450; index += 1) {
      cache.set(`sha256:${index}`, Buffer.from('x'));
    }
    expect(readdirSync(folder).length).toBeLessThanOrEqual(400);
    expect(cache.get('sha256:449')).toEqual(Buffer.from('x'));
    writeFileSync(path.join(folder, 'file'), '');
    const nowhere = folderPictureCache(path.join(folder, 'file'));
    nowhere.set('sha256:aa', Buffer.from('x'));
    expect(nowhere.get('sha256:aa')).toBeUndefined();
  });
});
