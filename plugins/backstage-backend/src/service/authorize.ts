import type { BackstageCredentials, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, type BasicPermission, type Permission } from '@backstage/plugin-permission-common';

/** On whose behalf a service is called. */
export interface ServiceOptions {
  credentials: BackstageCredentials;
}

/** Whether the caller holds a permission. */
export async function isAllowed(
  permissions: PermissionsService,
  permission: BasicPermission,
  options: ServiceOptions,
): Promise<boolean> {
  const [decision] = await permissions.authorize([{ permission }], options);
  return decision?.result === AuthorizeResult.ALLOW;
}

/** Refuses a caller who lacks one of the permissions. */
export async function requirePermissions(
  permissions: PermissionsService,
  required: BasicPermission[],
  options: ServiceOptions,
): Promise<void> {
  const decisions = await permissions.authorize(
    required.map(permission => ({ permission })),
    options,
  );
  for (const [index, permission] of required.entries()) {
    if (decisions[index]?.result !== AuthorizeResult.ALLOW) {
      throw lacking(permission);
    }
  }
}

/** The refusal of a caller who lacks a permission. */
export function lacking(permission: Permission): NotAllowedError {
  return new NotAllowedError(
    `You may not do this: it needs the permission ${permission.name}. Ask the people who run this portal for it.`,
  );
}

/** The name that a record keeps of whoever made it. */
export function nameOfPrincipal(credentials: BackstageCredentials): string {
  const principal: unknown = credentials.principal;
  if (typeof principal === 'object' && principal !== null) {
    if ('userEntityRef' in principal) {
      return String(principal.userEntityRef);
    }
    if ('subject' in principal) {
      return String(principal.subject);
    }
  }
  throw new NotAllowedError('Only people and services can own a record.');
}
