import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError, messageOf } from '@livery/contracts';

/**
 * Refuses a target that holds something already.
 *
 * @param what - what errors call it, for example `The folder out`
 * @throws LiveryError `output-exists`
 */
export async function refuseExisting(target: string, what: string): Promise<void> {
  const stats = await stat(target).catch(() => undefined);
  const isEmptyFolder = stats?.isDirectory() && (await readdir(target)).length === 0;
  if (stats && !isEmptyFolder) {
    throw new LiveryError('output-exists', {
      message: `${what} exists already, and Livery does not write into other people's files.`,
      hint: 'Remove it, or choose another name.',
    });
  }
}

/**
 * Refuses to write a report over anything but an older report.
 *
 * @throws LiveryError `output-exists`
 */
export async function refuseForeignReport(file: string): Promise<void> {
  const isReport = await readFile(file, 'utf8').then(
    text => /^\s*\{\s*"apiVersion": ?"livery\/report\//.test(text),
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
  if (!isReport) {
    throw new LiveryError('output-exists', {
      message: `${file} exists and is not a report of an earlier run, so no report will be written over it.`,
      hint: 'Choose another name for the report.',
    });
  }
}

/**
 * Makes a folder for a task; when the task fails, what was made for it goes again.
 *
 * @throws LiveryError `output-unwritable`
 */
export async function inFolder<T>(folder: string, task: () => Promise<T>): Promise<T> {
  let created: string | undefined;
  try {
    created = await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritable(`The folder ${folder}`, error);
  }
  try {
    return await task();
  } catch (error) {
    if (created !== undefined) {
      await rm(created, { recursive: true, force: true });
    }
    throw error;
  }
}

/** Runs a task with a private folder (mode 0700) that is removed afterwards, whatever happens. */
export async function withWorkFolder<T>(parent: string, task: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(parent, '.livery-')).catch((error: unknown) => {
    throw unwritable(`The folder ${parent}`, error);
  });
  try {
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a file aside, under a name nobody else has, and moves it into place.
 *
 * @throws LiveryError `output-unwritable`, and what `write` throws of its own
 */
export async function writeAside<T>(file: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    const result = await write(temporary);
    await rename(temporary, file);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof LiveryError ? error : unwritable(`The file ${file}`, error);
  }
}

/** Writes a document as JSON. */
export async function writeJson(file: string, document: unknown): Promise<void> {
  await writeAside(file, temporary =>
    writeFile(temporary, `${JSON.stringify(document, undefined, 2)}\n`, { flag: 'wx' }),
  );
}

/** Whether a path lies in a folder, once every link on the way is followed. */
export async function isInside(folder: string, target: string): Promise<boolean> {
  let existing = path.resolve(target);
  const missing: string[] = [];
  for (;;) {
    const real = await realpath(existing).catch(() => undefined);
    if (real !== undefined) {
      const relative = path.relative(await realpath(folder), path.join(real, ...missing));
      return (
        relative !== '' &&
        relative !== '..' &&
        !relative.startsWith(`..${path.sep}`) &&
        !path.isAbsolute(relative)
      );
    }
    missing.unshift(path.basename(existing));
    existing = path.dirname(existing);
  }
}

function unwritable(what: string, cause: unknown): LiveryError {
  return new LiveryError('output-unwritable', {
    message: `${what} could not be written: ${messageOf(cause)}.`,
    hint: 'Choose a place that exists, that you may write to and that has room.',
    cause,
  });
}
