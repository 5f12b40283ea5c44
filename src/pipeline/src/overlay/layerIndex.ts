import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LayerIndex, LayerSummary } from '@livery/images';
import { z } from 'zod';
import { cacheFolder } from '../cacheFolder';

/** An index that lasts as long as the process. */
export function memoryLayerIndex(): LayerIndex {
  const summaries = new Map<string, LayerSummary>();
  return {
    get: (digest, root) => summaries.get(`${digest} ${root}`),
    set: (digest, root, summary) => void summaries.set(`${digest} ${root}`, summary),
  };
}

const Directory = z.looseObject({
  path: z.string(),
  type: z.literal('directory'),
  mode: z.number().int(),
  uid: z.number().int(),
  gid: z.number().int(),
  mtime: z.number(),
  sizeBytes: z.number(),
});

/** What is kept of a layer between runs. */
const Summary = z.strictObject({
  form: z.literal(1),
  touches: z.boolean(),
  directories: z.array(Directory),
  blob: z.base64().optional(),
});

/**
 * An index in a folder, one small file for each layer. A layer never changes, so nothing in it grows old; what cannot be read or
 * written is as if it were not there.
 */
export function folderLayerIndex(folder = cacheFolder('layers')): LayerIndex {
  const memory = memoryLayerIndex();
  const fileOf = (digest: string, root: string) =>
    path.join(folder, `${digest.replace(':', '-')}.${encodeURIComponent(root)}.json`);
  return {
    get(digest, root) {
      const known = memory.get(digest, root);
      if (known) {
        return known;
      }
      const summary = readSummary(fileOf(digest, root));
      if (summary) {
        memory.set(digest, root, summary);
      }
      return summary;
    },
    set(digest, root, summary) {
      memory.set(digest, root, summary);
      const file = fileOf(digest, root);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(`${file}.${process.pid}`, JSON.stringify({ form: 1, ...summary }));
        renameSync(`${file}.${process.pid}`, file);
      } catch {
        // it is only slower the next time
      }
    },
  };
}

function readSummary(file: string): LayerSummary | undefined {
  try {
    const { touches, directories, blob } = Summary.parse(JSON.parse(readFileSync(file, 'utf8')));
    return {
      touches,
      directories: directories as LayerSummary['directories'],
      ...(blob !== undefined && { blob }),
    };
  } catch {
    return undefined;
  }
}
