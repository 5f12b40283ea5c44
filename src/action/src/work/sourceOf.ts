import path from 'node:path';
import * as exec from '@actions/exec';
import { createSource, parseSource, type PipelineSource, type Source } from '@livery/pipeline';
import type { Workflow } from '../guard/Workflow';

/** What is branded, and what report and log call it. */
export interface ActionSource extends PipelineSource {
  /** Set when the source has to be fetched or copied first; without it the workspace is branded in place. */
  fetch?: Source;
}

/**
 * The source that the inputs name, or the workspace itself.
 *
 * @throws LiveryError `source-invalid`
 */
export async function sourceOf(source: string | undefined, workflow: Workflow): Promise<ActionSource> {
  const { workspace, repository, serverUrl, sha } = workflow;
  if (source === undefined) {
    const commit = await headOf(workspace);
    // A checkout step can have fetched another repository than the one the workflow runs for.
    const name = commit === sha ? `${serverUrl}/${repository}` : workspace;
    return { location: workspace, name, ...(commit !== undefined && { commit }) };
  }
  const { kind, location, ref } = parseSource(source);
  const fetch = createSource(kind === 'folder' ? path.resolve(workspace, location) : location, ref);
  return { location: fetch.location, ...(ref !== undefined && { ref }), name: location, fetch };
}

/** The commit that a folder is a checkout of, if it is one and git is there to say so. */
async function headOf(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await exec.getExecOutput('git', ['rev-parse', 'HEAD'], { cwd: folder, silent: true });
    return stdout.trim();
  } catch {
    return undefined;
  }
}
