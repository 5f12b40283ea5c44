/**
 * Who a workflow is, and what that opens: registries and the portal. Secrets are in memory only.
 *
 * @packageDocumentation
 */
export { claimsOf, githubIdTokens, type IdTokens, WorkflowClaims } from './idTokens';
export { KnownSecrets } from './KnownSecrets';
export { openPortal } from './openPortal';
export type { PortalOptions, PortalSession } from './PortalSession';
export { parseLogins, type RegistryLogin } from './RegistryLogin';
export { registryLogins, type RegistryLoginsOptions, registryOfServer } from './registryLogins';
