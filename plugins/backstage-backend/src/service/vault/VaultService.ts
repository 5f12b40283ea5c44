import type {
  AuditHead,
  AuditVerdict,
  Page,
  RotationProgress,
  VaultAuditRecord,
  VaultStatus,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';

/** Which part of the audit log is asked for. */
export interface AuditQuery {
  credentialId?: string;
  limit: number;
  offset: number;
}

/** What whoever runs the portal does with the vault. */
export interface VaultService {
  status(options: ServiceOptions): Promise<VaultStatus>;
  /** Wraps all secrets with the active key, which the caller has to name. */
  rotate(activeKey: string, options: ServiceOptions): Promise<RotationProgress>;
  listAudit(query: AuditQuery, options: ServiceOptions): Promise<Page<VaultAuditRecord>>;
  verifyAudit(anchor: AuditHead | undefined, options: ServiceOptions): Promise<AuditVerdict>;
}
