import { InputError } from '@backstage/errors';
import {
  type CloneTrial,
  type CommitInfo,
  type GitHostKeys,
  type GitRepository,
  type GitRepositoryQuery,
  type GitRepositoryUpdate,
  type HostKeyApproval,
  type NewGitRepository,
  type Page,
  parseRepositoryUrl,
  type RepositoryAddress,
  type RepositoryRefs,
  type RepositoryUrlCheck,
  type RepositoryUrlResult,
  type RepositoryUsage,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { LiveryError } from '@livery/contracts';
import { fingerprintOf, type HostKey } from '@livery/pipeline';
import { isForHost } from '../credentials/hosts';
import type { CredentialSource } from '../../remotes/CredentialSource';
import type { GitRemotes, RepositoryKeys } from '../../remotes/GitRemotes';
import { credentialTypeOfRepository, repositoryKeysOf } from '../../remotes/logins';
import { failedOutcome, type VerificationOutcome } from '../../remotes/verification';
import { wellKnownHostKeys } from '../../remotes/wellKnownHostKeys';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { GitRepositoriesService, ListOptions } from './GitRepositoriesService';
import type { GitRepositoriesStore, HostKeysStore } from './GitRepositoriesStore';

/** Git repositories, without permissions. */
export class DefaultGitRepositoriesService implements GitRepositoriesService {
  readonly #store: GitRepositoriesStore;
  readonly #hostKeys: HostKeysStore;
  readonly #remotes: GitRemotes;
  readonly #credentials: CredentialSource;

  constructor(options: {
    store: GitRepositoriesStore;
    hostKeys: HostKeysStore;
    remotes: GitRemotes;
    credentials: CredentialSource;
  }) {
    this.#store = options.store;
    this.#hostKeys = options.hostKeys;
    this.#remotes = options.remotes;
    this.#credentials = options.credentials;
  }

  async validateUrl({ url }: RepositoryUrlCheck): Promise<RepositoryUrlResult> {
    const { address, problem } = parseRepositoryUrl(url);
    if (!address) {
      return { isValid: false, error: problem };
    }
    const { type, host, owner, repoName } = address;
    const error = this.#hostProblem(address);
    return {
      isValid: error === undefined,
      repositoryType: type,
      normalizedUrl: address.url,
      ...(error !== undefined && { error }),
      parsedInfo: { host, owner, repoName },
    };
  }

  list(query: GitRepositoryQuery, options: ListOptions): Promise<Page<GitRepository>> {
    return this.#store.list(query, options.filter ?? 'everything');
  }

  get(id: string): Promise<GitRepository> {
    return this.#store.get(id);
  }

  async create(repository: NewGitRepository, options: ServiceOptions): Promise<GitRepository> {
    const { url, credentialId, ...rest } = repository;
    const createdBy = nameOfPrincipal(options.credentials);
    const address = addressOf(url);
    this.#remotes.requireAllowed(address);
    if (credentialId !== undefined) {
      await this.#requireFit(credentialId, address, options);
    }
    return this.#store.create({ owner: createdBy, ...rest, address, credentialId, createdBy });
  }

  async update(
    id: string,
    revision: RevisionMatch,
    update: GitRepositoryUpdate,
    options: ServiceOptions,
  ): Promise<GitRepository> {
    const { url, ...change } = update;
    const updatedBy = nameOfPrincipal(options.credentials);
    if (url === undefined && change.credentialId === undefined) {
      return this.#store.update(id, revision, change, updatedBy);
    }
    // What is read here is what the store has to find, also when the caller would overwrite anything.
    const current = await this.#store.get(id);
    const address = addressOf(url ?? current.url);
    this.#remotes.requireAllowed(address);
    const credentialId = change.credentialId === undefined ? current.credentialId : change.credentialId;
    if (credentialId !== null && credentialId !== undefined) {
      await this.#requireFit(credentialId, address, options);
    }
    const seen = revision === 'any' ? current.revision : revision;
    return this.#store.update(id, seen, { ...change, ...(url !== undefined && { address }) }, updatedBy);
  }

  delete(id: string, revision: RevisionMatch): Promise<void> {
    return this.#store.delete(id, revision);
  }

  async verify(id: string, options: ServiceOptions): Promise<GitRepository> {
    const repository = await this.#store.get(id);
    await this.#store.recordVerification(repository, await this.#look(repository, options));
    return this.#store.get(id);
  }

  async listRefs(id: string, options: ServiceOptions): Promise<RepositoryRefs> {
    const repository = await this.#store.get(id);
    const { askedForLogin: _asked, ...refs } = await this.#remotes.listRefs(
      addressOf(repository.url),
      await this.#keysOf(repository, 'list branches', options),
    );
    return { ...refs, branches: [...refs.branches], tags: [...refs.tags] };
  }

  async testClone(id: string, { ref }: CloneTrial, options: ServiceOptions): Promise<CommitInfo> {
    const repository = await this.#store.get(id);
    const wanted = ref ?? repository.defaultBranch;
    const commit = await this.#remotes.fetchCommit(
      addressOf(repository.url),
      wanted,
      await this.#keysOf(repository, 'test clone', options),
    );
    if (wanted === repository.defaultBranch) {
      await this.#store.recordCommit(repository, commit);
    }
    return commit;
  }

  async usage(id: string): Promise<RepositoryUsage> {
    return this.#store.usage(await this.#store.get(id));
  }

  async hostKeys(id: string): Promise<GitHostKeys> {
    const address = sshAddressOf(await this.#store.get(id));
    return this.#describeKeys(address, await this.#remotes.scanHostKeys(address));
  }

  async approveHostKeys(
    id: string,
    { fingerprints }: HostKeyApproval,
    options: ServiceOptions,
  ): Promise<GitHostKeys> {
    const address = sshAddressOf(await this.#store.get(id));
    const shown = await this.#remotes.scanHostKeys(address);
    const approved = shown.filter(key => fingerprints.includes(fingerprintOf(key)));
    const missing = fingerprints.filter(wanted => !shown.some(key => fingerprintOf(key) === wanted));
    if (missing.length > 0) {
      throw new InputError(
        `${address.host} does not show a key with the fingerprint ${missing.join(', ')}: it has ` +
          `${shown.map(fingerprintOf).join(', ')}. Nothing was approved. Compare them again.`,
      );
    }
    await this.#hostKeys.replace(address.host, approved, nameOfPrincipal(options.credentials));
    return this.#describeKeys(address, shown);
  }

  async #describeKeys({ host }: RepositoryAddress, shown: readonly HostKey[]): Promise<GitHostKeys> {
    const known = (await this.#knownKeys(host)).map(fingerprintOf);
    const keys = shown.map(key => {
      const fingerprint = fingerprintOf(key);
      return { type: key.type, fingerprint, isApproved: known.includes(fingerprint) };
    });
    return { host, keys, changed: known.length > 0 && !keys.some(({ isApproved }) => isApproved) };
  }

  async #knownKeys(host: string): Promise<readonly HostKey[]> {
    const approved = await this.#hostKeys.list(host);
    return approved.length > 0 ? approved : wellKnownHostKeys(host);
  }

  #hostProblem(address: RepositoryAddress): string | undefined {
    try {
      this.#remotes.requireAllowed(address);
      return undefined;
    } catch (error) {
      if (error instanceof LiveryError) {
        return error.toParagraph();
      }
      throw error;
    }
  }

  /** A credential has to be of the right type, and for the host of the repository. */
  async #requireFit(id: string, { type, host }: RepositoryAddress, options: ServiceOptions): Promise<void> {
    const credential = await this.#credentials.describe(id, options);
    if (credential.type !== credentialTypeOfRepository[type]) {
      throw new InputError(
        `Credential type '${credential.type}' is not compatible with ${type} repositories: ` +
          `choose one of the type ${credentialTypeOfRepository[type]}.`,
      );
    }
    if (!isForHost(credential, host)) {
      throw new InputError(
        `The credential '${credential.name}' is for ${credential.host ?? 'no host'} and must not be sent to ${host}. Choose one for that host.`,
      );
    }
  }

  async #keysOf(
    { url, credentialId }: GitRepository,
    purpose: string,
    options: ServiceOptions,
  ): Promise<RepositoryKeys> {
    const { host, type } = addressOf(url);
    const hostKeys = type === 'ssh' ? await this.#knownKeys(host) : [];
    if (credentialId === undefined) {
      return { hostKeys };
    }
    const lent = await this.#credentials.lend({
      id: credentialId,
      host,
      types: [credentialTypeOfRepository[type]],
      actor: nameOfPrincipal(options.credentials),
      purpose: `${purpose} of ${url}`,
    });
    return { hostKeys, ...repositoryKeysOf(lent, host) };
  }

  async #look(
    repository: GitRepository,
    options: ServiceOptions,
  ): Promise<VerificationOutcome & { lastCommit?: CommitInfo }> {
    try {
      const keys = await this.#keysOf(repository, 'verify', options);
      const refs = await this.#remotes.listRefs(addressOf(repository.url), keys);
      const { defaultBranch } = repository;
      const branch = refs.branches.find(({ name }) => name === defaultBranch);
      if (!branch && refs.branches.length > 0) {
        const known = refs.defaultBranch ?? refs.branches[0]?.name;
        return {
          state: 'failed',
          code: 'ref-not-found',
          message: `The repository can be read, but has no branch "${defaultBranch}". Its default branch is "${known}".`,
        };
      }
      const count = refs.branches.length;
      const open = keys.login && repository.type === 'https' && !refs.askedForLogin;
      const message = `Verified - ${count === 1 ? '1 branch' : `${count} branches`} accessible`;
      return {
        state: 'verified',
        message: open
          ? `${message}. The host did not ask for the credential: everybody may read the repository, so nothing is known of the credential`
          : message,
        // What else is known of the same commit stays.
        ...(branch &&
          repository.lastCommit?.commit !== branch.commit && { lastCommit: { commit: branch.commit } }),
      };
    } catch (error) {
      return failedOutcome(error);
    }
  }
}

/** The address of a record, which was one when it was stored. */
function addressOf(url: string): RepositoryAddress {
  const { address, problem } = parseRepositoryUrl(url);
  if (!address) {
    throw new InputError(problem);
  }
  return address;
}

function sshAddressOf({ url, name }: GitRepository): RepositoryAddress {
  const address = addressOf(url);
  if (address.type !== 'ssh') {
    throw new InputError(
      `The git repository '${name}' is reached over https, where a certificate takes the place of host keys.`,
    );
  }
  return address;
}
