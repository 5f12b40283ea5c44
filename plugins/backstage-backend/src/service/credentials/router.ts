import { credentialRoutes } from '@livery/backstage-plugin-livery-common';
import type { Router } from 'express';
import { createRoutes, type RouteEdge } from '../http/createRoutes';
import type { CredentialsService } from './CredentialsService';

/** What the routes of credentials need. */
export interface CredentialsRouterOptions extends RouteEdge {
  credentials: CredentialsService;
}

/** The routes of credentials. */
export function createCredentialsRouter({ credentials, ...edge }: CredentialsRouterOptions): Router {
  return createRoutes(
    credentialRoutes,
    {
      listCredentialTypes: ({ options }) => credentials.listTypes(options),
      listCredentials: ({ query, options }) => credentials.list(query, options),
      createCredential: ({ body, options }) => credentials.create(body, options),
      cleanUpExpiredCredentials: ({ options }) => credentials.cleanUpExpired(options),
      getCredential: ({ params, options }) => credentials.get(params.id, options),
      listCredentialUses: ({ params, options }) => credentials.listUses(params.id, options),
      updateCredential: ({ params, revision, body, options }) =>
        credentials.update(params.id, revision, body, options),
      replaceCredentialSecret: ({ params, revision, body, options }) =>
        credentials.replaceSecret(params.id, revision, body, options),
      verifyCredential: ({ params, body, options }) => credentials.verify(params.id, body, options),
      deactivateCredential: ({ params, revision, options }) =>
        credentials.deactivate(params.id, revision, options),
      reactivateCredential: ({ params, revision, options }) =>
        credentials.reactivate(params.id, revision, options),
      deleteCredential: ({ params, revision, query, options }) =>
        credentials.delete(params.id, revision, query, options),
    },
    edge,
  );
}
