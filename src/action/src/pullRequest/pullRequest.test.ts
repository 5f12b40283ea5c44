import type { LiveryError } from '@livery/contracts';
import { Secret } from '@livery/images';
import { GithubApi, type GithubApiSettings } from '@livery/test/support/GithubApi';
import fc from 'fast-check';
import { commentOf, markerOf } from './body';
import { pullRequestOf } from './pullRequestOf';
import { storeAttestation } from './storeAttestation';
import { type PullRequestNote, writeToPullRequest } from './writeToPullRequest';

const sha = '4f8a1c35d2b96e07a8c1f3d5b7e9024681ace357';
const pullRequest = { owner: 'acme', repo: 'chat', number: 7, headSha: sha };
const own = { id: 1, full_name: 'acme/chat' };
const fork = { id: 2, full_name: 'stranger/chat' };
const parent = { id: 3, full_name: 'open-webui/open-webui' };
const stranger = { login: 'stranger', type: 'User' } as const;

function eventOf(changes: { repository?: object; head?: object | null; base?: object } = {}) {
  const { repository = own, head = own, base = own } = changes;
  return { repository, pull_request: { number: 7, head: { sha, repo: head }, base: { repo: base } } };
}

describe('The pull request of a workflow', () => {
  const of = (payload: unknown, name = 'pull_request', repository = 'acme/chat') =>
    pullRequestOf({ name, payload, repository });

  it('is written to when it comes from a branch of the same repository', () => {
    expect(of(eventOf())).toEqual({ pullRequest });
    expect(of({ ref: 'refs/heads/main' }, 'push')).toEqual({});
    expect(of({}, 'schedule')).toEqual({});
  });

  it.each([
    ['of a fork', eventOf({ head: fork }), 'pull_request', 'comes from stranger/chat'],
    ['of a fork that is gone', eventOf({ head: null }), 'pull_request', 'a fork that is gone'],
    ['to a parent repository', eventOf({ base: parent }), 'pull_request', 'is one of open-webui/open-webui'],
    [
      'of another repository',
      eventOf({ repository: fork, head: fork, base: fork }),
      'pull_request',
      'one of acme/chat',
    ],
    [
      'of a fork that took over the name',
      eventOf({ head: { ...own, id: 2 } }),
      'pull_request',
      'comes from acme/chat',
    ],
    ['with the rights of the target', eventOf(), 'pull_request_target', 'code of strangers can start'],
    ['after another workflow', eventOf(), 'workflow_run', 'code of strangers can start'],
    ['by a comment', eventOf(), 'issue_comment', 'code of strangers can start'],
    ['of which little is said', { pull_request: { number: '7' } }, 'pull_request', 'does not say'],
  ])('%s is left alone, with the reason', (_what, payload, name, reason) => {
    const found = of(payload, name);
    expect(found.pullRequest).toBeUndefined();
    expect(found.reason).toContain(reason);
  });
});

describe('What is told on a pull request', () => {
  let api: GithubApi;
  afterEach(async () => {
    expect(api.faults).toEqual([]);
    await api.stop();
  });

  async function start(settings: Partial<GithubApiSettings> = {}): Promise<void> {
    api = await GithubApi.start({ token: 'ghs_canary', repository: 'acme/chat', ...settings });
  }

  const write = (changes: Partial<PullRequestNote> = {}) =>
    writeToPullRequest({
      pullRequest,
      token: new Secret('ghs_canary'),
      apiUrl: api.url,
      style: 'comment',
      key: 'Meridian',
      summary: '## Meridian\n\n| a | b |\n',
      conclusion: 'success',
      retryDelaysMs: [1, 1],
      ...changes,
    });

  it('is a comment for each brand, which later runs correct in its place, behind any number of others', async () => {
    await start({ failures: 1 });
    for (let count = 0; count < 120; count += 1) {
      api.write(7, stranger, `comment ${count}`);
    }
    expect(await write()).toMatchObject({ state: 'created' });
    expect(await write({ key: 'Other' })).toMatchObject({ state: 'created' });
    expect(await write()).toMatchObject({ state: 'unchanged' });
    const updated = await write({ summary: '## Meridian, again' });
    expect(updated).toMatchObject({ state: 'updated', url: expect.stringContaining('#issuecomment-') });
    const bots = api.comments.filter(({ user }) => user.type === 'Bot');
    expect(bots.map(({ body }) => body)).toEqual([
      '<!-- livery Meridian -->\n## Meridian, again',
      expect.stringContaining('<!-- livery Other -->'),
    ]);
    expect(api.requests.filter(id => id === 'issues/create-comment')).toHaveLength(2);
  });

  it('leaves alone what somebody else wrote with our marker', async () => {
    await start();
    const trap = api.write(7, stranger, `${markerOf('Meridian')}\nmine`);
    expect(await write()).toMatchObject({ state: 'created' });
    expect(await write()).toMatchObject({ state: 'unchanged' });
    expect(trap.body).toBe(`${markerOf('Meridian')}\nmine`);
  });

  it('with the token of a person is a comment of theirs', async () => {
    await start({ token: 'github_pat_canary', account: { login: 'ada', type: 'User' } });
    api.write(7, { login: 'github-actions[bot]', type: 'Bot' }, `${markerOf('Meridian')}\nof another job`);
    const token = new Secret('github_pat_canary');
    expect(await write({ token })).toMatchObject({ state: 'created' });
    expect(await write({ token, summary: 'again' })).toMatchObject({ state: 'updated' });
    expect(api.comments.map(({ user }) => user.login)).toEqual(['github-actions[bot]', 'ada']);
  });

  it('can be a check of the commit instead', async () => {
    await start();
    expect(await write({ style: 'check', conclusion: 'failure' })).toMatchObject({ state: 'created' });
    expect(await write({ style: 'check' })).toMatchObject({ state: 'updated' });
    expect(await write({ style: 'check' })).toMatchObject({ state: 'unchanged' });
    expect(api.checks).toMatchObject([
      {
        name: 'Livery: Meridian',
        head_sha: sha,
        conclusion: 'success',
        output: { title: 'The brand is applied' },
      },
    ]);
  });

  it('says which right is missing, and does not hold up for long', async () => {
    await start({ readOnly: true });
    for (const [style, right] of [
      ['comment', 'pull-requests: write'],
      ['check', 'checks: write'],
    ] as const) {
      const error = await write({ style }).catch((thrown: LiveryError) => thrown);
      expect(error).toMatchObject({ code: 'github-refused', hint: expect.stringContaining(right) });
    }
    const { message, hint } = (await write({ token: new Secret('ghs_wrong') }).catch(
      thrown => thrown,
    )) as LiveryError;
    expect(message).toContain('Bad credentials');
    expect(message + hint).not.toContain('ghs_');
    expect(api.comments).toEqual([]);
  });

  it('is stored with the attestations of the repository, when there are some', async () => {
    await start();
    const store = { repository: 'acme/chat', token: new Secret('ghs_canary'), apiUrl: api.url };
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {},
      dsseEnvelope: {},
    };
    await storeAttestation(bundle, store);
    expect(api.bundles).toEqual([bundle]);
    const refused = storeAttestation(bundle, { ...store, token: new Secret('ghs_wrong') });
    await expect(refused).rejects.toMatchObject({ code: 'github-refused' });
  });
});

describe('A comment', () => {
  it('calls nobody, and keeps digests and addresses as they are', () => {
    const text =
      'thanks @octocat and (@acme/team)\n`docker pull ghcr.io/acme/app@sha256:0a`\nme@example.org\nhttps://x/@a';
    expect(commentOf('a', text)).toBe(
      '<!-- livery a -->\nthanks &#64;octocat and (&#64;acme/team)\n`docker pull ghcr.io/acme/app@sha256:0a`\nme@example.org\nhttps://x/@a',
    );
  });

  it('is no longer than GitHub takes, is cut between lines, and has one marker whatever the key is', () => {
    const long = commentOf('a', 'x'.repeat(99).concat('\n').repeat(2000));
    expect(long.length).toBeLessThan(65_536);
    expect(long).toMatch(/x{99}\n\nThe rest is in the summary of the job\.\n$/);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (key, summary) => {
        const [first = ''] = commentOf(key.toWellFormed(), summary).split('\n');
        expect(first).toBe(markerOf(key.toWellFormed()));
        expect(first.slice(4, -3)).not.toMatch(/--|>/);
      }),
    );
  });
});
