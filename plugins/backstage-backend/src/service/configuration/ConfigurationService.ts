import type {
  ConfigurationContent,
  ConfigurationEntry,
  ConfigurationQuery,
  ConfigurationUpdate,
  NewConfigurationEntry,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';

/** What people do with the settings of branded apps. */
export interface ConfigurationService {
  list(
    query: ConfigurationQuery,
    options: ServiceOptions & { filter?: RecordFilter },
  ): Promise<Page<ConfigurationEntry>>;
  get(id: string, options: ServiceOptions): Promise<ConfigurationEntry>;
  /** The entry of a key, where there is one. */
  find(key: string, options: ServiceOptions): Promise<ConfigurationEntry | undefined>;
  create(entry: NewConfigurationEntry, options: ServiceOptions): Promise<ConfigurationEntry>;
  /** Creates or replaces the entry of a key. */
  put(key: string, content: ConfigurationContent, options: ServiceOptions): Promise<ConfigurationEntry>;
  update(
    id: string,
    revision: RevisionMatch,
    change: ConfigurationUpdate,
    options: ServiceOptions,
  ): Promise<ConfigurationEntry>;
  delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void>;
}
