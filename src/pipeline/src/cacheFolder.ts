import os from 'node:os';
import path from 'node:path';

/** Where something is kept that can be had again: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheFolder(name: string): string {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'livery', name);
}
