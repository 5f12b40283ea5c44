import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';
import { endLeftovers } from './endLeftovers';

/** Nothing is printed for this long: the connection hangs. */
const SILENCE_TIMEOUT_MS = 120_000;

/**
 * The settings every git command of ours runs with. They are written to a file of our own, because simple-git refuses
 * dangerous ones on the command line whatever their value, and opening that gate would be worse.
 */
export function gitSettings(options: { localRepository?: string; plainHttp?: boolean }): string {
  const lines = [
    '[protocol]',
    '  allow = never',
    '[protocol "https"]',
    '  allow = always',
    '[protocol "ssh"]',
    '  allow = always',
    // ssh uses the keys and settings of whoever runs this, but never waits for somebody to type
    '[core]',
    '  sshCommand = ssh -o BatchMode=yes',
    `  hooksPath = ${os.devNull}`,
    '  fsmonitor = false',
    // The bytes of the upstream, on every system
    '  autocrlf = false',
    '[submodule]',
    '  recurse = false',
    '[http]',
    // A redirect leads to where nobody has looked: to another host, or inside the network.
    '  followRedirects = false',
    '[advice]',
    '  detachedHead = false',
    '[init]',
    '  defaultBranch = main',
  ];
  if (options.plainHttp) {
    lines.push('[protocol "http"]', '  allow = always');
  }
  if (process.env.SSL_CERT_FILE !== undefined) {
    // git built with GnuTLS does not look at the variable itself
    lines.push('[http]', `  sslCAInfo = ${JSON.stringify(process.env.SSL_CERT_FILE)}`);
  }
  if (options.localRepository !== undefined) {
    const quoted = JSON.stringify(path.resolve(options.localRepository));
    lines.push('[protocol "file"]', '  allow = always', '[safe]', `  directory = ${quoted}`);
    lines.push(`  directory = ${JSON.stringify(path.join(path.resolve(options.localRepository), '.git'))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** What a task of {@link withPrivateGit} runs in. */
export interface PrivateGitOptions {
  /** The folder that the commands run in. */
  directory: string;
  /** A repository of this machine that may be fetched from. */
  localRepository?: string;
  /** For a server on loopback. */
  plainHttp?: boolean;
  signal?: AbortSignal;
}

/** What a git of our own is made of. */
export interface PrivateGit {
  /** A folder of {@link withGitHome}. */
  readonly home: string;
  /** The folder that the commands run in. */
  readonly directory: string;
  /** The content of its settings. */
  readonly settings: string;
  /** Variables beside the few that git needs. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Makes a folder that only we can read, for settings and whatever else must not stay behind, and takes it away in the end. */
export async function withGitHome<T>(task: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'livery-git-'));
  try {
    return await task(home);
  } catch (error) {
    endLeftovers(home);
    throw error;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A git that knows no settings, hooks, stored passwords or environment of the user. */
export async function createPrivateGit(options: PrivateGit): Promise<SimpleGit> {
  const { home, directory, environment, signal } = options;
  await writeFile(path.join(home, '.gitconfig'), options.settings, { mode: 0o600 });
  return simpleGit({
    baseDir: directory,
    ...(signal && { abort: signal }),
    allowEnvironment: ['GIT_CONFIG_NOSYSTEM', 'GIT_TERMINAL_PROMPT'],
    timeout: { block: SILENCE_TIMEOUT_MS },
  }).env({
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...environment,
  });
}

/**
 * Runs git with a home folder of its own: no git settings, hooks, stored passwords or environment of the user get in, and
 * nothing is left behind.
 */
export async function withPrivateGit<T>(
  options: PrivateGitOptions,
  task: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const { directory, signal } = options;
  return withGitHome(async home =>
    task(
      await createPrivateGit({
        home,
        directory,
        settings: gitSettings(options),
        environment: proxyEnvironment(),
        ...(signal && { signal }),
      }),
    ),
  );
}

/** A company's way out to the internet, and the certificates it is signed with. */
function proxyEnvironment(): Record<string, string> {
  const names = [
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'SSL_CERT_FILE',
  ];
  return Object.fromEntries(
    names.flatMap(name => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
