import type {
  Credential,
  CredentialInUse,
  CredentialQuery,
  CredentialSecret,
  CredentialTrial,
  CredentialTypeInfo,
  CredentialUpdate,
  CredentialUse,
  CredentialVerification,
  NewCredential,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';

/** Who asks for a list, and which records there are for them. */
export interface ListOptions extends ServiceOptions {
  /** Default: everything. */
  filter?: RecordFilter;
}

/** What people do with credentials. Nothing here gives a secret out. */
export interface CredentialsService {
  listTypes(options: ServiceOptions): Promise<Page<CredentialTypeInfo>>;
  list(query: CredentialQuery, options: ListOptions): Promise<Page<Credential>>;
  get(id: string, options: ServiceOptions): Promise<Credential>;
  listUses(id: string, options: ServiceOptions): Promise<Page<CredentialUse>>;
  create(credential: NewCredential, options: ServiceOptions): Promise<Credential>;
  update(
    id: string,
    revision: RevisionMatch,
    change: CredentialUpdate,
    options: ServiceOptions,
  ): Promise<Credential>;
  replaceSecret(
    id: string,
    revision: RevisionMatch,
    secret: CredentialSecret,
    options: ServiceOptions,
  ): Promise<Credential>;
  verify(id: string, trial: CredentialTrial, options: ServiceOptions): Promise<CredentialVerification>;
  deactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<CredentialInUse>;
  reactivate(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<Credential>;
  delete(
    id: string,
    revision: RevisionMatch,
    request: { evenIfUsed?: boolean },
    options: ServiceOptions,
  ): Promise<void>;
  cleanUpExpired(options: ServiceOptions): Promise<{ count: number }>;
}
