import { existsSync } from 'node:fs';
import { GitRef } from '@livery/contracts';
import { z } from 'zod';
import { askedFile, type GitAccess } from './GitAccess';
import { type RemoteTask, withRemote } from './withRemote';

/** A branch or a tag, and the commit that it leads to. */
export interface RemoteRef {
  /** Without `refs/heads/` or `refs/tags/`. */
  readonly name: string;
  readonly commit: string;
}

/** What a repository shows of itself to somebody who only asks. */
export interface RemoteRefs {
  /** What `HEAD` points to; undefined if the repository is empty, or does not say. */
  readonly defaultBranch?: string;
  /** In the order of their names. */
  readonly branches: readonly RemoteRef[];
  readonly tags: readonly RemoteRef[];
  /** Whether the server asked for the user name and password, which it does not for what everybody may read. */
  readonly askedForLogin: boolean;
}

const commit = z.string().regex(/^(?:[\da-f]{40}|[\da-f]{64})$/);

/** A line of `git ls-remote`: https://git-scm.com/docs/git-ls-remote#_output */
const Line = z.tuple([commit, z.string().min(1).max(1000)]);

const HEAD = /^ref: refs\/heads\/(.+)\tHEAD$/;

/**
 * Lists the branches and tags of a repository. Nothing of it is fetched.
 *
 * @throws LiveryError `repository-denied`, `repository-not-found`, `repository-unreachable`, `host-key-unknown`,
 * `credentials-invalid`, `cancelled`
 */
export async function listRemote(url: string, access: GitAccess, signal: AbortSignal): Promise<RemoteRefs> {
  return withRemote({ url, access, signal, purpose: 'Reading the branches of' }, async ({ git, home }) => {
    const output = await git.raw([
      'ls-remote',
      '--symref',
      '--end-of-options',
      url,
      'HEAD',
      'refs/heads/*',
      'refs/tags/*',
    ]);
    return { ...parseRefs(output), askedForLogin: existsSync(askedFile(home)) };
  });
}

/** Reads what `git ls-remote --symref` prints. Names that git itself would not take are left out. */
export function parseRefs(output: string): Omit<RemoteRefs, 'askedForLogin'> {
  const branches = new Map<string, string>();
  const tags = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of output.split('\n')) {
    const head = HEAD.exec(line)?.[1];
    if (head !== undefined && GitRef.safeParse(head).success) {
      defaultBranch = head;
    }
    const parsed = Line.safeParse(line.split('\t'));
    if (parsed.success) {
      const [hash, ref] = parsed.data;
      // A tag with a text of its own is listed twice; the second line has the commit.
      const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+?)(?:\^\{\})?$/.exec(ref) ?? [];
      if (GitRef.safeParse(name).success) {
        (kind === 'heads' ? branches : tags).set(name, hash);
      }
    }
  }
  return {
    ...(defaultBranch !== undefined && { defaultBranch }),
    branches: sorted(branches),
    tags: sorted(tags),
  };
}

function sorted(refs: ReadonlyMap<string, string>): RemoteRef[] {
  return [...refs]
    .map(([name, hash]) => ({ name, commit: hash }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A commit, without what it holds. */
export interface RemoteCommit {
  readonly commit: string;
  /** As ISO 8601, in UTC. */
  readonly committedAt: string;
  readonly author: string;
  /** The first line of its message. */
  readonly subject: string;
}

const CommitFields = z.tuple([commit, z.string(), z.string(), z.string()]);
const MAXIMUM_TEXT = 200;

/**
 * Fetches the newest commit of a branch or tag, and nothing of the files in it: what `git clone` needs to begin with.
 *
 * @throws LiveryError as {@link listRemote}, and `ref-not-found`
 */
export async function fetchCommit(
  url: string,
  ref: string,
  access: GitAccess,
  signal: AbortSignal,
): Promise<RemoteCommit> {
  const task: RemoteTask = { url, access, signal, purpose: 'Fetching a commit of', ref };
  return withRemote(task, async ({ git }) => {
    await git.raw(['init', '--quiet', '--bare', '.']);
    // https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt: a server that cannot
    // leave out the files sends those of one commit.
    await git.raw(['fetch', '--depth=1', '--no-tags', '--filter=tree:0', '--end-of-options', url, ref]);
    const output = await git.raw([
      'log',
      '-1',
      '--no-show-signature',
      '--format=%H%x00%cI%x00%an%x00%s',
      'FETCH_HEAD',
    ]);
    const [hash, committedAt, author, subject] = CommitFields.parse(output.trimEnd().split('\0'));
    return {
      commit: hash,
      committedAt: new Date(committedAt).toISOString(),
      author: shown(author),
      subject: shown(subject),
    };
  });
}

/** What somebody wrote into a commit, as one short line. */
function shown(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, MAXIMUM_TEXT);
}
