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
    const moved = /WORKDIR\s+(\S+)/.exec(line)?.[1];
    workingDirectory = moved === undefined ? workingDirectory : join(workingDirectory, moved);
    if (isEmpty === true) {
      continue;
    }
    const copied = /\b(?:COPY|ADD)\b.*?(\S+)\s*(?:#.*)?$/.exec(line)?.[1];
    if (copied !== undefined && isBelow(join(workingDirectory, copied), `/${root}`)) {
      hinted.push(layer);
    }
    layer += 1;
  }
  return hinted;
}

function join(folder: string, path: string): string {
  return path.startsWith('/') ? path : `${folder.replace(/\/$/, '')}/${path.replace(/^\.\/?/, '')}`;
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}
