import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LiveryError } from '@livery/contracts';
import type { SimpleGit } from 'simple-git';
import { explainRemote } from './explainRemote';
import { type GitAccess, prepareAccess } from './GitAccess';
import { withSshAgent } from './sshAgent';
import { createPrivateGit, gitSettings, withGitHome } from './withPrivateGit';

/** What a server may print: the names of a hundred thousand branches have ten million characters. In bytes. */
const MAXIMUM_OUTPUT_BYTES = 32 * 1024 * 1024;

/** https://github.com/git/git/blob/master/Documentation/RelNotes/2.37.0.txt: it learned `http.curloptResolve`. */
const MINIMUM_VERSION = [2, 37] as const;

/** One look at a repository of another machine. */
export interface RemoteTask {
  readonly url: string;
  readonly access: GitAccess;
  /** Ends it, when somebody cancels or time is up. */
  readonly signal: AbortSignal;
  /** What is tried, before the address: `Reading the branches of`. */
  readonly purpose: string;
  /** The branch, tag or commit that is asked for. */
  readonly ref?: string;
}

/** What a task has to work with. */
export interface RemoteTools {
  /** In an empty folder. */
  readonly git: SimpleGit;
  /** Its private home folder. */
  readonly home: string;
}

/**
 * Runs git against one repository of another machine, with a home of its own, and with nothing but the access that was given.
 *
 * @throws LiveryError `repository-denied`, `repository-not-found`, `repository-unreachable`, `host-key-unknown`,
 * `ref-not-found`, `credentials-invalid`, `cancelled`
 */
export async function withRemote<T>(task: RemoteTask, run: (tools: RemoteTools) => Promise<T>): Promise<T> {
  const { access, signal } = task;
  const { login } = access;
  try {
    return await withGitHome(home =>
      access.scheme === 'ssh' && login?.kind === 'ssh-key'
        ? withSshAgent(login, home, socket => runIn(home, socket, task, run))
        : runIn(home, undefined, task, run),
    );
  } catch (error) {
    if (error instanceof LiveryError && !signal.aborted) {
      throw error;
    }
    throw explainRemote(error, task);
  }
}

async function runIn<T>(
  home: string,
  socket: string | undefined,
  { access, signal, url }: RemoteTask,
  run: (tools: RemoteTools) => Promise<T>,
): Promise<T> {
  const { settings, environment } = await prepareAccess(access, home, socket);
  const directory = path.join(home, 'work');
  await mkdir(directory);
  const tooLong = new AbortController();
  const git = await createPrivateGit({
    home,
    directory,
    settings: `${gitSettings({})}${settings.join('\n')}\n`,
    environment,
    signal: AbortSignal.any([signal, tooLong.signal]),
  });
  await requireVersion(git);
  const { maximumBytes = MAXIMUM_OUTPUT_BYTES } = access;
  let bytes = 0;
  git.outputHandler((_command, stdout) => {
    stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maximumBytes) {
        tooLong.abort();
      }
    });
  });
  try {
    return await run({ git, home });
  } catch (error) {
    throw tooLong.signal.aborted ? tooMuch(url, maximumBytes) : error;
  }
}

function tooMuch(url: string, maximumBytes: number): LiveryError {
  return new LiveryError('clone-failed', {
    message: `The repository ${url} could not be read: its list of branches and tags is longer than ${maximumBytes} bytes.`,
    hint: 'Check that this is a git repository.',
  });
}

let versionChecked: Promise<void> | undefined;

/** An older git would pass over the setting that says where the host is. */
function requireVersion(git: SimpleGit): Promise<void> {
  versionChecked ??= git.version().then(({ major, minor, installed }) => {
    const [atLeast, andThen] = MINIMUM_VERSION;
    if (!installed || major < atLeast || (major === atLeast && minor < andThen)) {
      versionChecked = undefined;
      throw new LiveryError('repository-unreachable', {
        message: `Repositories of other hosts cannot be read: it needs git ${MINIMUM_VERSION.join('.')} or newer, and there is ${installed ? `${major}.${minor}` : 'none'}.`,
        hint: 'Install a newer git where this runs.',
      });
    }
  });
  return versionChecked;
}
