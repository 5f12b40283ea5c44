import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LicenceVerdict, LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { RECORD_FOLDER } from '../tree/SourceTree';
import { Undo } from './undo';

const digest = z.string();

/** A path that stays inside the tree, whoever wrote the record. */
const InnerPath = z
  .string()
  .min(1)
  .refine(
    file =>
      file.split('/').every(part => part !== '' && part !== '.' && part !== '..') && !/[\\\0]/.test(file),
    'must stay inside the tree',
  );

/** What a branded tree says of itself, without times and places: the same inputs give the same bytes. */
export const TreeRecord = z.strictObject({
  apiVersion: z.literal('livery/record/v1'),
  kind: z.literal('Record'),
  state: z.enum(['applying', 'applied']).describe('applying: files are being moved into place'),
  upstream: z.strictObject({ version: z.string().optional() }),
  profile: z.strictObject({ id: z.string(), digest }),
  brand: z.strictObject({ name: z.string(), digest }),
  licence: LicenceVerdict,
  files: z.array(
    z.strictObject({
      file: InnerPath,
      before: digest,
      after: digest.optional().describe('left out for a file that was deleted'),
    }),
  ),
});
export type TreeRecord = z.infer<typeof TreeRecord>;

/** File → how its original comes back. Kept apart, since only the tree needs it and nobody it is given to. */
export const UndoLog = z.record(z.string(), Undo);
export type UndoLog = z.infer<typeof UndoLog>;

const MAXIMUM_BYTES = 256 * 1024 * 1024;

/** Where the record of a tree is, and where its undo log. */
export const RECORD_FILE = `${RECORD_FOLDER}/record.json`;
export const UNDO_FILE = `${RECORD_FOLDER}/undo.json`;

/**
 * Reads the record of a tree.
 *
 * @returns undefined when the tree has none
 * @throws LiveryError `record-invalid`
 */
export function readRecord(root: string): TreeRecord | undefined {
  return readDocument(root, RECORD_FILE, TreeRecord);
}

/**
 * Reads the undo log of a tree.
 *
 * @throws LiveryError `record-invalid`, also when there is none
 */
export function readUndoLog(root: string): UndoLog {
  const log = readDocument(root, UNDO_FILE, UndoLog);
  if (!log) {
    throw invalid(root, UNDO_FILE, 'it is missing');
  }
  return log;
}

function readDocument<T extends z.ZodType>(root: string, file: string, schema: T): z.output<T> | undefined {
  const location = path.join(root, file);
  const stats = lstatSync(location, { throwIfNoEntry: false });
  if (!stats) {
    return undefined;
  }
  // An upstream can bring a link to a device along, which never ends.
  if (!stats.isFile() || stats.size > MAXIMUM_BYTES || !lstatSync(path.dirname(location)).isDirectory()) {
    throw invalid(root, file, 'it is not a regular file of a usual size');
  }
  const text = readFileSync(location, 'utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(root, file, 'it is not JSON', error);
  }
  const result = schema.safeParse(document);
  if (!result.success) {
    throw invalid(root, file, z.prettifyError(result.error).split('\n').join(' '), result.error);
  }
  return result.data;
}

function invalid(root: string, file: string, reason: string, cause?: unknown): LiveryError {
  return new LiveryError('record-invalid', {
    message: `The file ${file} that Livery left in ${root} cannot be used: ${reason}.`,
    hint: 'Start again from a fresh checkout of the upstream release.',
    cause,
  });
}
