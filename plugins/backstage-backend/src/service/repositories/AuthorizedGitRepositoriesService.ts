import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  type CloneTrial,
  type CommitInfo,
  gitHostKeyApprovePermission,
  type GitHostKeys,
  type GitRepository,
  gitRepositoryCreatePermission,
  gitRepositoryDeletePermission,
  type GitRepositoryQuery,
  gitRepositoryReadPermission,
  type GitRepositoryUpdate,
  gitRepositoryUpdatePermission,
  type HostKeyApproval,
  type NewGitRepository,
  type Page,
  type RepositoryRefs,
  type RepositoryUrlCheck,
  type RepositoryUrlResult,
  type RepositoryUsage,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { requirePermissions, type ServiceOptions } from '../authorize';
import type { RecordGate } from '../records/RecordGate';
import type { GitRepositoriesService } from './GitRepositoriesService';

/** Asks for permission before it passes a call on. */
export class AuthorizedGitRepositoriesService implements GitRepositoriesService {
  readonly #inner: GitRepositoriesService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;

  constructor(options: { inner: GitRepositoriesService; permissions: PermissionsService; gate: RecordGate }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
  }

  async validateUrl(check: RepositoryUrlCheck, options: ServiceOptions): Promise<RepositoryUrlResult> {
    await requirePermissions(this.#permissions, [gitRepositoryCreatePermission], options);
    return this.#inner.validateUrl(check, options);
  }

  async list(query: GitRepositoryQuery, options: ServiceOptions): Promise<Page<GitRepository>> {
    const filter = await this.#gate.filterFor(gitRepositoryReadPermission, options);
    return filter === undefined ? { items: [], total: 0 } : this.#inner.list(query, { ...options, filter });
  }

  get(id: string, options: ServiceOptions): Promise<GitRepository> {
    return this.#gate.read(gitRepositoryReadPermission, () => this.#inner.get(id, options), options);
  }

  async create(repository: NewGitRepository, options: ServiceOptions): Promise<GitRepository> {
    await requirePermissions(this.#permissions, [gitRepositoryCreatePermission], options);
    return this.#inner.create(repository, options);
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: GitRepositoryUpdate,
    options: ServiceOptions,
  ): Promise<GitRepository> {
    await this.#require(gitRepositoryUpdatePermission, id, options);
    return this.#inner.update(id, revision, change, options);
  }

  async delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void> {
    await this.#require(gitRepositoryDeletePermission, id, options);
    await this.#inner.delete(id, revision, options);
  }

  async verify(id: string, options: ServiceOptions): Promise<GitRepository> {
    await this.#require(gitRepositoryUpdatePermission, id, options);
    return this.#inner.verify(id, options);
  }

  async listRefs(id: string, options: ServiceOptions): Promise<RepositoryRefs> {
    await this.#require(gitRepositoryReadPermission, id, options);
    return this.#inner.listRefs(id, options);
  }

  async testClone(id: string, trial: CloneTrial, options: ServiceOptions): Promise<CommitInfo> {
    await this.#require(gitRepositoryUpdatePermission, id, options);
    return this.#inner.testClone(id, trial, options);
  }

  async usage(id: string, options: ServiceOptions): Promise<RepositoryUsage> {
    await this.#require(gitRepositoryReadPermission, id, options);
    return this.#inner.usage(id, options);
  }

  async hostKeys(id: string, options: ServiceOptions): Promise<GitHostKeys> {
    await this.#require(gitRepositoryReadPermission, id, options);
    return this.#inner.hostKeys(id, options);
  }

  async approveHostKeys(
    id: string,
    approval: HostKeyApproval,
    options: ServiceOptions,
  ): Promise<GitHostKeys> {
    await this.#require(gitRepositoryReadPermission, id, options);
    await requirePermissions(this.#permissions, [gitHostKeyApprovePermission], options);
    return this.#inner.approveHostKeys(id, approval, options);
  }

  #require(permission: ResourcePermission, id: string, options: ServiceOptions): Promise<void> {
    return this.#gate.require(permission, () => this.#inner.get(id, options), options);
  }
}
