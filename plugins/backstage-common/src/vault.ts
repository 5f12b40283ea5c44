import { z } from 'zod';
import { timestamp } from './fields';
import { MAXIMUM_PAGE, pageOf } from './http/listQuery';
import { defineRoute } from './http/route';
import { vaultManagePermission, vaultReadPermission } from './permissions';

/** A key of the vault, as far as it may be known. */
export const VaultKey = z.object({
  id: z.string(),
  isActive: z.boolean().describe('whether new secrets are sealed with it'),
  isConfigured: z.boolean().describe('whether livery.vault.keys has it'),
  secrets: z.number().int().describe('how many secrets it seals; a key with none can be taken away'),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp.describe('when a backend last started with it'),
});
export type VaultKey = z.infer<typeof VaultKey>;

/** How the vault stands. */
export const VaultStatus = z.object({
  isConfigured: z.boolean(),
  hint: z.string().optional().describe('what to do about a vault without a key'),
  keys: z.array(VaultKey),
});
export type VaultStatus = z.infer<typeof VaultStatus>;

/** How far the secrets have come towards the active key. */
export const RotationProgress = z.object({
  activeKey: z.string(),
  rewrapped: z.number().int().describe('wrapped anew now'),
  failed: z.number().int().describe('could not be opened, and stay as they are'),
  remaining: z.number().int().describe('still wrapped with an older key'),
});
export type RotationProgress = z.infer<typeof RotationProgress>;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');

/** Where the audit log ends. */
export const AuditHead = z.strictObject({ sequence: z.number().int().min(0), hash });
export type AuditHead = z.infer<typeof AuditHead>;

/** One thing that was done with a secret, or refused. */
export const VaultAuditRecord = z.object({
  sequence: z.number().int(),
  at: timestamp,
  actor: z.string(),
  action: z.string(),
  credentialId: z.string().optional(),
  purpose: z.string(),
  outcome: z.enum(['done', 'refused']),
  detail: z.string().optional(),
  previousHash: hash,
  hash,
});
export type VaultAuditRecord = z.infer<typeof VaultAuditRecord>;

/** What a look at the whole audit log found. */
export const AuditVerdict = z.object({
  isIntact: z.boolean(),
  records: z.number().int(),
  head: AuditHead.describe(
    'keep it elsewhere: given as anchor the next time, it shows that the end was not cut off',
  ),
  problem: z
    .object({ sequence: z.number().int(), message: z.string() })
    .optional()
    .describe('the first thing that is wrong'),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;

/** The routes of the vault. */
export const vaultRoutes = {
  getVault: defineRoute({
    method: 'GET',
    path: '/v1/vault',
    summary: 'See the keys of the vault, and how many secrets each seals',
    permissions: [vaultReadPermission],
    response: VaultStatus,
    example: {},
  }),
  rotateVault: defineRoute({
    method: 'POST',
    path: '/v1/vault/rotate',
    summary: 'Wrap all secrets with the active key now',
    permissions: [vaultManagePermission],
    body: z.strictObject({
      activeKey: z.string().max(100).describe('the key that the caller takes for the active one'),
    }),
    response: RotationProgress,
    audit: { eventId: 'vault-rotate', severityLevel: 'high' },
    example: { body: { activeKey: 'main' } },
  }),
  listVaultAudit: defineRoute({
    method: 'GET',
    path: '/v1/vault/audit',
    summary: 'List what was done with the secrets of the vault, the latest first',
    permissions: [vaultReadPermission],
    query: z.strictObject({
      credentialId: z.uuid().optional(),
      limit: z.coerce.number<number>().int().min(1).max(MAXIMUM_PAGE).default(50),
      offset: z.coerce.number<number>().int().min(0).max(1_000_000_000).default(0),
    }),
    response: pageOf(VaultAuditRecord),
    example: { query: { limit: 20 } },
  }),
  verifyVaultAudit: defineRoute({
    method: 'POST',
    path: '/v1/vault/audit/verify',
    summary: 'Look whether nobody touched the audit log of the vault',
    permissions: [vaultReadPermission],
    body: z.strictObject({ anchor: AuditHead.optional().describe('the head of an earlier look') }),
    response: AuditVerdict,
    audit: { eventId: 'vault-audit-verify', severityLevel: 'low' },
    example: { body: {} },
  }),
} as const;
