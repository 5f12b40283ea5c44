import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { GIT_REPOSITORY_RESOURCE, gitRepositoryPermissions } from '@livery/backstage-plugin-livery-common';
import { createResourceType } from '../records/createResourceType';
import type { RecordCriterion, RecordFacts } from '../records/criteria';
import type { GitRepositoriesStore } from './GitRepositoriesStore';

/** Git repositories, for the permission system. */
export const gitRepositoryResourceRef = createPermissionResourceRef<RecordFacts, RecordCriterion>().with({
  pluginId: 'livery',
  resourceType: GIT_REPOSITORY_RESOURCE,
});

/** What the permission system has to know of git repositories. */
export function gitRepositoryResourceType(store: Pick<GitRepositoriesStore, 'get'>) {
  return createResourceType({
    resourceRef: gitRepositoryResourceRef,
    permissions: gitRepositoryPermissions,
    load: id => store.get(id),
  });
}
