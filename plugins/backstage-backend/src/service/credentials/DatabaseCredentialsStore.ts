import { ConflictError, NotFoundError } from '@backstage/errors';
import type {
  Credential,
  CredentialQuery,
  CredentialVerification,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { type RecordFilter, whereRecord } from '../records/criteria';
import { lockRevision, requireFreeName, withUniqueName } from '../records/revisions';
import { selectPage } from '../records/selectPage';
import { credentialTables, dayMs, whereAskedFor, whereUnwarned } from './credentialFilters';
import {
  credentialColumns,
  type CredentialRow,
  type TagRow,
  textColumns,
  toCredential,
  verificationColumns,
} from './credentialRows';
import type { Alongside, CredentialChange, CredentialDraft, CredentialsStore } from './CredentialsStore';

const table = 'credentials';
const kind = 'credential';

const sortable = {
  name: 'name',
  type: 'type',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  expiresAt: 'expires_at',
  lastUsedAt: 'last_used_at',
} as const;

/** Nobody has tried the secret since it was entered. */
const untried = verificationColumns({ state: 'unknown' });

/** Credentials in the tables `credentials` and `credential_tags`. */
export class DatabaseCredentialsStore implements CredentialsStore {
  readonly #client: Knex;

  constructor(options: { client: Knex }) {
    this.#client = options.client;
  }

  async list(request: CredentialQuery, filter: RecordFilter): Promise<Page<Credential>> {
    const query = this.#client<CredentialRow>(table);
    whereRecord(query, filter, credentialTables);
    whereAskedFor(query, this.#client, request);
    const { items, total } = await selectPage<CredentialRow, keyof typeof sortable>({
      query,
      columns: credentialColumns,
      sortable,
      id: 'id',
      request,
    });
    return { items: await complete(this.#client, items), total };
  }

  get(id: string): Promise<Credential> {
    return read(this.#client, id);
  }

  async create(draft: CredentialDraft, alongside: Alongside): Promise<Credential> {
    const now = new Date();
    const { id, name, secret, owner, createdBy, tags } = draft;
    return withUniqueName(kind, name, () =>
      this.#client.transaction(async transaction => {
        await requireFreeName(transaction, { table, name, kind });
        await transaction<CredentialRow>(table).insert({
          id,
          ...textColumns(name, draft.description, secret.host),
          type: draft.type,
          host: secret.host ?? null,
          metadata: JSON.stringify(draft.metadata),
          owner,
          revision: 1,
          is_active: true,
          expires_at: draft.expiresAt === undefined ? null : new Date(draft.expiresAt),
          secret_version: secret.version,
          secret_changed_at: now,
          fingerprint: secret.fingerprint,
          ...untried,
          created_by: createdBy,
          created_at: now,
          updated_by: createdBy,
          updated_at: now,
        });
        await insertTags(transaction, id, tags);
        const created = await read(transaction, id);
        await alongside(transaction, { id, name });
        return created;
      }),
    );
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: CredentialChange,
    updatedBy: string,
    alongside: Alongside,
  ): Promise<Credential> {
    return withUniqueName(kind, change.name ?? '', () =>
      this.#client.transaction(async transaction => {
        const row = await lockRevision<CredentialRow>(transaction, { table, id, kind, revision });
        const { name = row.name } = change;
        if (name !== row.name) {
          await requireFreeName(transaction, { table, name, kind, exceptId: id });
        }
        await transaction<CredentialRow>(table)
          .where({ id })
          .update({
            ...columnsOf(change, row),
            revision: row.revision + 1,
            updated_by: updatedBy,
            updated_at: new Date(),
          });
        if (change.tags) {
          await transaction<TagRow>('credential_tags').where({ credential_id: id }).delete();
          await insertTags(transaction, id, change.tags);
        }
        // Here, and not once it is committed: by then it may be what somebody else made of it.
        const changed = await read(transaction, id);
        await alongside(transaction, { id, name });
        return changed;
      }),
    );
  }

  async delete(id: string, revision: RevisionMatch, alongside: Alongside): Promise<void> {
    await this.#client.transaction(async transaction => {
      const { name } = await lockRevision<CredentialRow>(transaction, { table, id, kind, revision });
      await transaction<CredentialRow>(table).where({ id }).delete();
      await alongside(transaction, { id, name });
    });
  }

  async setVerification(
    id: string,
    secretVersion: number,
    verification: CredentialVerification,
  ): Promise<void> {
    await this.#client<CredentialRow>(table)
      .where({ id, secret_version: secretVersion })
      .update(verificationColumns(verification));
  }

  async markUsed(id: string, secretVersion: number, at: Date, alongside: Alongside): Promise<void> {
    await this.#client.transaction(async transaction => {
      const changed = await transaction<CredentialRow>(table)
        .where({ id, secret_version: secretVersion, is_active: true })
        .update({ last_used_at: at });
      if (changed !== 1) {
        throw new ConflictError(`The credential ${id} was changed while it was being used. Try again.`);
      }
      await alongside(transaction, { id, name: '' });
    });
  }

  async deactivateExpired(now: Date, updatedBy: string, alongside: Alongside): Promise<Credential[]> {
    const expired = await this.#client<CredentialRow>(table)
      .where({ is_active: true })
      .where('expires_at', '<=', now)
      .orderBy('expires_at')
      .select('id');
    const deactivated: Credential[] = [];
    for (const { id } of expired) {
      const isDone = await this.#client.transaction(async transaction => {
        // Again, for somebody may have given it a later end.
        const changed = await transaction<CredentialRow>(table)
          .where({ id, is_active: true })
          .where('expires_at', '<=', now)
          .update({ is_active: false, updated_by: updatedBy, updated_at: now })
          .increment('revision', 1);
        if (changed === 1) {
          await alongside(transaction, { id, name: '' });
        }
        return changed === 1;
      });
      if (isDone) {
        deactivated.push(await this.get(id));
      }
    }
    return deactivated;
  }

  async listUnwarned(days: number, now: Date): Promise<Credential[]> {
    const rows = await this.#client<CredentialRow>(table)
      .where({ is_active: true })
      .where('expires_at', '>', now)
      .where('expires_at', '<=', new Date(now.getTime() + days * dayMs))
      .where(whereUnwarned(days))
      .orderBy('expires_at')
      .select(...credentialColumns);
    return complete(this.#client, rows);
  }

  async markWarned(id: string, expiresAt: string, days: number): Promise<boolean> {
    const changed = await this.#client<CredentialRow>(table)
      .where({ id, expires_at: new Date(expiresAt) })
      .where(whereUnwarned(days))
      .update({ warned_days: days });
    return changed === 1;
  }
}

async function read(client: Knex | Knex.Transaction, id: string): Promise<Credential> {
  const rows = await client<CredentialRow>(table)
    .where({ id })
    .select(...credentialColumns);
  const [credential] = await complete(client, rows);
  if (!credential) {
    throw new NotFoundError(`There is no credential with the id ${id}.`);
  }
  return credential;
}

/** Reads the tags that belong to some rows. */
async function complete(
  client: Knex | Knex.Transaction,
  rows: readonly CredentialRow[],
): Promise<Credential[]> {
  if (rows.length === 0) {
    return [];
  }
  const tags: TagRow[] = await client<TagRow>('credential_tags')
    .whereIn(
      'credential_id',
      rows.map(({ id }) => id),
    )
    .orderBy('tag');
  const tagsOf = Map.groupBy(tags, tag => tag.credential_id);
  const now = new Date();
  return rows.map(row => toCredential(row, tagsOf.get(row.id) ?? [], now));
}

function columnsOf(change: CredentialChange, row: CredentialRow): Partial<CredentialRow> {
  const { name = row.name, description = row.description, secret, expiresAt } = change;
  const host = secret ? secret.host : row.host;
  return {
    ...textColumns(name, description, host),
    ...(change.metadata && { metadata: JSON.stringify(change.metadata) }),
    ...(change.owner !== undefined && { owner: change.owner }),
    ...(change.isActive !== undefined && { is_active: change.isActive }),
    // Another end is warned of anew.
    ...(expiresAt !== undefined && {
      expires_at: expiresAt === null ? null : new Date(expiresAt),
      warned_days: null,
    }),
    ...(secret && { host: host ?? null, secret_version: secret.version, fingerprint: secret.fingerprint }),
    ...(secret?.isNew && { secret_changed_at: new Date(), ...untried }),
  };
}

async function insertTags(transaction: Knex.Transaction, id: string, tags: readonly string[]): Promise<void> {
  if (tags.length > 0) {
    await transaction<TagRow>('credential_tags').insert(tags.map(tag => ({ credential_id: id, tag })));
  }
}
