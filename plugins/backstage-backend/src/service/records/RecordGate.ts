import type { PermissionsRegistryService, PermissionsService } from '@backstage/backend-plugin-api';
import { AuthorizeResult, type ResourcePermission } from '@backstage/plugin-permission-common';
import { type ConditionTransformer, createConditionTransformer } from '@backstage/plugin-permission-node';
import { lacking, type ServiceOptions } from '../authorize';
import { meets, type RecordCriterion, type RecordFacts, type RecordFilter } from './criteria';
import type { RecordResourceRef } from './recordRules';

/** Asks the permission system about records of one kind, and keeps the conditions it answers with. */
export class RecordGate {
  readonly #permissions: PermissionsService;
  readonly #registry: PermissionsRegistryService;
  readonly #resourceRef: RecordResourceRef;
  #transform: ConditionTransformer<RecordCriterion> | undefined;

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
    resourceRef: RecordResourceRef;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
    this.#resourceRef = options.resourceRef;
  }

  /** Which records the caller may reach; undefined for none. */
  async filterFor(
    permission: ResourcePermission,
    options: ServiceOptions,
  ): Promise<RecordFilter | undefined> {
    const [decision] = await this.#permissions.authorizeConditional([{ permission }], options);
    if (decision?.result === AuthorizeResult.ALLOW) {
      return 'everything';
    }
    if (decision?.result !== AuthorizeResult.CONDITIONAL) {
      return undefined;
    }
    // Not before: the rules are registered once the services are there.
    this.#transform ??= createConditionTransformer(this.#registry.getPermissionRuleset(this.#resourceRef));
    return this.#transform(decision.conditions);
  }

  /**
   * Lets through who may reach a record. It is only loaded for a caller who may reach some and not others.
   *
   * @param load - reads the record; it fails for one that is not there
   */
  async require(
    permission: ResourcePermission,
    load: () => Promise<RecordFacts>,
    options: ServiceOptions,
  ): Promise<void> {
    const filter = await this.filterFor(permission, options);
    if (filter === undefined || (filter !== 'everything' && !meets(filter, await load()))) {
      throw lacking(permission);
    }
  }

  /** Lets through who may reach each of several records, or nobody. */
  async requireAll(
    permission: ResourcePermission,
    ids: readonly string[],
    load: (id: string) => Promise<RecordFacts>,
    options: ServiceOptions,
  ): Promise<void> {
    const filter = await this.filterFor(permission, options);
    if (filter === undefined) {
      throw lacking(permission);
    }
    for (const id of filter === 'everything' ? [] : ids) {
      if (!meets(filter, await load(id))) {
        throw lacking(permission);
      }
    }
  }

  /** Lets through who may see a record, and gives it. */
  async read<Record extends RecordFacts>(
    permission: ResourcePermission,
    load: () => Promise<Record>,
    options: ServiceOptions,
  ): Promise<Record> {
    const filter = await this.filterFor(permission, options);
    if (filter === undefined) {
      throw lacking(permission);
    }
    const record = await load();
    if (!meets(filter, record)) {
      throw lacking(permission);
    }
    return record;
  }
}
