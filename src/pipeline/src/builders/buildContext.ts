import { constants } from 'node:fs';
import { appendFile, cp, lstat } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { IGNORED_FOLDERS, UNDO_FOLDER } from '@livery/engine';
import { isInside } from '../output';

/** A folder that an engine may read, and the Dockerfile in it. */
export interface BuildContext {
  readonly folder: string;
  readonly dockerfile: string;
}

/**
 * Copies a branded tree to build from: without `.git`, dependencies, what takes the branding back (it holds the upstream's
 * pictures), and anything that is neither a file, a folder nor a link.
 *
 * @param dockerfile - path in the tree
 * @param leaveOut - what else is no part of the app, as paths in the tree
 * @throws LiveryError `source-invalid` when there is no such Dockerfile, `path-unsafe` when it is outside
 */
export async function copyContext(
  tree: string,
  dockerfile: string,
  folder: string,
  leaveOut: readonly string[] = [],
): Promise<BuildContext> {
  const file = path.resolve(tree, dockerfile);
  const stats = await lstat(file).catch(() => undefined);
  if (path.isAbsolute(dockerfile) || !(await isInside(tree, file))) {
    throw new LiveryError('path-unsafe', {
      message: `The Dockerfile ${dockerfile} is outside of the source.`,
      hint: 'Give a path from the root of the source.',
    });
  }
  if (!stats?.isFile()) {
    throw new LiveryError('source-invalid', {
      message: `The source has no Dockerfile at ${dockerfile}.`,
      hint: 'Say with --dockerfile where it is, as a path from the root of the source.',
    });
  }
  const unwanted = new Set([UNDO_FOLDER, ...leaveOut].map(name => path.join(tree, name)));
  await cp(tree, folder, {
    recursive: true,
    errorOnExist: true,
    force: false,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    // On file systems that can, nothing is copied until somebody writes.
    mode: constants.COPYFILE_FICLONE,
    filter: async source => {
      if (unwanted.has(source) || (IGNORED_FOLDERS.has(path.basename(source)) && source !== tree)) {
        return false;
      }
      const kind = await lstat(source);
      return kind.isDirectory() || kind.isFile() || kind.isSymbolicLink();
    },
  });
  return { folder, dockerfile: path.join(folder, path.relative(tree, file)) };
}

/**
 * Sets variables for the containers of an image: as the last lines of the Dockerfile that is built, which is a copy.
 * https://docs.docker.com/reference/dockerfile/#env
 */
export async function addEnvironment(
  { dockerfile }: BuildContext,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(environment).map(
    ([name, value]) => `ENV ${name}="${value.replace(/[\\"$]/g, '\\$&')}"\n`,
  );
  if (lines.length > 0) {
    await appendFile(dockerfile, `\n${lines.join('')}`);
  }
}
