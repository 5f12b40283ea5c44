import { rmSync } from 'node:fs';
import path from 'node:path';
import { LicenceVerdict, LiveryError } from '@livery/contracts';
import { z } from 'zod';
import { RECORD_FOLDER } from '../tree/SourceTree';
import { InnerPath, readDocument } from './document';
import { hasLock, recordNames } from './lock';

const digest = z.string();

const API_VERSION = 'livery/record/v2';

/** What a branded tree says of itself, without times and places: the same inputs give the same bytes. */
export const TreeRecord = z.strictObject({
  apiVersion: z.literal(API_VERSION, {
    error: ({ input }) => `it was written as ${JSON.stringify(input)}, and this Livery reads ${API_VERSION}`,
  }),
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

/** Where the record of a tree is. */
export const RECORD_FILE = `${RECORD_FOLDER}/record.json`;

/**
 * Reads the record of a tree.
 *
 * @returns undefined when the tree has none
 * @throws LiveryError `record-invalid`
 */
export function readRecord(root: string): TreeRecord | undefined {
  return readDocument(root, RECORD_FILE, TreeRecord);
}

/** The record itself goes last: until then a run that was killed can be taken up again. */
export function removeRecord(root: string): void {
  const parts = ['staged', 'NOTICE.txt.part', 'NOTICE.txt', 'record.json.part', 'undo', 'record.json'];
  for (const name of parts) {
    rmSync(path.join(root, RECORD_FOLDER, name), { recursive: true, force: true });
  }
}

/**
 * Refuses a tree that holds a record, or anything else where the record goes. A record that an interrupted run left is not taken
 * back unasked either: a repository can bring one along, and nobody can tell it from ours.
 *
 * @param isOurs - whether what is there without a record was left by a run that was killed before it touched a file
 * @throws LiveryError `already-branded`, `apply-interrupted`, `record-invalid`
 */
export function refuseBranded(root: string, isOurs = hasLock(root)): void {
  const record = readRecord(root);
  if (record?.state === 'applying') {
    throw new LiveryError('apply-interrupted', {
      message: `A branding of ${root} was interrupted half-way.`,
      hint: `If it was yours, take it back with "livery revert ${root}"; otherwise start again from a fresh checkout of the upstream release.`,
    });
  }
  if (record) {
    throw new LiveryError('already-branded', {
      message: `${root} was branded by Livery before, as ${record.brand.name}: it holds the record ${RECORD_FILE}.`,
      hint: 'A branded tree is never edited: take the branding back with "livery revert", or start again from a fresh checkout of the upstream release.',
    });
  }
  const [name] = recordNames(root);
  if (name !== undefined && !isOurs) {
    throw new LiveryError('already-branded', {
      message: `${root} holds ${RECORD_FOLDER}/${name}, which is not of an unfinished branding, and Livery keeps its own record there.`,
      hint: `Remove the folder ${RECORD_FOLDER}, or start again from a fresh checkout of the upstream release.`,
    });
  }
}
