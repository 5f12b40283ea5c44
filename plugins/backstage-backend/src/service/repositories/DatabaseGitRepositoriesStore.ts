import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type {
  CommitInfo,
  GitRepository,
  GitRepositoryQuery,
  Page,
  RepositoryUsage,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import {
  outcomeColumns,
  pendingColumns,
  type VerificationOutcome,
  whereVerification,
} from '../../remotes/verification';
import type { RecordFilter } from '../records/criteria';
import { DatabaseRecords } from '../records/DatabaseRecords';
import type { GitRepositoriesStore, GitRepositoryChange, GitRepositoryDraft } from './GitRepositoriesStore';
import {
  addressColumns,
  repositoryColumns,
  type RepositoryRow,
  searchColumns,
  toGitRepository,
} from './repositoryRows';
import { usageOf } from './usageOf';

const table = 'git_repositories';
const kind = 'git repository';
const sortable = { name: 'name', createdAt: 'created_at', updatedAt: 'updated_at', host: 'host' } as const;

/** Git repositories in the tables `git_repositories` and `git_repository_tags`. */
export class DatabaseGitRepositoriesStore implements GitRepositoriesStore {
  readonly #client: Knex;
  readonly #records: DatabaseRecords<RepositoryRow, GitRepository, keyof typeof sortable>;

  constructor({ client }: { client: Knex }) {
    this.#client = client;
    this.#records = new DatabaseRecords({
      client,
      table,
      kind,
      tags: { table: 'git_repository_tags', id: 'repository_id' },
      columns: repositoryColumns,
      sortable,
      toEntry: toGitRepository,
    });
  }

  list(request: GitRepositoryQuery, filter: RecordFilter): Promise<Page<GitRepository>> {
    const { type, host, verification, credentialId, isActive, includeExperimental } = request;
    return this.#records.list(request, filter, query => {
      query.where({
        ...(type !== undefined && { type }),
        ...(host !== undefined && { host }),
        ...(credentialId !== undefined && { credential_id: credentialId }),
        ...(isActive !== undefined && { is_active: isActive }),
        ...(!includeExperimental && { is_experimental: false }),
      });
      if (verification !== undefined) {
        whereVerification(query, verification);
      }
    });
  }

  get(id: string): Promise<GitRepository> {
    return this.#records.get(id);
  }

  create(draft: GitRepositoryDraft): Promise<GitRepository> {
    const now = new Date();
    const { name, description, createdBy } = draft;
    const address = addressColumns(draft.address);
    const row: RepositoryRow = {
      id: randomUUID(),
      name,
      description,
      ...address,
      default_branch: draft.defaultBranch,
      credential_id: draft.credentialId ?? null,
      is_experimental: draft.isExperimental,
      is_active: true,
      ...pendingColumns('Repository created, verification pending'),
      last_commit: null,
      owner: draft.owner,
      revision: 1,
      created_by: createdBy,
      created_at: now,
      updated_by: createdBy,
      updated_at: now,
      ...searchColumns({ name, description, url: address.url }),
    };
    return this.#records.insert(row, draft.tags, transaction => requireFreeAddress(transaction, row));
  }

  update(
    id: string,
    revision: RevisionMatch,
    change: GitRepositoryChange,
    updatedBy: string,
  ): Promise<GitRepository> {
    return this.#records.update(id, revision, updatedBy, async (row, transaction) => {
      const columns = changedColumns(row, change);
      if (columns.url_key !== undefined && columns.url_key !== row.url_key) {
        await requireFreeAddress(transaction, { id, url: columns.url ?? '', url_key: columns.url_key });
      }
      return { columns, tags: change.tags };
    });
  }

  delete(id: string, revision: RevisionMatch): Promise<void> {
    return this.#records.delete(id, revision);
  }

  async recordVerification(
    seen: GitRepository,
    { lastCommit, ...outcome }: VerificationOutcome & { lastCommit?: CommitInfo },
  ): Promise<void> {
    await this.#unchanged(seen).update({
      ...outcomeColumns(outcome, seen.credentialId),
      ...(lastCommit && { last_commit: JSON.stringify(lastCommit) }),
    });
  }

  async recordCommit(seen: GitRepository, lastCommit: CommitInfo): Promise<void> {
    await this.#unchanged(seen).update({ last_commit: JSON.stringify(lastCommit) });
  }

  async listPending(limit: number): Promise<GitRepository[]> {
    const query = this.#client(table).where({ is_active: true });
    whereVerification(query, 'pending');
    const rows = (await query
      .orderBy('updated_at')
      .limit(limit)
      .select(...repositoryColumns)) as RepositoryRow[];
    return this.#records.complete(rows);
  }

  usage(repository: GitRepository): Promise<RepositoryUsage> {
    return usageOf(this.#client, repository);
  }

  async listByCredential(credentialId: string): Promise<GitRepository[]> {
    const rows = (await this.#client(table)
      .where({ credential_id: credentialId })
      .orderBy('name')
      .select(...repositoryColumns)) as RepositoryRow[];
    return this.#records.complete(rows);
  }

  #unchanged({ id, url, defaultBranch, credentialId }: GitRepository) {
    return this.#client<RepositoryRow>(table).where({
      id,
      url,
      default_branch: defaultBranch,
      credential_id: credentialId ?? null,
    });
  }
}

function changedColumns(row: RepositoryRow, change: GitRepositoryChange): Partial<RepositoryRow> {
  const address = change.address && addressColumns(change.address);
  const changed = {
    name: change.name ?? row.name,
    description: change.description ?? row.description,
    url: address?.url ?? row.url,
    credential_id: change.credentialId === undefined ? row.credential_id : change.credentialId,
  };
  const again = [
    ...(changed.url === row.url ? [] : ['URL']),
    ...(changed.credential_id === row.credential_id ? [] : ['credential']),
  ];
  return {
    ...changed,
    ...address,
    ...searchColumns(changed),
    ...(change.defaultBranch !== undefined && { default_branch: change.defaultBranch }),
    ...(change.isExperimental !== undefined && { is_experimental: change.isExperimental }),
    ...(change.isActive !== undefined && { is_active: change.isActive }),
    ...(change.owner !== undefined && { owner: change.owner }),
    ...(again.length > 0 &&
      pendingColumns(`Repository ${again.join(' and ')} changed, re-verification required`)),
    // Of another address, or of another branch.
    ...((changed.url !== row.url || (change.defaultBranch ?? row.default_branch) !== row.default_branch) && {
      last_commit: null,
    }),
  };
}

async function requireFreeAddress(
  transaction: Knex.Transaction,
  { id, url, url_key }: Pick<RepositoryRow, 'id' | 'url' | 'url_key'>,
): Promise<void> {
  const taken = await transaction<RepositoryRow>(table).where({ url_key }).first('id', 'name');
  if (taken && taken.id !== id) {
    throw new ConflictError(
      `Repository URL already exists: ${url} is the git repository '${taken.name}'. Use that one.`,
    );
  }
}
