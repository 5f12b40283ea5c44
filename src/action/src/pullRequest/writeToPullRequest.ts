import { withRetries } from '@livery/backstage-plugin-livery-common';
import { LiveryError, messageOf } from '@livery/contracts';
import type { Secret } from '@livery/images';
import type * as github from '@actions/github';
import { checkSummaryOf, commentOf, markerOf } from './body';
import type { PullRequest } from './pullRequestOf';

type Octokit = ReturnType<typeof github.getOctokit>;

/** What is written, and where. */
export interface PullRequestNote {
  readonly pullRequest: PullRequest;
  readonly token: Secret;
  /** `https://api.github.com`, or that of an Enterprise Server. */
  readonly apiUrl: string;
  readonly style: 'comment' | 'check';
  /** What tells several of one workflow apart, such as the name of a brand: each is updated in its own place. */
  readonly key: string;
  /** The same Markdown as the summary of the job. */
  readonly summary: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  /** Waits between tries, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
}

/** What became of it. */
export interface WrittenNote {
  readonly state: 'created' | 'updated' | 'unchanged';
  readonly url: string;
}

/** What the token has to be allowed, by the kind of note. */
const rights = {
  comment: '"pull-requests: write"',
  check: '"checks: write"',
} as const;

/**
 * Writes to a pull request, or corrects what an earlier run wrote there.
 *
 * @throws LiveryError `github-refused`
 */
export async function writeToPullRequest(note: PullRequestNote): Promise<WrittenNote> {
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(note.token.reveal(), { baseUrl: note.apiUrl });
  try {
    const write = note.style === 'comment' ? writeComment : writeCheck;
    // The whole of it again, and not one request: an answer can get lost after what was asked for was done.
    return await withRetries(
      () => write(octokit, note),
      note.retryDelaysMs && { delaysMs: note.retryDelaysMs },
    );
  } catch (error) {
    const { number, owner, repo } = note.pullRequest;
    const { status } = error as { status?: unknown };
    throw new LiveryError('github-refused', {
      message: `The ${note.style} on pull request ${number} of ${owner}/${repo} could not be written: ${messageOf(error).slice(0, 300)}.`,
      hint:
        status === 403 || status === 404
          ? `Add ${rights[note.style]} to the permissions of the job.`
          : 'The summary of the job says the same. Run the job again, or look at https://www.githubstatus.com.',
      cause: error,
    });
  }
}

async function writeComment(octokit: Octokit, note: PullRequestNote): Promise<WrittenNote> {
  const { owner, repo, number } = note.pullRequest;
  const body = commentOf(note.key, note.summary);
  const isOurs = await ourComments(octokit, note);
  const marker = markerOf(note.key);
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  const own = comments.find(comment => comment.body?.startsWith(`${marker}\n`) && isOurs(comment.user));
  if (own?.body === body) {
    return { state: 'unchanged', url: own.html_url };
  }
  const { data } = own
    ? await octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body })
    : await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body });
  return { state: own ? 'updated' : 'created', url: data.html_url };
}

/**
 * Whose comments are ours: whoever can write a comment can write our marker, and what others wrote is left alone. The token of a
 * job cannot ask who it is, and is a bot; one of a person can.
 */
async function ourComments(octokit: Octokit, note: PullRequestNote) {
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  if (note.token.reveal().startsWith('ghs_')) {
    return (user: { type?: string } | null) => user?.type === 'Bot';
  }
  const { data } = await octokit.rest.users.getAuthenticated();
  return (user: { login?: string } | null) => user?.login === data.login;
}

async function writeCheck(octokit: Octokit, note: PullRequestNote): Promise<WrittenNote> {
  const { owner, repo, headSha } = note.pullRequest;
  const name = `Livery: ${note.key}`;
  const output = { title: titles[note.conclusion], summary: checkSummaryOf(note.summary) };
  const state = { status: 'completed', conclusion: note.conclusion, output } as const;
  const { data: found } = await octokit.rest.checks.listForRef({
    owner,
    repo,
    ref: headSha,
    check_name: name,
    filter: 'latest',
  });
  // Another app may have a check of this name; it cannot be changed by us.
  const own = found.check_runs.find(({ external_id: id }) => id === markerOf(note.key));
  if (own?.conclusion === note.conclusion && own.output.summary === output.summary) {
    return { state: 'unchanged', url: own.html_url ?? '' };
  }
  const { data } = own
    ? await octokit.rest.checks.update({ owner, repo, check_run_id: own.id, ...state })
    : await octokit.rest.checks.create({
        owner,
        repo,
        name,
        head_sha: headSha,
        external_id: markerOf(note.key),
        ...state,
      });
  return { state: own ? 'updated' : 'created', url: data.html_url ?? '' };
}

const titles = {
  success: 'The brand is applied',
  failure: 'The brand could not be applied',
  neutral: 'Nothing was applied',
} as const;
