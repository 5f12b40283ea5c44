import {
  CommitInfo,
  type GitRepository,
  type RepositoryAddress,
  repositoryKey,
  type RepositoryType,
} from '@livery/backstage-plugin-livery-common';
import { toTimestamp } from '../../database';
import { toVerification, type VerificationColumns } from '../../remotes/verification';
import type { RecordRow } from '../records/DatabaseRecords';
import { toSearchWords } from '../records/searchWords';

/** A row of `git_repositories`. */
export interface RepositoryRow extends RecordRow, VerificationColumns {
  description: string;
  url: string;
  url_key: string;
  type: string;
  host: string;
  path_owner: string;
  repo_name: string;
  default_branch: string;
  is_experimental: boolean | number;
  is_active: boolean | number;
  last_commit: string | null;
}

/** Its columns but the one that is only looked in. */
export const repositoryColumns = [
  'id',
  'name',
  'description',
  'url',
  'url_key',
  'type',
  'host',
  'path_owner',
  'repo_name',
  'default_branch',
  'credential_id',
  'is_experimental',
  'is_active',
  'verification_state',
  'verification_message',
  'verification_code',
  'verified_at',
  'verified_credential_id',
  'last_commit',
  'owner',
  'revision',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
] as const satisfies readonly (keyof RepositoryRow)[];

const EXPERIMENTAL =
  'This repository is experimental: it is for trials, and what is built from it is not for your users.';

/** The columns that say where a repository is. */
export function addressColumns(address: RepositoryAddress) {
  const { url, type, host, owner, repoName } = address;
  return { url, url_key: repositoryKey(address), type, host, path_owner: owner, repo_name: repoName };
}

/** The column of the words that it is found by. */
export function searchColumns(row: Pick<RepositoryRow, 'name' | 'url' | 'description'>) {
  return { search_words: toSearchWords(row.name, row.url, row.description) };
}

/** A git repository from its row. */
export function toGitRepository(row: RepositoryRow, tags: string[]): GitRepository {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    type: row.type as RepositoryType,
    host: row.host,
    pathOwner: row.path_owner,
    repoName: row.repo_name,
    defaultBranch: row.default_branch,
    ...(row.credential_id !== null && { credentialId: row.credential_id }),
    isExperimental: Boolean(row.is_experimental),
    ...(row.is_experimental && { warning: EXPERIMENTAL }),
    isActive: Boolean(row.is_active),
    verification: toVerification(row),
    ...(row.last_commit !== null && { lastCommit: CommitInfo.parse(JSON.parse(row.last_commit)) }),
    owner: row.owner,
    tags,
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: toTimestamp(row.created_at),
    updatedBy: row.updated_by,
    updatedAt: toTimestamp(row.updated_at),
  };
}
