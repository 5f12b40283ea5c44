import type {
  CommitInfo,
  GitRepository,
  GitRepositoryQuery,
  Page,
  RepositoryAddress,
  RepositoryUsage,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { HostKey } from '@livery/pipeline';
import type { VerificationOutcome } from '../../remotes/verification';
import type { RecordFilter } from '../records/criteria';

/** A git repository that is about to be stored. */
export interface GitRepositoryDraft {
  name: string;
  description: string;
  address: RepositoryAddress;
  defaultBranch: string;
  credentialId?: string;
  isExperimental: boolean;
  owner: string;
  tags: readonly string[];
  createdBy: string;
}

/** Of a git repository, what changes. */
export interface GitRepositoryChange {
  name?: string;
  description?: string;
  address?: RepositoryAddress;
  defaultBranch?: string;
  /** null: it needs none. */
  credentialId?: string | null;
  isExperimental?: boolean;
  isActive?: boolean;
  owner?: string;
  tags?: readonly string[];
}

/** Keeps git repositories. */
export interface GitRepositoriesStore {
  list(query: GitRepositoryQuery, filter: RecordFilter): Promise<Page<GitRepository>>;
  get(id: string): Promise<GitRepository>;
  /** Stores a repository that nobody has verified; its name and its address must be free. */
  create(draft: GitRepositoryDraft): Promise<GitRepository>;
  /** Changes a repository, which must be at that revision. With its address or its credential its verification goes. */
  update(
    id: string,
    revision: RevisionMatch,
    change: GitRepositoryChange,
    updatedBy: string,
  ): Promise<GitRepository>;
  delete(id: string, revision: RevisionMatch): Promise<void>;
  /** Notes what a look showed, unless the address or the credential is another one since. It makes no new revision. */
  recordVerification(
    seen: GitRepository,
    outcome: VerificationOutcome & { lastCommit?: CommitInfo },
  ): Promise<void>;
  /** Notes the newest commit of the default branch, under the same condition. */
  recordCommit(seen: GitRepository, lastCommit: CommitInfo): Promise<void>;
  /** Those that nobody has verified since their address or credential changed, the oldest change first. */
  listPending(limit: number): Promise<GitRepository[]>;
  /** How often runs have fetched from an address. */
  usage(repository: GitRepository): Promise<RepositoryUsage>;
  /** The repositories that need a credential. */
  listByCredential(credentialId: string): Promise<GitRepository[]>;
}

/** Keeps the keys by which hosts of SSH are trusted. */
export interface HostKeysStore {
  list(host: string): Promise<HostKey[]>;
  /** Trusts a host by these keys, and by no others. */
  replace(host: string, keys: readonly HostKey[], approvedBy: string): Promise<void>;
}
