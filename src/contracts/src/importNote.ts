import { z } from 'zod';

/** What a person should know of one part of an imported document. */
export const ImportNote = z.strictObject({
  rule: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('number of the rule in the imported document, from 1; left out when the note is about no rule'),
  severity: z
    .enum(['translated', 'differs', 'dropped'])
    .describe(
      'translated: taken, and written in another way that means the same; differs: taken, but it does not do all that it did; dropped: not taken',
    ),
  message: z.string(),
});
export type ImportNote = z.infer<typeof ImportNote>;
