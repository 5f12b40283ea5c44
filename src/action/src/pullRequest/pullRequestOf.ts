import { z } from 'zod';

/** The event of a workflow, as the runner hands it over. */
export interface WorkflowEvent {
  /** `pull_request`, `push` and so on. */
  readonly name: string;
  readonly payload: unknown;
  /** `owner/name` of the repository that the workflow runs for. */
  readonly repository: string;
}

/** A pull request that may be written to. */
export interface PullRequest {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** The commit that a check is for. */
  readonly headSha: string;
}

/** Why nothing is written; undefined when there is no pull request at all. */
export type PullRequestOrReason =
  | { readonly pullRequest: PullRequest; readonly reason?: never }
  | { readonly pullRequest?: never; readonly reason?: string };

const Repository = z.object({ id: z.number(), full_name: z.string() });

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
const Payload = z.object({
  repository: Repository,
  pull_request: z.object({
    number: z.number().int().positive(),
    // Without a repository its fork is gone.
    head: z.object({ sha: z.string().regex(/^[\da-f]{40,64}$/), repo: Repository.nullable() }),
    base: z.object({ repo: Repository }),
  }),
});

/**
 * The pull request that a workflow runs for, if what it writes there is its own: from a branch of the same repository, and to that
 * repository, never to the one it was forked from. Others come with code of strangers, who would decide what we write; GitHub gives
 * the job a token that can only read then, and events that give it more are not answered at all.
 */
export function pullRequestOf({ name, payload, repository }: WorkflowEvent): PullRequestOrReason {
  if (name !== 'pull_request') {
    return /^pull_request|^workflow_run$|^issue_comment$/.test(name)
      ? {
          reason: `nothing is written to pull requests on the event ${name}, which code of strangers can start`,
        }
      : {};
  }
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) {
    return { reason: 'the event does not say which pull request it is about' };
  }
  const { pull_request: request, repository: own } = parsed.data;
  const { head, base, number } = request;
  if (head.repo?.id !== own.id) {
    return { reason: `pull request ${number} comes from ${head.repo?.full_name ?? 'a fork that is gone'}` };
  }
  if (base.repo.id !== own.id || own.full_name !== repository) {
    return {
      reason: `pull request ${number} is one of ${base.repo.full_name}, and this workflow is one of ${repository}`,
    };
  }
  const [owner = '', repo = ''] = repository.split('/');
  return { pullRequest: { owner, repo, number, headSha: head.sha } };
}
