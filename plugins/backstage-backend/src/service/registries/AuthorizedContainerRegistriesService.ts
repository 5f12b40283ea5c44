import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  type ContainerRegistry,
  containerRegistryCreatePermission,
  containerRegistryDeletePermission,
  type ContainerRegistryQuery,
  containerRegistryReadPermission,
  type ContainerRegistryUpdate,
  containerRegistryUpdatePermission,
  type NewContainerRegistry,
  type Page,
  type RegistryImage,
  type RegistryRepositories,
  type RegistryTags,
  type RegistryTypeInfo,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { requirePermissions, type ServiceOptions } from '../authorize';
import type { RecordGate } from '../records/RecordGate';
import type { ContainerRegistriesService, Part, RepositoryCreation } from './ContainerRegistriesService';

/** Asks for permission before it passes a call on. */
export class AuthorizedContainerRegistriesService implements ContainerRegistriesService {
  readonly #inner: ContainerRegistriesService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;

  constructor(options: {
    inner: ContainerRegistriesService;
    permissions: PermissionsService;
    gate: RecordGate;
  }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
  }

  async listTypes(options: ServiceOptions): Promise<Page<RegistryTypeInfo>> {
    await requirePermissions(this.#permissions, [containerRegistryCreatePermission], options);
    return this.#inner.listTypes(options);
  }

  async list(query: ContainerRegistryQuery, options: ServiceOptions): Promise<Page<ContainerRegistry>> {
    const filter = await this.#gate.filterFor(containerRegistryReadPermission, options);
    return filter === undefined ? { items: [], total: 0 } : this.#inner.list(query, { ...options, filter });
  }

  get(id: string, options: ServiceOptions): Promise<ContainerRegistry> {
    return this.#gate.read(containerRegistryReadPermission, () => this.#inner.get(id, options), options);
  }

  async create(registry: NewContainerRegistry, options: ServiceOptions): Promise<ContainerRegistry> {
    await requirePermissions(this.#permissions, [containerRegistryCreatePermission], options);
    return this.#inner.create(registry, options);
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: ContainerRegistryUpdate,
    options: ServiceOptions,
  ): Promise<ContainerRegistry> {
    await this.#require(containerRegistryUpdatePermission, id, options);
    return this.#inner.update(id, revision, change, options);
  }

  async delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void> {
    await this.#require(containerRegistryDeletePermission, id, options);
    await this.#inner.delete(id, revision, options);
  }

  async verify(id: string, options: ServiceOptions): Promise<ContainerRegistry> {
    await this.#require(containerRegistryUpdatePermission, id, options);
    return this.#inner.verify(id, options);
  }

  async createRepository(id: string, options: ServiceOptions): Promise<RepositoryCreation> {
    await this.#require(containerRegistryUpdatePermission, id, options);
    return this.#inner.createRepository(id, options);
  }

  async image(id: string, tag: string | undefined, options: ServiceOptions): Promise<RegistryImage> {
    await this.#require(containerRegistryReadPermission, id, options);
    return this.#inner.image(id, tag, options);
  }

  async listRepositories(id: string, part: Part, options: ServiceOptions): Promise<RegistryRepositories> {
    await this.#require(containerRegistryReadPermission, id, options);
    return this.#inner.listRepositories(id, part, options);
  }

  async listTags(
    id: string,
    repository: string | undefined,
    part: Part,
    options: ServiceOptions,
  ): Promise<RegistryTags> {
    await this.#require(containerRegistryReadPermission, id, options);
    return this.#inner.listTags(id, repository, part, options);
  }

  #require(permission: ResourcePermission, id: string, options: ServiceOptions): Promise<void> {
    return this.#gate.require(permission, () => this.#inner.get(id, options), options);
  }
}
