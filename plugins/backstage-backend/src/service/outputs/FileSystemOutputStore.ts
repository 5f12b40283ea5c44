import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, isError, NotFoundError } from '@backstage/errors';
import type { ExpectedContent, OutputStore } from './OutputStore';

const partialFolder = '.partial';
const partialLifetimeMs = 24 * 60 * 60 * 1000;

/** Outputs as files of a folder. Several backends may share it. */
export class FileSystemOutputStore implements OutputStore {
  readonly #directory: string;
  readonly #maxSizeBytes: number;

  static async create(options: { directory: string; maxSizeBytes: number }): Promise<FileSystemOutputStore> {
    const partial = join(options.directory, partialFolder);
    await mkdir(partial, { recursive: true, mode: 0o700 });
    await removeOldFiles(partial);
    return new FileSystemOutputStore(options);
  }

  private constructor(options: { directory: string; maxSizeBytes: number }) {
    this.#directory = options.directory;
    this.#maxSizeBytes = options.maxSizeBytes;
  }

  async write(key: string, content: Readable, expected: ExpectedContent): Promise<void> {
    if (expected.sizeBytes > this.#maxSizeBytes) {
      throw new InputError(
        `The output has ${expected.sizeBytes} bytes; this portal stores at most ${this.#maxSizeBytes}. ` +
          'Raise livery.outputs.maxSizeBytes if it should store larger ones.',
      );
    }
    const target = this.#pathOf(key);
    // Under a name that nothing reads until every byte is there and checked.
    const partial = join(this.#directory, partialFolder, randomUUID());
    try {
      await writeChecked(partial, content, expected);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async open(key: string): Promise<Readable> {
    try {
      const file = await open(this.#pathOf(key), 'r');
      return file.createReadStream();
    } catch (error) {
      if (isError(error) && error.code === 'ENOENT') {
        throw new NotFoundError(
          'The file of this output is gone from the store. Start a new run to get it again.',
        );
      }
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  #pathOf(key: string): string {
    return resolveSafeChildPath(this.#directory, key);
  }
}

async function writeChecked(path: string, content: Readable, expected: ExpectedContent): Promise<void> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    await pipeline(content, async source => {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        sizeBytes += chunk.length;
        if (sizeBytes > expected.sizeBytes) {
          throw new InputError(
            `The output is larger than the ${expected.sizeBytes} bytes it was announced with.`,
          );
        }
        hash.update(chunk);
        await file.writeFile(chunk);
      }
    });
    await file.sync();
  } finally {
    await file.close();
  }
  if (sizeBytes !== expected.sizeBytes) {
    throw new InputError(`The output was announced with ${expected.sizeBytes} bytes and has ${sizeBytes}.`);
  }
  const digest = `sha256:${hash.digest('hex')}`;
  if (digest !== expected.digest) {
    throw new InputError(`The output was announced as ${expected.digest} and is ${digest}.`);
  }
}

/** Clears away what a process left that was killed while it wrote. */
async function removeOldFiles(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts && Date.now() - facts.mtimeMs > partialLifetimeMs) {
      await rm(path, { force: true });
    }
  }
}
