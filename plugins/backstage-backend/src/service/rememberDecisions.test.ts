import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { runCancelPermission, runReadPermission } from '@livery/backstage-plugin-livery-common';
import { rememberDecisions } from './rememberDecisions';

describe('rememberDecisions', () => {
  it('asks once in a moment for each caller and permission, and again when the moment is over or it failed', async () => {
    let nowMs = 0;
    const authorize = jest.fn(async () => [{ result: AuthorizeResult.ALLOW }]);
    const permissions = rememberDecisions(
      { authorize, authorizeConditional: authorize } as unknown as PermissionsService,
      () => nowMs,
    );
    const ask = (permission: typeof runReadPermission, credentials = ada) =>
      permissions.authorize([{ permission }], { credentials });
    const ada = mockCredentials.user('user:default/ada');
    await Promise.all([ask(runReadPermission), ask(runReadPermission)]);
    expect(authorize).toHaveBeenCalledTimes(1);
    await ask(runCancelPermission);
    await ask(runReadPermission, mockCredentials.user('user:default/bob'));
    await permissions.authorizeConditional([], { credentials: ada });
    expect(authorize).toHaveBeenCalledTimes(4);

    nowMs = 2001;
    authorize.mockRejectedValueOnce(new Error('away'));
    await expect(ask(runReadPermission)).rejects.toThrow('away');
    expect(await ask(runReadPermission)).toEqual([{ result: AuthorizeResult.ALLOW }]);
    expect(authorize).toHaveBeenCalledTimes(6);
  });
});
