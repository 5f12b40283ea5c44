import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import { LiveryError } from '@livery/contracts';
import type { Secret } from '@livery/images';
import { type HostKey, knownHostsFile } from './hostKeys';

/** What opens a repository. */
export type GitLogin =
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'ssh-key'; readonly privateKey: Secret; readonly passphrase?: Secret };

/** How the one host of a repository is reached, by somebody who looked at it before. */
export interface GitAccess {
  readonly scheme: 'https' | 'ssh';
  /** Without a port, and an address of version 6 without its brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Where the host is. git connects to one of these and looks nothing up, so what was checked is what is connected to. */
  readonly addresses: readonly string[];
  readonly login?: GitLogin;
  /** The keys by which the host of an SSH address is known; without them nothing is sent to it. */
  readonly hostKeys?: readonly HostKey[];
  /** The same as lines of a file `known_hosts`, as people keep them beside a key. */
  readonly knownHosts?: string;
  /** Certificates of authorities to trust beside the usual ones, as PEM. */
  readonly certificateAuthorities?: string;
  /** How long the other side may say nothing, in seconds. */
  readonly silenceSeconds: number;
  /** The longest list of branches and tags that is read; 32 MiB without it. */
  readonly maximumBytes?: number;
}

/** What git needs for an access: lines for its settings, and variables. */
export interface PreparedAccess {
  readonly settings: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Left by our helper where git asks for credentials. Nothing of them is in it. */
const ASKED_FILE = 'asked';

/** The path of a file that is there once git has asked for the user name and password of an access. */
export function askedFile(home: string): string {
  return path.join(home, ASKED_FILE);
}

/**
 * Prepares an access in the private home folder of a git command. A password reaches git through a variable of its own, which
 * only the shell's `printf` reads: it is in no file, no address and no list of arguments.
 *
 * @param agentSocket - where an agent with the SSH key listens
 */
export async function prepareAccess(
  access: GitAccess,
  home: string,
  agentSocket: string | undefined,
): Promise<PreparedAccess> {
  return access.scheme === 'https'
    ? prepareHttps(access, home)
    : { settings: await sshSettings(access, home, agentSocket), environment: {} };
}

async function prepareHttps(access: GitAccess, home: string): Promise<PreparedAccess> {
  const { hostname, port, addresses, login, certificateAuthorities, silenceSeconds } = access;
  const literal = hostname.includes(':');
  const settings = [
    '[http]',
    // One byte in all that time counts as silence.
    '  lowSpeedLimit = 1',
    `  lowSpeedTime = ${silenceSeconds}`,
    // https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpcurloptResolve
    ...(literal ? [] : [`  curloptResolve = ${hostname}:${port}:${addresses.map(bracketed).join(',')}`]),
    // A proxy of the environment would look the name up itself.
    '  proxy = ""',
  ];
  if (certificateAuthorities !== undefined) {
    const file = path.join(home, 'authorities.pem');
    // The setting takes the place of the usual authorities, so those are in the file as well.
    await writeFile(file, [...tls.rootCertificates, certificateAuthorities].join('\n'), { mode: 0o600 });
    settings.push(`  sslCAInfo = ${JSON.stringify(file)}`);
  }
  if (login?.kind !== 'password') {
    return { settings, environment: {} };
  }
  const values = { username: login.username, password: login.password.reveal() };
  for (const [part, value] of Object.entries(values)) {
    // https://git-scm.com/docs/git-credential#IOFMT: a line break would end the value, and begin another one.
    if (/[\0\r\n]/.test(value) || value === '') {
      throw new LiveryError('credentials-invalid', {
        message: `The ${part} for ${hostname} cannot be used: it is empty, or holds a line break.`,
        hint: 'Look for a line break at its end, and enter it again.',
      });
    }
  }
  const helper =
    '!f() { test "$1" = get || exit 0; : > "$HOME/asked"; ' +
    'printf "username=%s\\npassword=%s\\n" "$LIVERY_GIT_USERNAME" "$LIVERY_GIT_PASSWORD"; }; f';
  settings.push(
    `[credential "https://${bracketed(hostname)}${port === 443 ? '' : `:${port}`}"]`,
    `  helper = ${quoted(helper)}`,
  );
  return {
    settings,
    environment: { LIVERY_GIT_USERNAME: values.username, LIVERY_GIT_PASSWORD: values.password },
  };
}

/** A value as the settings of git take it. https://git-scm.com/docs/git-config#_syntax */
function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

async function sshSettings(
  access: GitAccess,
  home: string,
  agentSocket: string | undefined,
): Promise<string[]> {
  const { hostname, port, addresses, hostKeys = [], knownHosts = '', silenceSeconds } = access;
  const alias = knownHostsName(hostname, port);
  const file = path.join(home, 'known_hosts');
  await writeFile(file, `${knownHostsFile(alias, hostKeys)}${knownHosts.trimEnd()}\n`, { mode: 0o600 });
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: String(silenceSeconds),
    ServerAliveInterval: String(Math.max(1, Math.floor(silenceSeconds / 2))),
    ServerAliveCountMax: '2',
    HostName: addresses[0] ?? hostname,
    HostKeyAlias: alias,
    StrictHostKeyChecking: 'yes',
    UpdateHostKeys: 'no',
    UserKnownHostsFile: file,
    GlobalKnownHostsFile: 'none',
    PreferredAuthentications: 'publickey',
    // Not the keys of whoever runs this: the default is in the home folder of the account, wherever HOME points.
    IdentityFile: 'none',
    IdentityAgent: agentSocket ?? 'none',
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ControlPath: 'none',
    ProxyCommand: 'none',
  };
  const command = [
    'ssh',
    '-F',
    'none',
    ...Object.entries(options).map(([name, value]) => `-o${name}=${value}`),
  ];
  return ['[ssh]', '  variant = ssh', '[core]', `  sshCommand = ${quoted(command.map(shellWord).join(' '))}`];
}

/** One word of a command for the shell. */
function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** How a host is called in a file of host keys: https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT */
export function knownHostsName(hostname: string, port: number): string {
  return port === 22 ? hostname : `[${hostname}]:${port}`;
}
