import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import { isInside, refuseExisting, refuseForeignReport } from '@livery/pipeline';
import type { Inputs } from './inputs';

/** Where things are on the runner. */
export interface RunnerFolders {
  workspace: string;
  temporary: string;
}

/** Where the action writes to; all of it is checked before anything is fetched or branded. */
export interface Targets {
  /** The new folder of a source that is fetched. */
  tree: string | undefined;
  zip: string | undefined;
  report: string;
}

/**
 * Resolves and checks what the inputs say about places.
 *
 * @throws LiveryError `path-unsafe`, `output-exists`
 */
export async function targetsOf(inputs: Inputs, folders: RunnerFolders): Promise<Targets> {
  const resolve = async (input: 'path' | 'zip' | 'report', value: string): Promise<string> => {
    const target = path.resolve(folders.workspace, value);
    if (!(await isInside(folders.workspace, target))) {
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
    tree: inputs.source === undefined ? undefined : await resolve('path', inputs.path ?? 'branded'),
    zip: inputs.zip === undefined ? undefined : await resolve('zip', inputs.zip),
    report: inputs.report
      ? await resolve('report', inputs.report)
      : path.join(folders.temporary, 'livery-report.json'),
  };
}
