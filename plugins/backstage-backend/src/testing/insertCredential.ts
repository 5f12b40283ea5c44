import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';

/** Puts the record of a credential into the database, without a secret: for what only refers to one. */
export async function insertCredential(client: Knex): Promise<string> {
  const id = randomUUID();
  const now = new Date();
  await client('credentials').insert({
    id,
    name: `Credential ${id}`,
    description: '',
    type: 'git_https',
    metadata: '{}',
    owner: 'user:default/ada',
    revision: 1,
    is_active: true,
    secret_version: 1,
    secret_changed_at: now,
    fingerprint: '0',
    verification_state: 'unknown',
    created_by: 'user:default/ada',
    created_at: now,
    updated_by: 'user:default/ada',
    updated_at: now,
  });
  return id;
}
