import { InputError, isError } from '@backstage/errors';
import type {
  ConfigurationContent,
  ConfigurationEntry,
  ConfigurationQuery,
  ConfigurationUpdate,
  NewConfigurationEntry,
  Page,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { CredentialSource } from '../../remotes/CredentialSource';
import { nameOfPrincipal, type ServiceOptions } from '../authorize';
import type { RecordFilter } from '../records/criteria';
import type { ConfigurationService } from './ConfigurationService';
import type { ConfigurationStore } from './ConfigurationStore';
import { looksSecret } from './looksSecret';

/** The settings of branded apps, without permissions. */
export class DefaultConfigurationService implements ConfigurationService {
  readonly #store: ConfigurationStore;
  readonly #credentials: Pick<CredentialSource, 'describe'>;

  constructor(options: { store: ConfigurationStore; credentials: Pick<CredentialSource, 'describe'> }) {
    this.#store = options.store;
    this.#credentials = options.credentials;
  }

  list(
    query: ConfigurationQuery,
    options: ServiceOptions & { filter?: RecordFilter },
  ): Promise<Page<ConfigurationEntry>> {
    return this.#store.list(query, options.filter ?? 'everything');
  }

  get(id: string): Promise<ConfigurationEntry> {
    return this.#store.get(id);
  }

  find(key: string): Promise<ConfigurationEntry | undefined> {
    return this.#store.find(key);
  }

  async create(entry: NewConfigurationEntry, options: ServiceOptions): Promise<ConfigurationEntry> {
    await this.#check(entry.key, entry, options);
    const createdBy = nameOfPrincipal(options.credentials);
    return this.#store.create({ ...entry, owner: entry.owner ?? createdBy }, createdBy);
  }

  async put(
    key: string,
    content: ConfigurationContent,
    options: ServiceOptions,
  ): Promise<ConfigurationEntry> {
    const current = await this.#store.find(key);
    if (current) {
      await this.#check(key, content, options);
      const updatedBy = nameOfPrincipal(options.credentials);
      return this.#store.update(current.id, 'any', content, updatedBy);
    }
    try {
      return await this.create({ ...content, key }, options);
    } catch (error) {
      // Somebody else was faster with the same key: then this one comes after.
      if (isError(error) && error.name === 'ConflictError' && (await this.#store.find(key))) {
        return this.put(key, content, options);
      }
      throw error;
    }
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: ConfigurationUpdate,
    options: ServiceOptions,
  ): Promise<ConfigurationEntry> {
    const current = await this.#store.get(id);
    const { value = change.secret ? undefined : current.value } = change;
    await this.#check(change.key ?? current.key, { ...change, value }, options);
    return this.#store.update(id, revision, change, nameOfPrincipal(options.credentials));
  }

  delete(id: string, revision: RevisionMatch): Promise<void> {
    return this.#store.delete(id, revision);
  }

  async #check(
    key: string,
    { value, secret }: Pick<ConfigurationUpdate, 'value' | 'secret'>,
    options: ServiceOptions,
  ): Promise<void> {
    if (value !== undefined && looksSecret(key, value)) {
      throw new InputError(
        `The setting ${key} looks like a secret, and everybody who may see settings would read it. ` +
          'Store it as a credential, and give its id and field as "secret" in place of "value".',
      );
    }
    if (secret) {
      await this.#credentials.describe(secret.credentialId, options);
    }
  }
}
