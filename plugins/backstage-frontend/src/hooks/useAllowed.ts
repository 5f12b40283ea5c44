import { useApi } from '@backstage/frontend-plugin-api';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { isAllowedBy, type liveryPermissions } from '@livery/backstage-plugin-livery-common';
import { useCallback } from 'react';
import { type Resource, useResource } from './useResource';

/** Whether the user holds a permission. Unlike Backstage's `usePermission`, it tells "no" from "nobody answered". */
export function useAllowed(permission: (typeof liveryPermissions)[number]): Resource<boolean> {
  const permissions = useApi(permissionApiRef);
  return useResource(
    useCallback(
      async () => isAllowedBy(await permissions.authorize({ permission })),
      [permissions, permission],
    ),
  );
}
