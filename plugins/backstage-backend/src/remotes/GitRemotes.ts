import { LiveryError } from '@livery/contracts';
import { type RepositoryAddress } from '@livery/backstage-plugin-livery-common';
import {
  fetchCommit,
  type GitAccess,
  type GitLogin,
  type HostKey,
  listRemote,
  type RemoteCommit,
  type RemoteRefs,
  scanHostKeys,
} from '@livery/pipeline';
import { Limiter } from '@livery/images';
import { hostnameOf, type HostRules } from './HostRules';

/** Looks at a time. Each of them is several processes. */
const JOBS = 4;

/** What opens a repository, and how its host is known. */
export interface RepositoryKeys {
  readonly login?: GitLogin;
  /** Lines of a file `known_hosts` that belong to the login. */
  readonly knownHosts?: string;
  /** Keys of the host that a person has compared. */
  readonly hostKeys?: readonly HostKey[];
}

/** Git repositories of other hosts, looked at without fetching their files. */
export interface GitRemotes {
  /** @throws LiveryError `host-refused` if repositories may not be on that host */
  requireAllowed(address: RepositoryAddress): void;
  /**
   * The branches and tags of a repository.
   *
   * @throws LiveryError `host-refused`, `repository-denied`, `repository-not-found`, `repository-unreachable`, `host-key-unknown`,
   * `credentials-invalid`, `cancelled`
   */
  listRefs(address: RepositoryAddress, keys: RepositoryKeys, signal?: AbortSignal): Promise<RemoteRefs>;
  /** The newest commit of a branch or tag; fails as {@link GitRemotes.listRefs}, and with `ref-not-found`. */
  fetchCommit(
    address: RepositoryAddress,
    ref: string,
    keys: RepositoryKeys,
    signal?: AbortSignal,
  ): Promise<RemoteCommit>;
  /** The keys that the host of an SSH address shows now. Nothing proves that they are its own. */
  scanHostKeys(address: RepositoryAddress, signal?: AbortSignal): Promise<HostKey[]>;
}

export interface DefaultGitRemotesOptions {
  readonly rules: HostRules;
  /** Where repositories may be, with a port where it is not the usual one. */
  readonly allowedHosts: readonly string[];
  readonly certificateAuthorities?: string;
  readonly timeoutSeconds: number;
}

/** Looks at repositories with git itself, on hosts that the configuration allows and at addresses that were looked at. */
export class DefaultGitRemotes implements GitRemotes {
  readonly #options: DefaultGitRemotesOptions;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #jobs = new Limiter(JOBS);

  constructor(options: DefaultGitRemotesOptions) {
    this.#options = options;
    this.#allowedHosts = new Set(options.allowedHosts.map(host => host.toLowerCase()));
  }

  requireAllowed({ host, type }: RepositoryAddress): void {
    if (!this.#allowedHosts.has(host)) {
      throw new LiveryError('host-refused', {
        message: `Git host not allowed for ${type.toUpperCase()} URL: ${host} is not among the hosts that this portal fetches from (${[...this.#allowedHosts].join(', ') || 'none'}).`,
        hint: 'An administrator can add it under livery.allowedHosts.',
      });
    }
  }

  async listRefs(
    address: RepositoryAddress,
    keys: RepositoryKeys,
    signal?: AbortSignal,
  ): Promise<RemoteRefs> {
    return this.#look(address, keys, signal, (access, deadline) => listRemote(address.url, access, deadline));
  }

  async fetchCommit(
    address: RepositoryAddress,
    ref: string,
    keys: RepositoryKeys,
    signal?: AbortSignal,
  ): Promise<RemoteCommit> {
    return this.#look(address, keys, signal, (access, deadline) =>
      fetchCommit(address.url, ref, access, deadline),
    );
  }

  async scanHostKeys(address: RepositoryAddress, signal?: AbortSignal): Promise<HostKey[]> {
    return this.#look(address, {}, signal, ({ addresses: [found = ''], port, silenceSeconds }, deadline) =>
      scanHostKeys({
        host: address.host,
        address: found,
        port,
        timeoutSeconds: silenceSeconds,
        signal: deadline,
      }),
    );
  }

  /** Looks at the host anew each time, also when it was looked at before something was saved. */
  async #look<T>(
    address: RepositoryAddress,
    keys: RepositoryKeys,
    signal: AbortSignal | undefined,
    task: (access: GitAccess, deadline: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.requireAllowed(address);
    const { rules, certificateAuthorities, timeoutSeconds } = this.#options;
    const addresses = await rules.find(address.host);
    const access = {
      scheme: address.type,
      hostname: hostnameOf(address.host),
      port: portOf(address),
      silenceSeconds: timeoutSeconds,
      ...(certificateAuthorities !== undefined && { certificateAuthorities }),
      ...keys,
    };
    return this.#jobs.run(() => {
      const deadline = this.#within(signal);
      return address.type === 'https'
        ? task({ ...access, addresses }, deadline)
        : untilReached(addresses, deadline, one => task({ ...access, addresses: [one] }, deadline));
    });
  }

  #within(signal: AbortSignal | undefined): AbortSignal {
    const timeout = AbortSignal.timeout(this.#options.timeoutSeconds * 1000);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }
}

/** git gives all addresses to the library that connects, ssh takes one: so it is asked once for each, until one answers. */
async function untilReached<T>(
  addresses: readonly string[],
  signal: AbortSignal,
  task: (address: string) => Promise<T>,
): Promise<T> {
  for (const [index, address] of addresses.entries()) {
    try {
      return await task(address);
    } catch (error) {
      const isReached = !(error instanceof LiveryError) || error.code !== 'repository-unreachable';
      if (isReached || signal.aborted || index === addresses.length - 1) {
        throw error;
      }
    }
  }
  throw new Error('A host was found without an address');
}

function portOf({ host, type }: RepositoryAddress): number {
  return Number(/:(\d+)$/.exec(host)?.[1] ?? (type === 'https' ? 443 : 22));
}
