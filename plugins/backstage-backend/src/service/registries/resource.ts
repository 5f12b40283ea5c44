import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import {
  CONTAINER_REGISTRY_RESOURCE,
  containerRegistryPermissions,
} from '@livery/backstage-plugin-livery-common';
import { createResourceType } from '../records/createResourceType';
import type { RecordCriterion, RecordFacts } from '../records/criteria';
import type { ContainerRegistriesStore } from './ContainerRegistriesStore';

/** Container registries, for the permission system. */
export const containerRegistryResourceRef = createPermissionResourceRef<RecordFacts, RecordCriterion>().with({
  pluginId: 'livery',
  resourceType: CONTAINER_REGISTRY_RESOURCE,
});

/** What the permission system has to know of container registries. */
export function containerRegistryResourceType(store: Pick<ContainerRegistriesStore, 'get'>) {
  return createResourceType({
    resourceRef: containerRegistryResourceRef,
    permissions: containerRegistryPermissions,
    load: id => store.get(id),
  });
}
