import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

// YAML reads `true` and `3` as other types than text; for an action every default is text.
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const ActionInput = z.looseObject({
  default: text.nullish(),
  deprecationMessage: z.string().optional(),
});

/** What the runner reads of an `action.yml`. */
export const ActionMetadata = z.looseObject({
  name: z.string(),
  // `name:` alone on its line is an input without any property.
  inputs: z
    .record(
      z.string(),
      ActionInput.nullable().transform(input => input ?? {}),
    )
    .default({}),
  runs: z.looseObject({
    using: z.string().regex(/^node\d+$/, 'the harness runs JavaScript actions only'),
    main: z.string(),
    // Nobody here needs `pre`; without this line it would be left out silently.
    pre: z.never({ error: 'the harness has no pre stage' }).optional(),
    post: z.string().optional(),
    'post-if': z.string().default('always()'),
  }),
});
export type ActionMetadata = z.infer<typeof ActionMetadata>;

/** Reads `action.yml`, or `action.yaml`, of a folder. */
export async function readActionMetadata(folder: string): Promise<ActionMetadata> {
  const source = await readFile(join(folder, 'action.yml'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return readFile(join(folder, 'action.yaml'), 'utf8');
  });
  return ActionMetadata.parse(parse(source));
}
