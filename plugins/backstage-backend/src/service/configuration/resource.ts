import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { CONFIGURATION_RESOURCE, configurationPermissions } from '@livery/backstage-plugin-livery-common';
import { createResourceType } from '../records/createResourceType';
import type { RecordCriterion, RecordFacts } from '../records/criteria';
import type { ConfigurationStore } from './ConfigurationStore';

/** Settings of branded apps, for the permission system. */
export const configurationResourceRef = createPermissionResourceRef<RecordFacts, RecordCriterion>().with({
  pluginId: 'livery',
  resourceType: CONFIGURATION_RESOURCE,
});

/** What the permission system has to know of settings. */
export function configurationResourceType(store: Pick<ConfigurationStore, 'get'>) {
  return createResourceType({
    resourceRef: configurationResourceRef,
    permissions: configurationPermissions,
    load: id => store.get(id),
  });
}
