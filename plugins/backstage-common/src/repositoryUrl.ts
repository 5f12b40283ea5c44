import { z } from 'zod';

/** How a repository is reached. */
export const RepositoryType = z.enum(['https', 'ssh']);
export type RepositoryType = z.infer<typeof RepositoryType>;

/** The address of a repository, taken apart. */
export const RepositoryAddress = z.object({
  type: RepositoryType,
  url: z.string().describe('the address in its normal form'),
  host: z.string().describe('with the port, where it is not the usual one'),
  owner: z.string().describe('what stands before the name, such as a user or a group; may be empty'),
  repoName: z.string().describe('without .git'),
});
export type RepositoryAddress = z.infer<typeof RepositoryAddress>;

/** What became of reading an address. */
export type ParsedRepositoryUrl =
  | { readonly address: RepositoryAddress; readonly problem?: never }
  | { readonly problem: string; readonly address?: never };

const MAXIMUM_LENGTH = 1024;

// Host and path as every reader of addresses reads them: what differs between them (backslash, blank, percent) is refused.
const HOST = String.raw`([a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?|\[[\da-f:.]{2,45}\])`;
const USER = String.raw`(\w[\w.-]{0,63})`;
const PATH = String.raw`([\w.~+@%-]+(?:\/[\w.~+@%-]+)*)`;
const httpsForm = new RegExp(String.raw`^https:\/\/${HOST}(?::(\d{1,5}))?\/${PATH}$`, 'i');
const sshForm = new RegExp(String.raw`^ssh:\/\/${USER}@${HOST}(?::(\d{1,5}))?\/${PATH}$`, 'i');
/** https://git-scm.com/docs/git-clone#_git_urls: the path may be one below the home folder of the account, or absolute. */
const scpForm = new RegExp(String.raw`^${USER}@${HOST}:(\/?)${PATH}$`, 'i');

const usualPort = { https: 443, ssh: 22 } as const;

/** Pages of a forge that show a part of a repository: people copy their addresses. */
const page =
  /\/(?:-|tree|blob|commits?|raw|releases|pulls?|issues|merge_requests|src\/(?:branch|commit|tag))(?:\/|$)/;

/**
 * Hosts that do not find a repository when `.git` stands behind its name:
 * https://learn.microsoft.com/azure/devops/repos/git/clone, https://docs.aws.amazon.com/codecommit/latest/userguide/regions.html
 */
const withoutSuffix = /^(?:(?:ssh\.)?dev\.azure\.com|[\w-]+\.visualstudio\.com|git-codecommit\.[\w.-]+)$/;

interface AddressParts {
  readonly type: RepositoryType;
  readonly user: string;
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  readonly isScp: boolean;
  readonly isAbsolute: boolean;
}

function partsOf(text: string): AddressParts | undefined {
  const https = httpsForm.exec(text);
  if (https) {
    const [, hostname = '', port, path = ''] = https;
    const type = 'https';
    return { type, user: '', hostname, port: Number(port ?? 443), path, isScp: false, isAbsolute: true };
  }
  const ssh = sshForm.exec(text);
  if (ssh) {
    const [, user = '', hostname = '', port, path = ''] = ssh;
    return { type: 'ssh', user, hostname, port: Number(port ?? 22), path, isScp: false, isAbsolute: true };
  }
  const scp = scpForm.exec(text);
  if (scp) {
    const [, user = '', hostname = '', slash, path = ''] = scp;
    return { type: 'ssh', user, hostname, port: 22, path, isScp: true, isAbsolute: slash === '/' };
  }
  return undefined;
}

/**
 * Reads the address of a repository as people write it: `https://host/owner/name`, `ssh://git@host/owner/name`, or
 * `git@host:owner/name`. Nothing is looked up and nothing is sent.
 */
export function parseRepositoryUrl(input: string): ParsedRepositoryUrl {
  const text = input.trim().replace(/\/$/, '');
  if (text === '') {
    return { problem: 'Repository URL is required' };
  }
  const parts = text.length > MAXIMUM_LENGTH ? undefined : partsOf(text);
  if (!parts) {
    return { problem: `Invalid repository URL: ${whatIsWrong(text)}` };
  }
  const segments = parts.path.split('/');
  const wrong = segments.find(segment => /^\.+$|^-|%/.test(segment));
  if (wrong !== undefined || parts.port < 1 || parts.port > 65_535) {
    return {
      problem: `Invalid repository URL: ${
        wrong === undefined ? `${parts.port} is not a port` : `"${wrong}" cannot be a part of its path`
      }`,
    };
  }
  if (page.test(`/${segments.slice(1).join('/')}`) && !/\.git$/i.test(parts.path)) {
    return {
      problem:
        'Invalid repository URL: it is the address of a page. Give the address that the page offers for "clone"',
    };
  }
  return { address: addressOf(parts, segments) };
}

function addressOf(parts: AddressParts, segments: readonly string[]): RepositoryAddress {
  const { type, user, port, isScp, isAbsolute } = parts;
  const hostname = parts.hostname.toLowerCase();
  const host = port === usualPort[type] ? hostname : `${hostname}:${port}`;
  const repoName = (segments.at(-1) ?? '').replace(/\.git$/i, '');
  const owner = segments.slice(0, -1).join('/');
  const suffix = withoutSuffix.test(hostname) ? '' : '.git';
  const path = [...segments.slice(0, -1), `${repoName}${suffix}`].join('/');
  const url = isScp
    ? `${user}@${hostname}:${isAbsolute ? '/' : ''}${path}`
    : `${type}://${type === 'ssh' ? `${user}@` : ''}${host}/${path}`;
  return { type, url, host, owner, repoName };
}

/** The reason, which does not repeat a text that may hold a password. */
function whatIsWrong(text: string): string {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (text.length > MAXIMUM_LENGTH) {
    return `it is longer than ${MAXIMUM_LENGTH} characters`;
  }
  if (scheme === 'https' && text.includes('@')) {
    return 'it holds a user name or a password. Take it out, and choose a credential';
  }
  if (scheme === 'http') {
    return 'http is not used, because others could read along. Write https://';
  }
  if (scheme === 'ssh') {
    return text.includes('@')
      ? 'write it as ssh://git@host/owner/name.git, without a password'
      : 'it has no user name. Write it as ssh://git@host/owner/name.git';
  }
  if (scheme !== undefined && scheme !== 'https') {
    return `${scheme} is not used. Write https://host/owner/name.git or git@host:owner/name.git`;
  }
  return 'write it as https://host/owner/name.git, ssh://git@host/owner/name.git or git@host:owner/name.git';
}

/** What two addresses of the same repository have in common, whatever their letter case and however they are written. */
export function repositoryKey({ type, host, owner, repoName }: RepositoryAddress): string {
  return `${type}:${host}/${owner === '' ? '' : `${owner}/`}${repoName}`.toLowerCase();
}
