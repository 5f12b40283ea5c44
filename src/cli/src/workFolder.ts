import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

/** Runs a task with a private folder (mode 0700) that is removed afterwards, whatever happens. */
export async function withWorkFolder<T>(parent: string, task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(parent, '.livery-'));
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
