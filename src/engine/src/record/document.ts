import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { isIgnoredName } from '../tree/SourceTree';

/** The longest document that is read, and so that is written. */
export const MAXIMUM_BYTES = 256 * 1024 * 1024;

/**
 * A path that stays inside the tree and away from what is no source, whoever wrote the record: a repository can bring one along,
 * and what it cannot bring along by itself are hooks of git.
 */
export const InnerPath = z
  .string()
  .min(1)
  .refine(
    file =>
      file.split('/').every(part => part !== '' && part !== '.' && part !== '..' && !isIgnoredName(part)) &&
      !/[\\\0]/.test(file),
    'must stay inside the source',
  );

/**
 * Reads one file of the record folder.
 *
 * @returns undefined when it is not there
 * @throws LiveryError `record-invalid`
 */
export function readDocument<T extends z.ZodType>(
  root: string,
  file: string,
  schema: T,
): z.output<T> | undefined {
  const location = path.join(root, file);
  const stats = lstatSync(location, { throwIfNoEntry: false });
  if (!stats) {
    return undefined;
  }
  // An upstream can bring a link to a device along, which never ends.
  if (!stats.isFile() || stats.size > MAXIMUM_BYTES || !lstatSync(path.dirname(location)).isDirectory()) {
    throw invalidDocument(root, file, 'it is not a regular file of a usual size');
  }
  const text = readFileSync(location, 'utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalidDocument(root, file, 'it is not JSON', error);
  }
  const result = schema.safeParse(document);
  if (!result.success) {
    throw invalidDocument(root, file, z.prettifyError(result.error).split('\n').join(' '), result.error);
  }
  return result.data;
}

/** Writes one file of the record folder aside and moves it into place. */
export function writeDocument(root: string, file: string, document: unknown): void {
  const target = path.join(root, file);
  const part = `${target}.part`;
  const text = typeof document === 'string' ? document : `${JSON.stringify(document, undefined, 2)}\n`;
  if (Buffer.byteLength(text) > MAXIMUM_BYTES) {
    throw new Error(`${file} would be larger than ${MAXIMUM_BYTES} bytes`);
  }
  // An upstream can bring a link of this name along, and what is at its end is not ours to write.
  rmSync(part, { recursive: true, force: true });
  writeFileSync(part, text, { flag: 'wx' });
  renameSync(part, target);
}

/** Says that a file of the record folder is not what Livery wrote. */
export function invalidDocument(root: string, file: string, reason: string, cause?: unknown): LiveryError {
  return new LiveryError('record-invalid', {
    message: `The file ${file} that Livery left in ${root} cannot be used: ${reason}.`,
    hint: 'Start again from a fresh checkout of the upstream release.',
    cause,
  });
}
