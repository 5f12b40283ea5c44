import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  type Credential,
  credentialCreatePermission,
  credentialDeletePermission,
  type CredentialInUse,
  type CredentialQuery,
  credentialReadPermission,
  type CredentialSecret,
  type CredentialTrial,
  type CredentialTypeInfo,
  type CredentialUpdate,
  credentialUpdatePermission,
  type CredentialUse,
  credentialUsePermission,
  type CredentialVerification,
  type NewCredential,
  type Page,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { lacking, requirePermissions, type ServiceOptions } from '../authorize';
import type { RecordGate } from '../records/RecordGate';
import type { CredentialsService } from './CredentialsService';

/** Asks for permission before it passes a call on. */
export class AuthorizedCredentialsService implements CredentialsService {
  readonly #inner: CredentialsService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;

  constructor(options: { inner: CredentialsService; permissions: PermissionsService; gate: RecordGate }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
  }

  async listTypes(options: ServiceOptions): Promise<Page<CredentialTypeInfo>> {
    // Whoever may see some credentials may know what types there are.
    if ((await this.#gate.filterFor(credentialReadPermission, options)) === undefined) {
      throw lacking(credentialReadPermission);
    }
    return this.#inner.listTypes(options);
  }

  async list(query: CredentialQuery, options: ServiceOptions): Promise<Page<Credential>> {
    const filter = await this.#gate.filterFor(credentialReadPermission, options);
    return filter === undefined ? { items: [], total: 0 } : this.#inner.list(query, { ...options, filter });
  }

  async get(id: string, options: ServiceOptions): Promise<Credential> {
    return this.#gate.read(credentialReadPermission, () => this.#inner.get(id, options), options);
  }

  async listUses(id: string, options: ServiceOptions): Promise<Page<CredentialUse>> {
    await this.#require(credentialReadPermission, id, options);
    return this.#inner.listUses(id, options);
  }

  async create(credential: NewCredential, options: ServiceOptions): Promise<Credential> {
    await requirePermissions(this.#permissions, [credentialCreatePermission], options);
    return this.#inner.create(credential, options);
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: CredentialUpdate,
    options: ServiceOptions,
  ): Promise<Credential> {
    await this.#require(credentialUpdatePermission, id, options);
    return this.#inner.update(id, revision, change, options);
  }

  async replaceSecret(
    id: string,
    revision: RevisionMatch,
    secret: CredentialSecret,
    options: ServiceOptions,
  ): Promise<Credential> {
    await this.#require(credentialUpdatePermission, id, options);
    return this.#inner.replaceSecret(id, revision, secret, options);
  }

  async verify(id: string, trial: CredentialTrial, options: ServiceOptions): Promise<CredentialVerification> {
    await this.#require(credentialUsePermission, id, options);
    return this.#inner.verify(id, trial, options);
  }

  async deactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<CredentialInUse> {
    await this.#require(credentialUpdatePermission, id, options);
    return this.#inner.deactivate(id, revision, options);
  }

  async reactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<Credential> {
    await this.#require(credentialUpdatePermission, id, options);
    return this.#inner.reactivate(id, revision, options);
  }

  async delete(
    id: string,
    revision: RevisionMatch,
    request: { evenIfUsed?: boolean },
    options: ServiceOptions,
  ): Promise<void> {
    await this.#require(credentialDeletePermission, id, options);
    await this.#inner.delete(id, revision, request, options);
  }

  async cleanUpExpired(options: ServiceOptions): Promise<{ count: number }> {
    // It reaches all credentials, so that a condition is not enough.
    if ((await this.#gate.filterFor(credentialUpdatePermission, options)) !== 'everything') {
      throw lacking(credentialUpdatePermission);
    }
    return this.#inner.cleanUpExpired(options);
  }

  #require(permission: ResourcePermission, id: string, options: ServiceOptions): Promise<void> {
    return this.#gate.require(permission, () => this.#inner.get(id, options), options);
  }
}
