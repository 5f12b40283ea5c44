import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiDescription, type FoundOperation } from './ApiDescription';

/** Somebody who writes. */
export interface Account {
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

/** A comment on an issue or a pull request. */
export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: Account;
  body: string;
}

/** A check of a commit. */
export interface Check {
  readonly id: number;
  name: string;
  readonly head_sha: string;
  readonly external_id: string;
  status: string;
  conclusion: string | null;
  output: { title: string; summary: string };
}

/** Who may do what, and how the service behaves. */
export interface GithubApiSettings {
  readonly token: string;
  /** Whose token it is. */
  readonly account?: Account;
  /** `owner/name` */
  readonly repository: string;
  /** Answers with 502 before one gets through. */
  readonly failures?: number;
  /** The token may only read. */
  readonly readOnly?: boolean;
}

interface Result {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const actions: Account = { login: 'github-actions[bot]', type: 'Bot' };
const AT = '2026-11-20T12:00:00Z';

/**
 * Stands in for the API of GitHub on loopback. Each request and each answer is held against the description that GitHub publishes;
 * what does not fit is in {@link GithubApi.faults}.
 */
export class GithubApi {
  readonly #server: Server;
  readonly #settings: GithubApiSettings;
  readonly #description = new ApiDescription();
  #failures: number;
  #nextId = 1000;
  readonly comments: Comment[] = [];
  readonly checks: Check[] = [];
  readonly bundles: unknown[] = [];
  /** `GET issues/list-comments` and the like, in order. */
  readonly requests: string[] = [];
  /** What of a request or an answer is not as the description says. */
  readonly faults: string[] = [];

  static async start(settings: GithubApiSettings): Promise<GithubApi> {
    const api = new GithubApi(settings);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  private constructor(settings: GithubApiSettings) {
    this.#settings = settings;
    this.#failures = settings.failures ?? 0;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Somebody writes a comment. */
  write(issue: number, user: Account, body: string): Comment {
    const comment = { id: (this.#nextId += 1), issue, user, body };
    this.comments.push(comment);
    return comment;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const url = new URL(request.url ?? '/', this.url);
    const text = Buffer.concat(chunks).toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const found = this.#description.find(request.method ?? '', url.pathname);
    this.requests.push(found ? found.id : `${request.method} ${url.pathname}`);
    const { status, body: answer, headers } = this.#run(found, request, url, body);
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(answer === undefined ? undefined : JSON.stringify(answer));
  }

  #run(found: FoundOperation | undefined, request: IncomingMessage, url: URL, body: unknown): Result {
    if (this.#failures > 0) {
      this.#failures -= 1;
      return { status: 502, body: { message: 'Server Error' } };
    }
    if (!found) {
      this.faults.push(`${request.method} ${url.pathname} is not described`);
      return { status: 404, body: { message: 'Not Found' } };
    }
    const { token, repository, readOnly } = this.#settings;
    if (request.headers.authorization !== `token ${token}`) {
      return { status: 401, body: { message: 'Bad credentials' } };
    }
    const { owner, repo } = found.values;
    if (owner !== undefined && `${owner}/${repo}` !== repository) {
      return { status: 404, body: { message: 'Not Found' } };
    }
    if (readOnly && request.method !== 'GET') {
      return { status: 403, body: { message: 'Resource not accessible by integration' } };
    }
    this.faults.push(...this.#description.faultsOfRequest(found, { query: url.searchParams, body }));
    const result = this.#operate(found, url, (body ?? {}) as Record<string, unknown>);
    this.faults.push(...this.#description.faultsOfAnswer(found, result.status, result.body));
    return result;
  }

  #operate({ id, values }: FoundOperation, url: URL, body: Record<string, unknown>): Result {
    switch (id) {
      case 'users/get-authenticated':
        return this.#account.type === 'Bot'
          ? { status: 403, body: { message: 'Resource not accessible by integration' } }
          : { status: 200, body: userOf(this.#account) };
      case 'issues/list-comments':
        return this.#listComments(Number(values.issue_number), url);
      case 'issues/create-comment': {
        const comment = this.write(Number(values.issue_number), this.#account, String(body.body));
        return { status: 201, body: this.#commentOf(comment) };
      }
      case 'issues/update-comment': {
        const comment = this.comments.find(each => each.id === Number(values.comment_id));
        if (!comment) {
          return { status: 404, body: { message: 'Not Found' } };
        }
        comment.body = String(body.body);
        return { status: 200, body: this.#commentOf(comment) };
      }
      case 'checks/list-for-ref': {
        const name = url.searchParams.get('check_name');
        const runs = this.checks.filter(check => check.head_sha === values.ref && check.name === name);
        return {
          status: 200,
          body: { total_count: runs.length, check_runs: runs.map(check => this.#checkOf(check)) },
        };
      }
      case 'checks/create': {
        const check = { external_id: '', ...body, id: (this.#nextId += 1) } as Check;
        this.checks.push(check);
        return { status: 201, body: this.#checkOf(check) };
      }
      case 'checks/update': {
        const check = this.checks.find(each => each.id === Number(values.check_run_id));
        return check
          ? { status: 200, body: this.#checkOf(Object.assign(check, body)) }
          : { status: 404, body: { message: 'Not Found' } };
      }
      default:
        this.bundles.push(body.bundle);
        return { status: 201, body: { id: this.bundles.length } };
    }
  }

  #listComments(issue: number, url: URL): Result {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const comments = this.comments.filter(comment => comment.issue === issue);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return {
      status: 200,
      body: comments.slice((page - 1) * size, page * size).map(comment => this.#commentOf(comment)),
      ...(page * size < comments.length && { headers: { link: `<${next.href}>; rel="next"` } }),
    };
  }

  get #account(): Account {
    return this.#settings.account ?? actions;
  }

  #commentOf({ id, issue, user, body }: Comment): object {
    const url = `${this.url}/repos/${this.#settings.repository}/issues/comments/${id}`;
    return {
      id,
      node_id: `IC_${id}`,
      url,
      html_url: `https://github.com/${this.#settings.repository}/pull/${issue}#issuecomment-${id}`,
      issue_url: `${this.url}/repos/${this.#settings.repository}/issues/${issue}`,
      user: userOf(user),
      author_association: 'CONTRIBUTOR',
      created_at: AT,
      updated_at: AT,
      body,
    };
  }

  #checkOf(check: Check): object {
    const url = `${this.url}/repos/${this.#settings.repository}/check-runs/${check.id}`;
    return {
      node_id: `CR_${check.id}`,
      url,
      html_url: url,
      details_url: url,
      started_at: AT,
      completed_at: check.status === 'completed' ? AT : null,
      check_suite: { id: 1 },
      app: null,
      pull_requests: [],
      ...check,
      conclusion: check.conclusion ?? null,
      output: { text: null, annotations_count: 0, annotations_url: `${url}/annotations`, ...check.output },
    };
  }
}

function userOf({ login, type }: Account): object {
  const url = `https://api.github.com/users/${encodeURIComponent(login)}`;
  const links = [
    ...['followers_url', 'following_url', 'gists_url', 'starred_url', 'subscriptions_url'],
    ...['organizations_url', 'repos_url', 'events_url', 'received_events_url', 'html_url', 'avatar_url'],
  ];
  return {
    login,
    id: 41_898_282,
    node_id: 'U_1',
    gravatar_id: '',
    type,
    site_admin: false,
    url,
    ...Object.fromEntries(links.map(name => [name, url])),
    // What only one's own account tells.
    ...{ name: login, company: null, blog: null, location: null, email: null, hireable: null, bio: null },
    ...{ public_repos: 0, public_gists: 0, followers: 0, following: 0, created_at: AT, updated_at: AT },
    ...{ private_gists: 0, total_private_repos: 0, owned_private_repos: 0, disk_usage: 0, collaborators: 0 },
    two_factor_authentication: true,
  };
}
