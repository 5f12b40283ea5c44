import type { CredentialQuery } from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import { type RecordTables, whereRecord } from '../records/criteria';
import { whereWords } from '../records/searchWords';

/** A day, which all ends are counted in. */
export const dayMs = 24 * 60 * 60 * 1000;

/** Where the conditions of a policy find what they look at. */
export const credentialTables: RecordTables = {
  id: 'credentials.id',
  owner: 'credentials.owner',
  tags: 'credential_tags',
  taggedId: 'credential_id',
};

/** Narrows a query to what a list was asked for. */
export function whereAskedFor(query: Knex.QueryBuilder, client: Knex, request: CredentialQuery): void {
  const { search, owner, tag, type, host, isActive, hasExpired, expiresWithinDays } = request;
  const now = new Date();
  if (search !== undefined) {
    whereWords(query, client, search, 'search_words');
  }
  query.where({
    ...(owner !== undefined && { owner }),
    ...(type !== undefined && { type }),
    ...(host !== undefined && { host }),
    ...(isActive !== undefined && { is_active: isActive }),
  });
  if (tag !== undefined) {
    whereRecord(query, { tag }, credentialTables);
  }
  if (hasExpired === true) {
    query.where('expires_at', '<=', now);
  } else if (hasExpired === false) {
    query.where(living => {
      void living.whereNull('expires_at').orWhere('expires_at', '>', now);
    });
  }
  if (expiresWithinDays !== undefined) {
    query
      .where('expires_at', '>', now)
      .where('expires_at', '<=', new Date(now.getTime() + expiresWithinDays * dayMs));
  }
}

/** Narrows a query to what was not yet warned of that closely. */
export function whereUnwarned(days: number): Knex.QueryCallback {
  return query => {
    void query.whereNull('warned_days').orWhere('warned_days', '>', days);
  };
}
