import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { isInside, refuseExisting, refuseForeignReport } from '@livery/pipeline';
import type { Workflow } from '../guard/Workflow';
import type { Inputs } from '../inputs/Inputs';

/** Where the action writes to in the workspace; all of it is checked before anything is fetched or branded. */
export interface Places {
  /** The new folder of a source that is fetched. */
  readonly tree: string | undefined;
  readonly zip: string | undefined;
  readonly report: string;
}

/**
 * Resolves and checks what the inputs say about places.
 *
 * @param makesTree - whether a branded source is left in the workspace, in a folder of its own
 * @throws LiveryError `path-unsafe`, `output-exists`
 */
export async function placesOf(inputs: Inputs, workflow: Workflow, makesTree: boolean): Promise<Places> {
  const { workspace, temporary } = workflow;
  const resolve = async (input: 'path' | 'zip' | 'report', value: string): Promise<string> => {
    const target = path.resolve(workspace, value);
    if (!(await isInside(workspace, target))) {
      throw new LiveryError('path-unsafe', {
        message: `The input ${input} names ${value}, which is not inside the workspace.`,
        hint: 'Give a path below the workspace; links in the checkout are followed.',
      });
    }
    await (input === 'report'
      ? refuseForeignReport(target)
      : refuseExisting(target, `The ${input} ${value}`));
    return target;
  };
  return {
    tree: makesTree ? await resolve('path', inputs.path ?? 'branded') : undefined,
    zip: inputs.zip === undefined ? undefined : await resolve('zip', inputs.zip),
    report: inputs.report
      ? await resolve('report', inputs.report)
      : path.join(temporary, 'livery-report.json'),
  };
}
