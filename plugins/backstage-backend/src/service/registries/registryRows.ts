import type { ContainerRegistry, RegistryType } from '@livery/backstage-plugin-livery-common';
import { toTimestamp } from '../../database';
import { toVerification, type VerificationColumns } from '../../remotes/verification';
import type { RecordRow } from '../records/DatabaseRecords';
import { toSearchWords } from '../records/searchWords';
import { type CheckedPlace, imageOf, loginCommandOf } from './placeOf';

/** A row of `container_registries`. */
export interface RegistryRow extends RecordRow, VerificationColumns {
  description: string;
  type: string;
  host: string;
  aws_account_id: string | null;
  aws_region: string | null;
  base_image: string;
  target_image: string;
  is_active: boolean | number;
  last_pushed_at: Date | number | string | null;
}

/** Its columns but the one that is only looked in. */
export const registryColumns = [
  'id',
  'name',
  'description',
  'type',
  'host',
  'aws_account_id',
  'aws_region',
  'base_image',
  'target_image',
  'credential_id',
  'is_active',
  'verification_state',
  'verification_message',
  'verification_code',
  'verified_at',
  'verified_credential_id',
  'last_pushed_at',
  'owner',
  'revision',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const satisfies readonly (keyof RegistryRow)[];

/** The columns that say where a registry is. */
export function placeColumns({ type, host, awsAccountId, awsRegion, targetImage }: CheckedPlace) {
  return {
    type,
    host,
    aws_account_id: awsAccountId ?? null,
    aws_region: awsRegion ?? null,
    target_image: targetImage,
  };
}

/** The column of the words that it is found by. */
export function searchColumns(row: Pick<RegistryRow, 'name' | 'description' | 'host' | 'target_image'>) {
  return { search_words: toSearchWords(row.name, row.host, row.target_image, row.description) };
}

/** A container registry from its row. */
export function toContainerRegistry(row: RegistryRow, tags: string[]): ContainerRegistry {
  const place = { type: row.type as RegistryType, host: row.host, targetImage: row.target_image };
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    ...place,
    ...(row.aws_account_id !== null && { awsAccountId: row.aws_account_id }),
    ...(row.aws_region !== null && { awsRegion: row.aws_region }),
    baseImage: row.base_image,
    image: imageOf(place),
    ...(row.credential_id !== null && {
      credentialId: row.credential_id,
      loginCommand: loginCommandOf(place),
    }),
    isActive: Boolean(row.is_active),
    verification: toVerification(row),
    ...(row.last_pushed_at !== null && { lastPushedAt: toTimestamp(row.last_pushed_at) }),
    owner: row.owner,
    tags,
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: toTimestamp(row.updated_at),
  };
}
