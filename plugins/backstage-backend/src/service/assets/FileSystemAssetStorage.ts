import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Digest } from '@livery/contracts';
import type { AssetStorage } from '@livery/backstage-plugin-livery-node';

/** Bytes in files of a folder that all backends share. */
export class FileSystemAssetStorage implements AssetStorage {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(options: { directory: string }): Promise<FileSystemAssetStorage> {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    return new FileSystemAssetStorage(options.directory);
  }

  async write(digest: string, bytes: Buffer): Promise<void> {
    const file = this.#fileOf(digest);
    const aside = `${file}.${randomUUID()}`;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      await writeFile(aside, bytes, { mode: 0o600, flag: 'wx' });
      await rename(aside, file);
    } finally {
      await rm(aside, { force: true });
    }
  }

  async read(digest: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#fileOf(digest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  async delete(digest: string): Promise<void> {
    await rm(this.#fileOf(digest), { force: true });
  }

  #fileOf(digest: string): string {
    const name = Digest.parse(digest).replace('sha256:', '');
    return path.join(this.#directory, name.slice(0, 2), name);
  }
}
