import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type ConfigurationContent,
  configurationCreatePermission,
  configurationDeletePermission,
  type ConfigurationEntry,
  type ConfigurationQuery,
  configurationReadPermission,
  type ConfigurationUpdate,
  configurationUpdatePermission,
  type NewConfigurationEntry,
  type Page,
  type RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import { lacking, requirePermissions, type ServiceOptions } from '../authorize';
import { meets } from '../records/criteria';
import type { RecordGate } from '../records/RecordGate';
import type { ConfigurationService } from './ConfigurationService';

/** Asks for permission before it passes a call on. */
export class AuthorizedConfigurationService implements ConfigurationService {
  readonly #inner: ConfigurationService;
  readonly #permissions: PermissionsService;
  readonly #gate: RecordGate;

  constructor(options: { inner: ConfigurationService; permissions: PermissionsService; gate: RecordGate }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#gate = options.gate;
  }

  async list(query: ConfigurationQuery, options: ServiceOptions): Promise<Page<ConfigurationEntry>> {
    const filter = await this.#gate.filterFor(configurationReadPermission, options);
    return filter === undefined ? { items: [], total: 0 } : this.#inner.list(query, { ...options, filter });
  }

  async get(id: string, options: ServiceOptions): Promise<ConfigurationEntry> {
    return this.#gate.read(configurationReadPermission, () => this.#inner.get(id, options), options);
  }

  async find(key: string, options: ServiceOptions): Promise<ConfigurationEntry | undefined> {
    const filter = await this.#gate.filterFor(configurationReadPermission, options);
    const entry = await this.#inner.find(key, options);
    return entry && filter !== undefined && meets(filter, entry) ? entry : undefined;
  }

  async create(entry: NewConfigurationEntry, options: ServiceOptions): Promise<ConfigurationEntry> {
    await requirePermissions(this.#permissions, [configurationCreatePermission], options);
    return this.#inner.create(entry, options);
  }

  async put(
    key: string,
    content: ConfigurationContent,
    options: ServiceOptions,
  ): Promise<ConfigurationEntry> {
    await requirePermissions(this.#permissions, [configurationCreatePermission], options);
    const filter = await this.#gate.filterFor(configurationUpdatePermission, options);
    const current = filter === 'everything' ? undefined : await this.#inner.find(key, options);
    if (filter === undefined || (current && !meets(filter, current))) {
      throw lacking(configurationUpdatePermission);
    }
    return this.#inner.put(key, content, options);
  }

  async update(
    id: string,
    revision: RevisionMatch,
    change: ConfigurationUpdate,
    options: ServiceOptions,
  ): Promise<ConfigurationEntry> {
    const load = () => this.#inner.get(id, options);
    await this.#gate.require(configurationUpdatePermission, load, options);
    return this.#inner.update(id, revision, change, options);
  }

  async delete(id: string, revision: RevisionMatch, options: ServiceOptions): Promise<void> {
    const load = () => this.#inner.get(id, options);
    await this.#gate.require(configurationDeletePermission, load, options);
    await this.#inner.delete(id, revision, options);
  }
}
