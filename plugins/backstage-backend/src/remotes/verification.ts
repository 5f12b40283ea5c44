import type { RemoteVerification } from '@livery/backstage-plugin-livery-common';
import { LiveryError, messageOf } from '@livery/contracts';
import { isError } from '@backstage/errors';
import type { Knex } from 'knex';
import { toTimestamp } from '../database';

/** What a table keeps of the last look at another host. */
export interface VerificationColumns {
  credential_id: string | null;
  verification_state: string;
  verification_message: string;
  verification_code: string | null;
  verified_at: Date | number | string | null;
  /** The credential that was used for it. */
  verified_credential_id: string | null;
}

/** What came out of a look. */
export interface VerificationOutcome {
  state: 'verified' | 'failed';
  message: string;
  code?: string;
}

/** The columns of a record that was not looked at. */
export function pendingColumns(message: string): Omit<VerificationColumns, 'credential_id'> {
  return {
    verification_state: 'pending',
    verification_message: message,
    verification_code: null,
    verified_at: null,
    verified_credential_id: null,
  };
}

/** The columns of a record that was looked at now. */
export function outcomeColumns(
  outcome: VerificationOutcome,
  credentialId: string | undefined,
): Omit<VerificationColumns, 'credential_id'> {
  return {
    verification_state: outcome.state,
    verification_message: outcome.message,
    verification_code: outcome.code ?? null,
    verified_at: new Date(),
    verified_credential_id: credentialId ?? null,
  };
}

/** Reads the columns. What was found out with a credential that is gone since, is not known any more. */
export function toVerification(row: VerificationColumns): RemoteVerification {
  const { verification_state, verification_message, verification_code, verified_at } = row;
  if (verification_state === 'pending') {
    return { state: 'pending', message: verification_message };
  }
  if (row.credential_id !== row.verified_credential_id) {
    return { state: 'pending', message: 'The credential is gone, re-verification required' };
  }
  return {
    state: verification_state as VerificationOutcome['state'],
    message: verification_message,
    ...(verification_code !== null && { code: verification_code }),
    ...(verified_at !== null && { checkedAt: toTimestamp(verified_at) }),
  };
}

/** Narrows a query to the records of a state, as {@link toVerification} reads it. */
export function whereVerification(query: Knex.QueryBuilder, state: RemoteVerification['state']): void {
  query.where(alternatives => {
    if (state === 'pending') {
      alternatives.where({ verification_state: 'pending' }).orWhere(whereOtherCredential);
    } else {
      alternatives.where({ verification_state: state }).andWhere(whereSameCredential);
    }
  });
}

function whereSameCredential(query: Knex.QueryBuilder): void {
  query
    .whereRaw('credential_id = verified_credential_id')
    .orWhereRaw('(credential_id IS NULL AND verified_credential_id IS NULL)');
}

// Not the opposite of the above by NOT: what is compared with null is neither true nor false.
function whereOtherCredential(query: Knex.QueryBuilder): void {
  query
    .whereRaw('credential_id <> verified_credential_id')
    .orWhereRaw('(credential_id IS NULL) <> (verified_credential_id IS NULL)');
}

/** The errors of ours whose messages are for people, beside those of Livery. */
const shown: ReadonlySet<string> = new Set([
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
]);

/**
 * What a look that failed showed.
 *
 * @throws the error itself, if it is none that people were meant to see
 */
export function failedOutcome(error: unknown): VerificationOutcome {
  if (error instanceof LiveryError && error.code !== 'internal' && error.code !== 'cancelled') {
    const isCredential = error.code === 'credentials-invalid';
    const isDenied = error.code === 'repository-denied' || error.code === 'registry-denied';
    const prefix = isCredential ? 'Credential error: ' : isDenied ? 'Access denied: ' : '';
    return { state: 'failed', message: `${prefix}${error.toParagraph()}`, code: error.code };
  }
  if (isError(error) && shown.has(error.name)) {
    return { state: 'failed', message: `Credential error: ${messageOf(error)}`, code: 'credentials-invalid' };
  }
  throw error;
}
