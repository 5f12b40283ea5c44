import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { BRAND_TEMPLATE_RESOURCE, brandTemplatePermissions } from '@livery/backstage-plugin-livery-common';
import type { RecordCriterion, RecordFacts } from '../records/criteria';
import { createResourceType } from '../records/createResourceType';
import type { BrandTemplatesStore } from './BrandTemplatesStore';

/** Brand templates, for the permission system. */
export const brandTemplateResourceRef = createPermissionResourceRef<RecordFacts, RecordCriterion>().with({
  pluginId: 'livery',
  resourceType: BRAND_TEMPLATE_RESOURCE,
});

/** What the permission system has to know of brand templates. */
export function brandTemplateResourceType(store: Pick<BrandTemplatesStore, 'get'>) {
  return createResourceType({
    resourceRef: brandTemplateResourceRef,
    permissions: brandTemplatePermissions,
    load: id => store.get(id),
  });
}
