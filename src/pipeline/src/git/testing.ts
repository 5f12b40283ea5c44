import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The argument lists of all processes, and what is in our temporary folders, while something runs. */
export async function watched<T>(task: Promise<T>): Promise<{ result: T; seen: string }> {
  let seen = '';
  let done = false;
  const watch = (async () => {
    while (!done) {
      for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        seen += read(`/proc/${pid}/cmdline`);
      }
      for (const folder of readdirSync(os.tmpdir()).filter(name => name.startsWith('livery-git-'))) {
        const home = path.join(os.tmpdir(), folder);
        try {
          readdirSync(home).forEach(name => (seen += read(path.join(home, name))));
        } catch {
          // It has just been taken away.
        }
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  })();
  try {
    return { result: await task, seen };
  } finally {
    done = true;
    await watch;
  }
}

function read(file: string): string {
  try {
    return `${readFileSync(file, 'utf8').replaceAll('\0', ' ')}\n`;
  } catch {
    return ''; // gone, or a folder
  }
}
