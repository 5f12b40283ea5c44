import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type SimpleGit, simpleGit } from 'simple-git';

/** Nothing is printed for this long: the connection hangs. */
const SILENCE_TIMEOUT_MS = 120_000;

/**
 * The settings every git command of ours runs with. They are written to a file of our own, because simple-git refuses
 * dangerous ones on the command line whatever their value, and opening that gate would be worse.
 */
function settings(options: { localRepository?: string; plainHttp?: boolean }): string {
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

/**
 * Runs git with a home folder of its own: no git settings, hooks, stored passwords or environment of the user get in, and
 * nothing is left behind.
 */
export async function withPrivateGit<T>(
  options: PrivateGitOptions,
  task: (git: SimpleGit) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'livery-git-'));
  try {
    await writeFile(path.join(home, '.gitconfig'), settings(options), { mode: 0o600 });
    const git = simpleGit({
      baseDir: options.directory,
      ...(options.signal && { abort: options.signal }),
      allowEnvironment: ['GIT_CONFIG_NOSYSTEM', 'GIT_TERMINAL_PROMPT'],
      timeout: { block: SILENCE_TIMEOUT_MS },
    }).env({
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, 'config'),
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...proxyEnvironment(),
    });
    return await task(git);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
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
