import { AuthorizeResult, createPermission } from '@backstage/plugin-permission-common';

/** See brand templates. */
export const brandTemplateReadPermission = createPermission({
  name: 'livery.brand-template.read',
  attributes: { action: 'read' },
});

/** Create brand templates. */
export const brandTemplateCreatePermission = createPermission({
  name: 'livery.brand-template.create',
  attributes: { action: 'create' },
});

/** See runs, their log and their outputs. */
export const runReadPermission = createPermission({
  name: 'livery.run.read',
  attributes: { action: 'read' },
});

/** Start runs. */
export const runCreatePermission = createPermission({
  name: 'livery.run.create',
  attributes: { action: 'create' },
});

/** Cancel runs. */
export const runCancelPermission = createPermission({
  name: 'livery.run.cancel',
  attributes: { action: 'update' },
});

/** Everything Livery asks permission for. */
export const liveryPermissions = [
  brandTemplateReadPermission,
  brandTemplateCreatePermission,
  runReadPermission,
  runCreatePermission,
  runCancelPermission,
];

/** Whether a decision of the permission system lets somebody do what was asked for. */
export function isAllowedBy(decision: { result: AuthorizeResult }): boolean {
  return decision.result === AuthorizeResult.ALLOW;
}
