import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOf, type PictureCache } from '@livery/engine';
import { cacheFolder } from './cacheFolder';

/** A brand has some twenty pictures. Beyond this many the oldest half goes. */
const MAXIMUM_FILES = 400;

/** How long a digest is in front of the bytes that it is of. */
const DIGEST_LENGTH = digestOf(Buffer.alloc(0)).length;

/**
 * A cache in a folder, one file for each picture with its digest in front. What is not there as it was written, is not there.
 */
export function folderPictureCache(folder = cacheFolder('pictures')): PictureCache {
  const fileOf = (key: string) => path.join(folder, key.replace(':', '-'));
  return {
    get(key) {
      try {
        const file = readFileSync(fileOf(key));
        const bytes = file.subarray(DIGEST_LENGTH);
        return file.toString('latin1', 0, DIGEST_LENGTH) === digestOf(bytes) ? bytes : undefined;
      } catch {
        return undefined;
      }
    },
    set(key, bytes) {
      const file = fileOf(key);
      const aside = `${file}.${process.pid}`;
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(aside, Buffer.concat([Buffer.from(digestOf(bytes)), bytes]));
        renameSync(aside, file);
        prune(folder);
      } catch {
        // It is only slower the next time.
      }
    },
  };
}

function prune(folder: string): void {
  const names = readdirSync(folder);
  if (names.length > MAXIMUM_FILES) {
    const files = names.map(name => path.join(folder, name));
    const age = new Map(files.map(file => [file, statSync(file).mtimeMs]));
    files.sort((one, other) => (age.get(one) ?? 0) - (age.get(other) ?? 0));
    files.slice(0, MAXIMUM_FILES / 2).forEach(file => rmSync(file, { force: true }));
  }
}
