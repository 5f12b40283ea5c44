import { readFileSync } from 'node:fs';
import os from 'node:os';
import { LiveryError, messageOf } from '@livery/contracts';
import { z } from 'zod';

/** A repository as webhooks name it. A fork that was deleted is null. */
const Repository = z.looseObject({
  id: z.number(),
  full_name: z.string(),
  visibility: z.string().optional(),
});

/** What of an event says whose code it is about: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
export const WorkflowEvent = z.looseObject({
  repository: Repository.optional(),
  pull_request: z
    .looseObject({
      number: z.number(),
      head: z.looseObject({ repo: Repository.nullish() }),
      base: z.looseObject({ repo: Repository.nullish() }),
    })
    .optional(),
  workflow_run: z.looseObject({ head_repository: Repository.nullish(), event: z.string() }).optional(),
});
export type WorkflowEvent = z.infer<typeof WorkflowEvent>;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const Variables = z.object({
  GITHUB_WORKSPACE: z.string().default(''),
  GITHUB_EVENT_NAME: z.string().default(''),
  GITHUB_EVENT_PATH: z.string().default(''),
  GITHUB_ACTOR: z.string().default(''),
  GITHUB_REPOSITORY: z.string().default(''),
  GITHUB_API_URL: z.string().default('https://api.github.com'),
  GITHUB_SERVER_URL: z.string().default('https://github.com'),
  GITHUB_SHA: z.string().default(''),
  GITHUB_WORKFLOW_REF: z.string().default(''),
  RUNNER_TEMP: z.string().default(''),
});

/** The run of a workflow that this is a step of. */
export interface Workflow {
  /** Where the repository is checked out, and what inputs count from. */
  readonly workspace: string;
  readonly temporary: string;
  readonly event: { readonly name: string; readonly payload: WorkflowEvent };
  /** Who started it, and whose name goes with the token of the job. */
  readonly actor: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly sha: string;
  /** `owner/name/.github/workflows/brand.yml@refs/heads/main`. */
  readonly workflowRef: string;
}

/**
 * Reads what the runner says of the workflow.
 *
 * @throws LiveryError `run-invalid` when the event cannot be read: then nobody knows whose code this is
 */
export function readWorkflow(environment: NodeJS.ProcessEnv = process.env): Workflow {
  const variables = Variables.parse(environment);
  return {
    workspace: variables.GITHUB_WORKSPACE || process.cwd(),
    temporary: variables.RUNNER_TEMP || os.tmpdir(),
    event: { name: variables.GITHUB_EVENT_NAME, payload: readEvent(variables.GITHUB_EVENT_PATH) },
    actor: variables.GITHUB_ACTOR,
    repository: variables.GITHUB_REPOSITORY,
    serverUrl: variables.GITHUB_SERVER_URL,
    apiUrl: variables.GITHUB_API_URL,
    sha: variables.GITHUB_SHA,
    workflowRef: variables.GITHUB_WORKFLOW_REF,
  };
}

function readEvent(file: string): WorkflowEvent {
  if (file === '') {
    return {};
  }
  try {
    return WorkflowEvent.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new LiveryError('run-invalid', {
      message: `The event of this workflow run cannot be read from ${file}: ${messageOf(error).split('\n')[0] ?? ''}.`,
      hint: 'Run the job again.',
      cause: error,
    });
  }
}
