import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { CREDENTIAL_RESOURCE, credentialPermissions } from '@livery/backstage-plugin-livery-common';
import type { RecordCriterion, RecordFacts } from '../records/criteria';
import { createResourceType } from '../records/createResourceType';
import type { CredentialsStore } from './CredentialsStore';

/** Credentials, for the permission system. */
export const credentialResourceRef = createPermissionResourceRef<RecordFacts, RecordCriterion>().with({
  pluginId: 'livery',
  resourceType: CREDENTIAL_RESOURCE,
});

/** What the permission system has to know of credentials. */
export function credentialResourceType(store: Pick<CredentialsStore, 'get'>) {
  return createResourceType({
    resourceRef: credentialResourceRef,
    permissions: credentialPermissions,
    load: id => store.get(id),
  });
}
