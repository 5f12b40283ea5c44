import type { ImageConfig } from '../image/documents';

/**
 * The layers, by their index, whose step says that it copied something into a folder. Builders write it in three ways:
 * `COPY /app/build /app/build # buildkit`, `/bin/sh -c #(nop) COPY dir:… in /app/build `, and with a path relative to WORKDIR.
 *
 * History is written by whoever built the image, so this is a hint and never a proof.
 *
 * @param root - without a slash in front: `app`
 * @returns undefined when the history does not fit the layers
 */
export function hintedLayers(config: ImageConfig, root: string): number[] | undefined {
  const steps = config.history ?? [];
  const withLayer = steps.filter(step => step.empty_layer !== true);
  if (withLayer.length !== config.rootfs.diff_ids.length) {
    return undefined;
  }
  const hinted: number[] = [];
  let layer = 0;
  let workingDirectory = '/';
  for (const { created_by: line = '', empty_layer: isEmpty } of steps) {
    const { command, path } = parseStep(line);
    if (command === 'WORKDIR') {
      workingDirectory = join(workingDirectory, path);
    }
    if (isEmpty === true) {
      continue;
    }
    if ((command === 'COPY' || command === 'ADD') && isBelow(join(workingDirectory, path), `/${root}`)) {
      hinted.push(layer);
    }
    layer += 1;
  }
  return hinted;
}

/** What builders before BuildKit, and buildah, put before a step that runs nothing. */
const NO_OPERATION = /^\/bin\/sh -c #\(nop\)\s+/;

/** The command of a step, and the last path that it names. What a RUN runs may hold the same words. */
function parseStep(line: string): { command: string | undefined; path: string } {
  const words = line
    .replace(NO_OPERATION, '')
    .split(/\s+/)
    .filter(word => word !== '');
  const comment = words.indexOf('#');
  const [command, ...named] = comment < 0 ? words : words.slice(0, comment);
  return { command, path: named.at(-1) ?? '' };
}

function join(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder.replace(/\/$/, '')}/${path.replace(/^\.(?:\/|$)/, '')}`;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
