import * as core from '@actions/core';
import { LiveryError } from '@livery/contracts';
import { z } from 'zod';

const text = z.string().transform(value => (value === '' ? undefined : value));
const flag = z.enum(['true', 'false', ''], 'must be true or false').transform(value => value === 'true');

/** The inputs of the action, as `action.yml` documents them. */
export const Inputs = z.object({
  brand: z.string().min(1, 'is required: the path of a brand folder'),
  source: text,
  path: text,
  profile: text,
  zip: text,
  report: text,
  'dry-run': flag,
});
export type Inputs = z.infer<typeof Inputs>;

/**
 * Reads and checks the inputs. GitHub does not enforce `required`, so this does.
 *
 * @throws LiveryError `usage-invalid`, naming every wrong input
 */
export function readInputs(): Inputs {
  const raw = Object.fromEntries(Object.keys(Inputs.shape).map(name => [name, core.getInput(name)]));
  const result = Inputs.safeParse(raw);
  if (!result.success) {
    const problems = result.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`);
    throw new LiveryError('usage-invalid', {
      message: `The inputs of the action are wrong: ${problems.join('; ')}.`,
      hint: 'Correct "with:" in the workflow.',
    });
  }
  return result.data;
}
