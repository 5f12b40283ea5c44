import { vaultRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { VaultService } from './VaultService';

/** What the routes of the vault need. */
export interface VaultRouterOptions extends RouteEdge {
  vault: VaultService;
}

/** The routes of the vault. */
export function createVaultRouter({ vault, ...edge }: VaultRouterOptions): Router {
  return createRoutes(
    vaultRoutes,
    {
      getVault: ({ options }) => vault.status(options),
      rotateVault: ({ body, options }) => vault.rotate(body.activeKey, options),
      listVaultAudit: ({ query, options }) => vault.listAudit(query, options),
      verifyVaultAudit: ({ body, options }) => vault.verifyAudit(body.anchor, options),
    },
    edge,
  );
}
