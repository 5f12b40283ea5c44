import * as core from '@actions/core';
import { toLiveryError } from '@livery/contracts';
import { Secret } from '@livery/images';
import { pullRequestOf, writeToPullRequest } from '../pullRequest';
import type { Step } from '../work/Step';
import { harmless } from './harmless';

/**
 * Says on the pull request of a run what the summary of the job says. It is an extra: what goes wrong with it is a warning.
 *
 * @param summary - Markdown
 * @param failed - whether the run failed
 */
export async function notePullRequest(step: Step, summary: string, failed: boolean): Promise<void> {
  const { inputs, workflow, brand } = step;
  const style = inputs['pull-request'];
  const token = inputs['github-token'];
  // A run that is cancelled has ten seconds left, and nothing to say.
  if (style === 'none' || step.signal.aborted) {
    return;
  }
  const { name, payload } = workflow.event;
  const { pullRequest, reason } = pullRequestOf({ name, payload, repository: workflow.repository });
  if (!pullRequest || token === undefined) {
    core.info(
      harmless(
        `Nothing is written to a pull request: ${reason ?? 'this run is not for one, or has no token'}.`,
      ),
    );
    return;
  }
  try {
    const { state, url } = await writeToPullRequest({
      pullRequest,
      token: new Secret(token),
      apiUrl: workflow.apiUrl,
      style,
      key: brand.brand.name,
      summary,
      conclusion: failed ? 'failure' : inputs['dry-run'] ? 'neutral' : 'success',
    });
    core.info(harmless(`The ${style} on pull request ${pullRequest.number} is ${state}: ${url}`));
  } catch (error) {
    core.warning(harmless(toLiveryError(error).toParagraph()));
  }
}
