import type {
  ConfigurationEntry,
  ConfigurationQuery,
  Page,
  RevisionMatch,
  SecretReference,
} from '@livery/backstage-plugin-livery-common';
import type { RecordFilter } from '../records/criteria';

/** What an entry is made of. */
export interface ConfigurationFields {
  key: string;
  value?: string;
  secret?: SecretReference;
  category: string;
  description: string;
  owner: string;
  tags: readonly string[];
}

/** Keeps the settings of branded apps. */
export interface ConfigurationStore {
  list(query: ConfigurationQuery, filter: RecordFilter): Promise<Page<ConfigurationEntry>>;
  get(id: string): Promise<ConfigurationEntry>;
  /** The entry of a key, where there is one. */
  find(key: string): Promise<ConfigurationEntry | undefined>;
  /** The entries that are a part of a credential. */
  listByCredential(credentialId: string): Promise<ConfigurationEntry[]>;
  /** Stores an entry; its key must be free. */
  create(fields: ConfigurationFields, createdBy: string): Promise<ConfigurationEntry>;
  /** Changes an entry, which must be at that revision. */
  update(
    id: string,
    revision: RevisionMatch,
    change: Partial<ConfigurationFields>,
    updatedBy: string,
  ): Promise<ConfigurationEntry>;
  delete(id: string, revision: RevisionMatch): Promise<void>;
}
