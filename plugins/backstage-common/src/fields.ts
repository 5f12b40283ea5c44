import { z } from 'zod';

/** A moment, in UTC. */
export const timestamp = z.iso.datetime();

/** Text without control characters: PostgreSQL refuses some of them, and no page shows any. */
export const lines = z
  .string()
  .regex(/^[^\u0000-\u0008\u000b-\u001f\u007f]*$/, 'must not contain control characters');

/** One line of text. */
export const line = lines.regex(/^[^\t\n]*$/, 'must be one line');

/** What people pick a record by. */
export const recordName = line.trim().min(1).max(100);

/** What people say about a record. */
export const description = lines.max(1000);

/** A Backstage user or group. */
export const OwnerRef = z
  .string()
  .max(200)
  .regex(
    /^(?:user|group):[\w.-]+\/[\w.-]+$/,
    'must be the reference of a user or a group, such as group:default/platform',
  )
  .toLowerCase()
  .describe('a user or a group, such as group:default/platform');

/** Words that records are grouped by. */
export const Tags = z
  .array(
    z
      .string()
      .max(63)
      .regex(/^[a-z0-9][a-z0-9.+#-]*$/, 'must be lower-case letters, digits, dots, dashes, + and #'),
  )
  .max(20)
  .overwrite(tags => [...new Set(tags)].sort())
  .describe('words that records are grouped by');

/** The parameter of a path that names a record. */
export const idParams = z.object({
  id: z.uuid({ error: ({ input }) => `must be a UUID, and '${String(input)}' is none` }),
});

/** Grows with every change of a record, from 1. A change says which one it is meant for. */
export const revision = z.number().int().min(1);

/** What every record that belongs to somebody keeps about itself. */
export const recordFields = {
  id: z.uuid(),
  owner: z.string().describe('a user or a group'),
  tags: z.array(z.string()),
  revision,
  createdBy: z.string(),
  createdAt: timestamp,
  updatedBy: z.string(),
  updatedAt: timestamp,
};

/** What a list of records can be narrowed by. */
export const recordFilters = {
  owner: OwnerRef.optional(),
  tag: z.string().max(63).optional(),
};

/** An id for examples. */
export const exampleId = '5f0c1a52-2f0b-4b8e-9f39-0d0b8f6f2b11';
