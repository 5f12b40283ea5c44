import type {
  CloneTrial,
  CommitInfo,
  GitHostKeys,
  GitRepository,
  GitRepositoryQuery,
  GitRepositoryUpdate,
  HostKeyApproval,
  NewGitRepository,
  Page,
  RepositoryRefs,
  RepositoryUrlCheck,
  RepositoryUrlResult,
  RepositoryUsage,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';

/** Who asks for a list, and which records there are for them. */
export interface ListOptions extends ServiceOptions {
  /** Default: everything. */
  filter?: RecordFilter;
}

/** What people do with git repositories. */
export interface GitRepositoriesService {
  validateUrl(check: RepositoryUrlCheck, options: ServiceOptions): Promise<RepositoryUrlResult>;
  list(query: GitRepositoryQuery, options: ListOptions): Promise<Page<GitRepository>>;
  get(id: string, options: ServiceOptions): Promise<GitRepository>;
  create(repository: NewGitRepository, options: ServiceOptions): Promise<GitRepository>;
  update(
    id: string,
    revision: RevisionMatch,
    change: GitRepositoryUpdate,
    options: ServiceOptions,
  ): Promise<GitRepository>;
  delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void>;
  /** Asks the host whether the repository can be read, and keeps what came out. */
  verify(id: string, options: ServiceOptions): Promise<GitRepository>;
  /** The branches and tags, as the host has them now. */
  listRefs(id: string, options: ServiceOptions): Promise<RepositoryRefs>;
  /** Fetches the newest commit of a branch. */
  testClone(id: string, trial: CloneTrial, options: ServiceOptions): Promise<CommitInfo>;
  usage(id: string, options: ServiceOptions): Promise<RepositoryUsage>;
  /** The keys that the host of an SSH repository shows now. */
  hostKeys(id: string, options: ServiceOptions): Promise<GitHostKeys>;
  /** Trusts the host of an SSH repository by keys that it shows now, and that a person has compared. */
  approveHostKeys(id: string, approval: HostKeyApproval, options: ServiceOptions): Promise<GitHostKeys>;
}
