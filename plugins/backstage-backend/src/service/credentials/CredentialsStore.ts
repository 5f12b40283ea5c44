import type {
  Credential,
  CredentialQuery,
  CredentialType,
  CredentialVerification,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import type { RecordFilter } from '../records/criteria';

/** What has to happen in the same transaction: what the vault keeps, and what its audit log says about it. */
export type Alongside = (
  transaction: Knex.Transaction,
  credential: { id: string; name: string },
) => Promise<void>;

/** Facts about a secret which are not secret. */
export interface SecretFacts {
  readonly host?: string;
  readonly version: number;
  readonly fingerprint: string;
}

/** A credential that is about to be stored. */
export interface CredentialDraft {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: CredentialType;
  readonly secret: SecretFacts;
  readonly metadata: Credential['metadata'];
  readonly owner: string;
  readonly tags: readonly string[];
  readonly expiresAt?: string;
  readonly createdBy: string;
}

/** What changes of a credential; what is left out stays. */
export interface CredentialChange {
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: Credential['metadata'];
  readonly owner?: string;
  readonly tags?: readonly string[];
  /** null: it does not expire. */
  readonly expiresAt?: string | null;
  readonly isActive?: boolean;
  /** A new secret, which nobody has tried yet; or the same one, bound anew. */
  readonly secret?: SecretFacts & { readonly isNew: boolean };
}

/** Keeps all about credentials but their secrets. */
export interface CredentialsStore {
  list(query: CredentialQuery, filter: RecordFilter): Promise<Page<Credential>>;
  get(id: string): Promise<Credential>;
  /** Stores a credential; its name must be free. */
  create(draft: CredentialDraft, alongside: Alongside): Promise<Credential>;
  /** Changes a credential, which must be at that revision. */
  update(
    id: string,
    revision: RevisionMatch,
    change: CredentialChange,
    updatedBy: string,
    alongside: Alongside,
  ): Promise<Credential>;
  delete(id: string, revision: RevisionMatch, alongside: Alongside): Promise<void>;
  /** Notes what a trial of the secret of that version showed; not if it was replaced meanwhile. */
  setVerification(id: string, secretVersion: number, verification: CredentialVerification): Promise<void>;
  /**
   * Notes a use of the secret of that version.
   *
   * @throws ConflictError if the credential was deactivated, deleted or given another secret meanwhile
   */
  markUsed(id: string, secretVersion: number, at: Date, alongside: Alongside): Promise<void>;
  /** Deactivates active credentials that have expired. */
  deactivateExpired(now: Date, updatedBy: string, alongside: Alongside): Promise<Credential[]>;
  /** Active credentials that expire within so many days and were not yet warned of that closely. */
  listUnwarned(days: number, now: Date): Promise<Credential[]>;
  /**
   * Notes a warning.
   *
   * @returns false if another backend has noted it, or the credential has another end by now
   */
  markWarned(id: string, expiresAt: string, days: number): Promise<boolean>;
}
