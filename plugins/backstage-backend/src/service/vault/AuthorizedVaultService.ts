import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type AuditHead,
  type AuditVerdict,
  type Page,
  type RotationProgress,
  type VaultAuditRecord,
  vaultManagePermission,
  vaultReadPermission,
  type VaultStatus,
} from '@livery/backstage-plugin-livery-common';
import { requirePermissions, type ServiceOptions } from '../authorize';
import type { AuditQuery, VaultService } from './VaultService';

/** Asks for permission before it passes a call on. */
export class AuthorizedVaultService implements VaultService {
  readonly #inner: VaultService;
  readonly #permissions: PermissionsService;

  constructor(options: { inner: VaultService; permissions: PermissionsService }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
  }

  async status(options: ServiceOptions): Promise<VaultStatus> {
    await requirePermissions(this.#permissions, [vaultReadPermission], options);
    return this.#inner.status(options);
  }

  async rotate(activeKey: string, options: ServiceOptions): Promise<RotationProgress> {
    await requirePermissions(this.#permissions, [vaultManagePermission], options);
    return this.#inner.rotate(activeKey, options);
  }

  async listAudit(query: AuditQuery, options: ServiceOptions): Promise<Page<VaultAuditRecord>> {
    await requirePermissions(this.#permissions, [vaultReadPermission], options);
    return this.#inner.listAudit(query, options);
  }

  async verifyAudit(anchor: AuditHead | undefined, options: ServiceOptions): Promise<AuditVerdict> {
    await requirePermissions(this.#permissions, [vaultReadPermission], options);
    return this.#inner.verifyAudit(anchor, options);
  }
}
