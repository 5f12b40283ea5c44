import { randomUUID } from 'node:crypto';
import type {
  ContainerRegistry,
  ContainerRegistryQuery,
  Page,
  RegistryType,
  RevisionMatch,
} from '@livery/backstage-plugin-livery-common';
import type { Knex } from 'knex';
import {
  outcomeColumns,
  pendingColumns,
  type VerificationOutcome,
  whereVerification,
} from '../../remotes/verification';
import type { RecordFilter } from '../records/criteria';
import { DatabaseRecords } from '../records/DatabaseRecords';
import type {
  ContainerRegistriesStore,
  ContainerRegistryChange,
  ContainerRegistryDraft,
} from './ContainerRegistriesStore';
import {
  placeColumns,
  registryColumns,
  type RegistryRow,
  searchColumns,
  toContainerRegistry,
} from './registryRows';

const table = 'container_registries';
const sortable = {
  name: 'name',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  host: 'host',
  lastPushedAt: 'last_pushed_at',
} as const;

/** Container registries in the tables `container_registries` and `container_registry_tags`. */
export class DatabaseContainerRegistriesStore implements ContainerRegistriesStore {
  readonly #client: Knex;
  readonly #records: DatabaseRecords<RegistryRow, ContainerRegistry, keyof typeof sortable>;

  constructor({ client }: { client: Knex }) {
    this.#client = client;
    this.#records = new DatabaseRecords({
      client,
      table,
      kind: 'container registry',
      tags: { table: 'container_registry_tags', id: 'registry_id' },
      columns: registryColumns,
      sortable,
      toEntry: toContainerRegistry,
    });
  }

  list(request: ContainerRegistryQuery, filter: RecordFilter): Promise<Page<ContainerRegistry>> {
    const { type, awsRegion, verification, credentialId, isActive } = request;
    return this.#records.list(request, filter, query => {
      query.where({
        ...(type !== undefined && { type }),
        ...(awsRegion !== undefined && { aws_region: awsRegion }),
        ...(credentialId !== undefined && { credential_id: credentialId }),
        ...(isActive !== undefined && { is_active: isActive }),
      });
      if (verification !== undefined) {
        whereVerification(query, verification);
      }
    });
  }

  get(id: string): Promise<ContainerRegistry> {
    return this.#records.get(id);
  }

  create(draft: ContainerRegistryDraft): Promise<ContainerRegistry> {
    const now = new Date();
    const { name, description, place, createdBy } = draft;
    return this.#records.insert(
      {
        id: randomUUID(),
        name,
        description,
        ...placeColumns(place),
        base_image: draft.baseImage,
        credential_id: draft.credentialId ?? null,
        is_active: true,
        ...pendingColumns('Registry created, verification pending'),
        last_pushed_at: null,
        owner: draft.owner,
        revision: 1,
        created_by: createdBy,
        created_at: now,
        updated_by: createdBy,
        updated_at: now,
        ...searchColumns({ name, description, host: place.host, target_image: place.targetImage }),
      },
      draft.tags,
    );
  }

  update(
    id: string,
    revision: RevisionMatch,
    change: ContainerRegistryChange,
    updatedBy: string,
  ): Promise<ContainerRegistry> {
    return this.#records.update(id, revision, updatedBy, async row => ({
      columns: changedColumns(row, change),
      tags: change.tags,
    }));
  }

  delete(id: string, revision: RevisionMatch): Promise<void> {
    return this.#records.delete(id, revision);
  }

  async recordVerification(seen: ContainerRegistry, outcome: VerificationOutcome): Promise<void> {
    const { id, type, host, targetImage, credentialId } = seen;
    await this.#client<RegistryRow>(table)
      .where({
        id,
        type: type satisfies RegistryType,
        host,
        target_image: targetImage,
        credential_id: credentialId ?? null,
      })
      .update(outcomeColumns(outcome, credentialId));
  }

  async recordPush(host: string, repository: string, at: Date): Promise<void> {
    const targets = await this.#client<RegistryRow>(table).where({ host }).select('id', 'target_image');
    const ids = targets
      .filter(({ target_image: image }) => image.slice(0, image.lastIndexOf(':')) === repository)
      .map(({ id }) => id);
    await this.#client<RegistryRow>(table)
      .whereIn('id', ids)
      .where(earlier => void earlier.whereNull('last_pushed_at').orWhere('last_pushed_at', '<', at))
      .update({ last_pushed_at: at });
  }

  async listPending(limit: number): Promise<ContainerRegistry[]> {
    const query = this.#client(table).where({ is_active: true });
    whereVerification(query, 'pending');
    const rows = (await query
      .orderBy('updated_at')
      .limit(limit)
      .select(...registryColumns)) as RegistryRow[];
    return this.#records.complete(rows);
  }

  async listByCredential(credentialId: string): Promise<ContainerRegistry[]> {
    const rows = (await this.#client(table)
      .where({ credential_id: credentialId })
      .orderBy('name')
      .select(...registryColumns)) as RegistryRow[];
    return this.#records.complete(rows);
  }
}

function changedColumns(row: RegistryRow, change: ContainerRegistryChange): Partial<RegistryRow> {
  const place = change.place && placeColumns(change.place);
  const changed = {
    name: change.name ?? row.name,
    description: change.description ?? row.description,
    host: place?.host ?? row.host,
    target_image: place?.target_image ?? row.target_image,
    credential_id: change.credentialId === undefined ? row.credential_id : change.credentialId,
  };
  const again = [
    ...((place?.type ?? row.type) === row.type ? [] : ['type']),
    ...(changed.host === row.host ? [] : ['host']),
    ...(changed.target_image === row.target_image ? [] : ['target image']),
    ...(changed.credential_id === row.credential_id ? [] : ['credential']),
  ];
  return {
    ...changed,
    ...place,
    ...searchColumns(changed),
    ...(change.baseImage !== undefined && { base_image: change.baseImage }),
    ...(change.isActive !== undefined && { is_active: change.isActive }),
    ...(change.owner !== undefined && { owner: change.owner }),
    ...(again.length > 0 &&
      pendingColumns(`Registry configuration changed (${again.join(', ')}), re-verification required`)),
  };
}
