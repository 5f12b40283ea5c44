import type { ConfigurationEntry } from '@livery/backstage-plugin-livery-common';
import { toTimestamp } from '../../database';
import { toSearchWords } from '../records/searchWords';
import type { ConfigurationFields } from './ConfigurationStore';

/** A row of `configuration`. */
export interface ConfigurationRow {
  id: string;
  key: string;
  value: string | null;
  credential_id: string | null;
  credential_field: string | null;
  category: string;
  description: string;
  owner: string;
  revision: number;
  created_by: string;
  created_at: Date | number;
  updated_by: string;
  updated_at: Date | number;
  search_words?: string;
}

/** Its columns but the one that is only looked in. */
export const configurationColumns = [
  'id',
  'key',
  'value',
  'credential_id',
  'credential_field',
  'category',
  'description',
  'owner',
  'revision',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const satisfies readonly (keyof ConfigurationRow)[];

/** A row of `configuration_tags`. */
export interface ConfigurationTagRow {
  entry_id: string;
  tag: string;
}

/** The columns that say what an entry is. */
export function toColumns(fields: Omit<ConfigurationFields, 'tags'>) {
  const { key, value, secret, category, description, owner } = fields;
  return {
    key,
    value: value ?? null,
    credential_id: secret?.credentialId ?? null,
    credential_field: secret?.field ?? null,
    category,
    description,
    owner,
    // Not the value: what is found by it would tell of it.
    search_words: toSearchWords(key, category, description),
  };
}

/** An entry from its rows. */
export function toEntry(row: ConfigurationRow, tags: readonly ConfigurationTagRow[]): ConfigurationEntry {
  const { credential_id: credentialId, credential_field: field } = row;
  return {
    id: row.id,
    key: row.key,
    ...(row.value !== null && { value: row.value }),
    ...(credentialId !== null && field !== null && { secret: { credentialId, field } }),
    category: row.category,
    description: row.description,
    owner: row.owner,
    tags: tags.map(({ tag }) => tag),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: toTimestamp(row.updated_at),
  };
}
