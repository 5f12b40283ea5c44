import { Credential, type CredentialVerification } from '@livery/backstage-plugin-livery-common';
import { toTimestamp } from '../../database';
import { toSearchWords } from '../records/searchWords';
import { dayMs } from './credentialFilters';

type Moment = Date | number | string;

/** A row of `credentials`. */
export interface CredentialRow {
  id: string;
  name: string;
  description: string;
  type: string;
  host: string | null;
  metadata: string;
  owner: string;
  revision: number;
  is_active: boolean | number;
  expires_at: Moment | null;
  warned_days: number | null;
  last_used_at: Moment | null;
  secret_version: number;
  secret_changed_at: Moment;
  fingerprint: string;
  verification_state: string;
  verification_message: string | null;
  verified_at: Moment | null;
  created_by: string;
  created_at: Moment;
  updated_by: string;
  updated_at: Moment;
  search_words?: string;
}

/** Its columns but the one that is only looked in. */
export const credentialColumns = [
  'id',
  'name',
  'description',
  'type',
  'host',
  'metadata',
  'owner',
  'revision',
  'is_active',
  'expires_at',
  'warned_days',
  'last_used_at',
  'secret_version',
  'secret_changed_at',
  'fingerprint',
  'verification_state',
  'verification_message',
  'verified_at',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const satisfies readonly (keyof CredentialRow)[];

/** A row of `credential_tags`. */
export interface TagRow {
  credential_id: string;
  tag: string;
}

/** The columns that a credential is found by. */
export function textColumns(name: string, description: string, host: string | null | undefined) {
  return { name, description, search_words: toSearchWords(name, description, host ?? undefined) };
}

/** The columns of a verification. */
export function verificationColumns({ state, message, checkedAt }: CredentialVerification) {
  return {
    verification_state: state,
    verification_message: message ?? null,
    verified_at: checkedAt === undefined ? null : new Date(checkedAt),
  };
}

/** A credential from its rows, as it stands at a moment. */
export function toCredential(row: CredentialRow, tags: readonly TagRow[], now: Date): Credential {
  const expiresAt = optionalTimestamp(row.expires_at);
  const leftMs = expiresAt === undefined ? undefined : Date.parse(expiresAt) - now.getTime();
  return Credential.parse({
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    host: row.host ?? undefined,
    metadata: JSON.parse(row.metadata),
    owner: row.owner,
    tags: tags.map(({ tag }) => tag),
    isActive: Boolean(row.is_active),
    expiresAt,
    hasExpired: leftMs !== undefined && leftMs <= 0,
    daysUntilExpiry: leftMs === undefined ? undefined : Math.max(0, Math.floor(leftMs / dayMs)),
    lastUsedAt: optionalTimestamp(row.last_used_at),
    secretVersion: row.secret_version,
    secretChangedAt: toTimestamp(row.secret_changed_at),
    fingerprint: row.fingerprint,
    verification: {
      state: row.verification_state,
      message: row.verification_message ?? undefined,
      checkedAt: optionalTimestamp(row.verified_at),
    },
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: toTimestamp(row.updated_at),
  });
}

function optionalTimestamp(value: Moment | null): string | undefined {
  return value === null ? undefined : toTimestamp(value);
}
