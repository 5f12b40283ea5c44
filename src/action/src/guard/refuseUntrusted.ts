import { LiveryError } from '@livery/contracts';
import type { Workflow, WorkflowEvent } from './Workflow';

/** What of a step could be turned against the repository it runs for. */
export interface Intent {
  /** Whether it pushes, or logs in anywhere. */
  readonly reachesOut: boolean;
  /** The input `allow-untrusted`. */
  readonly allowUntrusted: boolean;
}

/** How code of strangers gets into a run that has the rights of this repository; undefined where it does not. */
type Danger = (payload: WorkflowEvent, intent: Intent) => string | undefined;

/** Events that strangers can cause in a run with the secrets of the repository. */
const STRANGERS: ReadonlySet<string> = new Set(['pull_request_target', 'issue_comment']);

const ofPullRequest: Danger = ({ pull_request: request }, { reachesOut }) => {
  const head = request?.head.repo?.id;
  const isFork = head === undefined || head !== request?.base.repo?.id;
  return isFork && reachesOut ? 'it would push for a pull request from a fork' : undefined;
};

/**
 * By event. Fails closed: a head repository that is gone, or that the event does not name, counts as somebody else's.
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
const dangers: Readonly<Record<string, Danger>> = {
  pull_request_target: () =>
    'it runs for pull_request_target, with the secrets of this repository and perhaps the code of a stranger',
  workflow_run: ({ workflow_run: run, repository }) =>
    run?.head_repository?.id !== undefined &&
    run.head_repository.id === repository?.id &&
    !STRANGERS.has(run.event)
      ? undefined
      : 'it runs for workflow_run after a run that strangers can cause, with the secrets of this repository',
  issue_comment: (_payload, { reachesOut }) =>
    reachesOut
      ? 'it runs for issue_comment, which anybody can write, with the secrets of this repository'
      : undefined,
  pull_request: ofPullRequest,
  pull_request_review: ofPullRequest,
  pull_request_review_comment: ofPullRequest,
};

/**
 * Refuses to work for strangers.
 *
 * @throws LiveryError `run-invalid`, before anything is fetched, written or sent
 */
export function refuseUntrusted({ event }: Pick<Workflow, 'event'>, intent: Intent): void {
  const danger = intent.allowUntrusted ? undefined : dangers[event.name]?.(event.payload, intent);
  if (danger !== undefined) {
    throw new LiveryError('run-invalid', {
      message: `Livery does not work in this run: ${danger}.`,
      hint: 'Run on push, or on pull_request with "dry-run: true". If nothing of the pull request is checked out or read, say "allow-untrusted: true".',
    });
  }
}
