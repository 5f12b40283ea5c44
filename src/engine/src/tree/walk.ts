import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders that are not source: never read, never copied, never written. */
export const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The folder that Livery keeps its own record in, at the root of a branded tree. */
export const RECORD_FOLDER = '.livery';

/**
 * The regular files below a folder, as paths with `/` from its root, sorted.
 * Symbolic links are not followed: what they point at is branded where it is, or not ours.
 */
export function walk(root: string): string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!IGNORED_FOLDERS.has(entry.name) && name !== RECORD_FOLDER) {
          folders.push(name);
        }
      } else if (entry.isFile()) {
        files.push(name);
      }
    }
  }
  return files.sort();
}
