import { isError } from '@backstage/errors';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { RecordFacts } from './criteria';
import { createRecordRules, type RecordResourceRef } from './recordRules';

/** Registers a kind of records with the permission system: its permissions, the rules for conditions, how a record is read. */
export function createResourceType(options: {
  resourceRef: RecordResourceRef;
  permissions: readonly ResourcePermission[];
  /** Reads a record; it fails with a `NotFoundError` for one that is not there. */
  load: (id: string) => Promise<RecordFacts>;
}) {
  const { resourceRef, permissions, load } = options;
  return {
    resourceRef,
    permissions: [...permissions],
    rules: createRecordRules(resourceRef),
    getResources: (ids: string[]) => Promise.all(ids.map(id => loadOrNothing(load, id))),
  };
}

async function loadOrNothing(
  load: (id: string) => Promise<RecordFacts>,
  id: string,
): Promise<RecordFacts | undefined> {
  try {
    return await load(id);
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return undefined;
    }
    throw error;
  }
}
