import { AuthorizeResult, createPermission, type Permission } from '@backstage/plugin-permission-common';

/** The resource type of brand templates, for policies. */
export const BRAND_TEMPLATE_RESOURCE = 'livery-brand-template';

/** See brand templates. */
export const brandTemplateReadPermission = createPermission({
  name: 'livery.brand-template.read',
  attributes: { action: 'read' },
  resourceType: BRAND_TEMPLATE_RESOURCE,
});

/** Create brand templates. */
export const brandTemplateCreatePermission = createPermission({
  name: 'livery.brand-template.create',
  attributes: { action: 'create' },
});

/** Change brand templates. */
export const brandTemplateUpdatePermission = createPermission({
  name: 'livery.brand-template.update',
  attributes: { action: 'update' },
  resourceType: BRAND_TEMPLATE_RESOURCE,
});

/** Delete brand templates. */
export const brandTemplateDeletePermission = createPermission({
  name: 'livery.brand-template.delete',
  attributes: { action: 'delete' },
  resourceType: BRAND_TEMPLATE_RESOURCE,
});

/** See the files that any brand template can take. */
export const assetReadPermission = createPermission({
  name: 'livery.asset.read',
  attributes: { action: 'read' },
});

/** Upload files that any brand template can take. */
export const assetCreatePermission = createPermission({
  name: 'livery.asset.create',
  attributes: { action: 'create' },
});

/** Delete files that any brand template can take. */
export const assetDeletePermission = createPermission({
  name: 'livery.asset.delete',
  attributes: { action: 'delete' },
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

/** The resource type of credentials, for policies. */
export const CREDENTIAL_RESOURCE = 'livery-credential';

/** See credentials, never their secrets. */
export const credentialReadPermission = createPermission({
  name: 'livery.credential.read',
  attributes: { action: 'read' },
  resourceType: CREDENTIAL_RESOURCE,
});

/** Create credentials. */
export const credentialCreatePermission = createPermission({
  name: 'livery.credential.create',
  attributes: { action: 'create' },
});

/** Change credentials, and replace their secrets. */
export const credentialUpdatePermission = createPermission({
  name: 'livery.credential.update',
  attributes: { action: 'update' },
  resourceType: CREDENTIAL_RESOURCE,
});

/** Delete credentials. */
export const credentialDeletePermission = createPermission({
  name: 'livery.credential.delete',
  attributes: { action: 'delete' },
  resourceType: CREDENTIAL_RESOURCE,
});

/** Have credentials used on their hosts: try them, and give them to repositories and registries. */
export const credentialUsePermission = createPermission({
  name: 'livery.credential.use',
  attributes: {},
  resourceType: CREDENTIAL_RESOURCE,
});

/** See the keys of the vault and its audit log. */
export const vaultReadPermission = createPermission({
  name: 'livery.vault.read',
  attributes: { action: 'read' },
});

/** Wrap the secrets of the vault with another key. */
export const vaultManagePermission = createPermission({
  name: 'livery.vault.manage',
  attributes: { action: 'update' },
});

/** The resource type of git repositories, for policies. */
export const GIT_REPOSITORY_RESOURCE = 'livery-git-repository';

/** See git repositories, their branches and what used them. */
export const gitRepositoryReadPermission = createPermission({
  name: 'livery.git-repository.read',
  attributes: { action: 'read' },
  resourceType: GIT_REPOSITORY_RESOURCE,
});

/** Create git repositories. */
export const gitRepositoryCreatePermission = createPermission({
  name: 'livery.git-repository.create',
  attributes: { action: 'create' },
});

/** Change git repositories, and have them verified. */
export const gitRepositoryUpdatePermission = createPermission({
  name: 'livery.git-repository.update',
  attributes: { action: 'update' },
  resourceType: GIT_REPOSITORY_RESOURCE,
});

/** Delete git repositories from the portal. */
export const gitRepositoryDeletePermission = createPermission({
  name: 'livery.git-repository.delete',
  attributes: { action: 'delete' },
  resourceType: GIT_REPOSITORY_RESOURCE,
});

/** Say by which keys the hosts of SSH repositories are trusted, for everybody. */
export const gitHostKeyApprovePermission = createPermission({
  name: 'livery.git-host-key.approve',
  attributes: { action: 'update' },
});

/** The resource type of container registries, for policies. */
export const CONTAINER_REGISTRY_RESOURCE = 'livery-container-registry';

/** See container registries, and what they hold. */
export const containerRegistryReadPermission = createPermission({
  name: 'livery.container-registry.read',
  attributes: { action: 'read' },
  resourceType: CONTAINER_REGISTRY_RESOURCE,
});

/** Create container registries. */
export const containerRegistryCreatePermission = createPermission({
  name: 'livery.container-registry.create',
  attributes: { action: 'create' },
});

/** Change container registries, and have them verified. */
export const containerRegistryUpdatePermission = createPermission({
  name: 'livery.container-registry.update',
  attributes: { action: 'update' },
  resourceType: CONTAINER_REGISTRY_RESOURCE,
});

/** Delete container registries from the portal. */
export const containerRegistryDeletePermission = createPermission({
  name: 'livery.container-registry.delete',
  attributes: { action: 'delete' },
  resourceType: CONTAINER_REGISTRY_RESOURCE,
});

/** The resource type of configuration, for policies. */
export const CONFIGURATION_RESOURCE = 'livery-configuration';

/** See the settings of branded apps. */
export const configurationReadPermission = createPermission({
  name: 'livery.configuration.read',
  attributes: { action: 'read' },
  resourceType: CONFIGURATION_RESOURCE,
});

/** Create settings of branded apps. */
export const configurationCreatePermission = createPermission({
  name: 'livery.configuration.create',
  attributes: { action: 'create' },
});

/** Change settings of branded apps. */
export const configurationUpdatePermission = createPermission({
  name: 'livery.configuration.update',
  attributes: { action: 'update' },
  resourceType: CONFIGURATION_RESOURCE,
});

/** Delete settings of branded apps. */
export const configurationDeletePermission = createPermission({
  name: 'livery.configuration.delete',
  attributes: { action: 'delete' },
  resourceType: CONFIGURATION_RESOURCE,
});

/** Say what brands have to bring. */
export const assetRulesUpdatePermission = createPermission({
  name: 'livery.asset-rules.update',
  attributes: { action: 'update' },
});

/** See what the portal counts, and what happened last. */
export const dashboardReadPermission = createPermission({
  name: 'livery.dashboard.read',
  attributes: { action: 'read' },
});

/** Of each kind of record, what asks about single records; a policy can answer those with conditions. */
export const brandTemplatePermissions = [
  brandTemplateReadPermission,
  brandTemplateUpdatePermission,
  brandTemplateDeletePermission,
];

/** See {@link brandTemplatePermissions}. */
export const credentialPermissions = [
  credentialReadPermission,
  credentialUpdatePermission,
  credentialDeletePermission,
  credentialUsePermission,
];

/** See {@link brandTemplatePermissions}. */
export const gitRepositoryPermissions = [
  gitRepositoryReadPermission,
  gitRepositoryUpdatePermission,
  gitRepositoryDeletePermission,
];

/** See {@link brandTemplatePermissions}. */
export const containerRegistryPermissions = [
  containerRegistryReadPermission,
  containerRegistryUpdatePermission,
  containerRegistryDeletePermission,
];

/** See {@link brandTemplatePermissions}. */
export const configurationPermissions = [
  configurationReadPermission,
  configurationUpdatePermission,
  configurationDeletePermission,
];

/** Everything Livery asks permission for. */
export const liveryPermissions: Permission[] = [
  ...brandTemplatePermissions,
  brandTemplateCreatePermission,
  assetReadPermission,
  assetCreatePermission,
  assetDeletePermission,
  assetRulesUpdatePermission,
  ...configurationPermissions,
  configurationCreatePermission,
  dashboardReadPermission,
  ...credentialPermissions,
  credentialCreatePermission,
  vaultReadPermission,
  vaultManagePermission,
  ...gitRepositoryPermissions,
  gitRepositoryCreatePermission,
  gitHostKeyApprovePermission,
  ...containerRegistryPermissions,
  containerRegistryCreatePermission,
  runReadPermission,
  runCreatePermission,
  runCancelPermission,
];

/** Whether a decision of the permission system lets somebody do what was asked for. */
export function isAllowedBy(decision: { result: AuthorizeResult }): boolean {
  return decision.result === AuthorizeResult.ALLOW;
}
