import { Brand, BrandBundle } from '@livery/contracts';
import { Asset, assetRoutes } from './assets';
import {
  BrandTemplate,
  BrandTemplateDocument,
  brandTemplateRoutes,
  BrandTemplateUpdate,
  BrandTemplateVersion,
  NewBrandTemplate,
} from './brandTemplates';
import {
  Credential,
  credentialRoutes,
  CredentialSecret,
  CredentialUpdate,
  NewCredential,
} from './credentials';
import {
  ContainerRegistry,
  containerRegistryRoutes,
  ContainerRegistryUpdate,
  NewContainerRegistry,
} from './containerRegistries';
import { GitRepository, gitRepositoryRoutes, GitRepositoryUpdate, NewGitRepository } from './gitRepositories';
import { ConfigurationEntry, configurationRoutes } from './configuration';
import { Dashboard, dashboardRoutes } from './dashboard';
import { Problem } from './http/problem';
import type { RouteTable } from './http/route';
import { AssetRules, BrandValidation, previewRoutes, TextPreview } from './previews';
import { runnerRoutes, runRoutes, upstreamRoutes } from './runRoutes';
import { NewRun, Run, RunEventBatch, RunJob, StoredOutput, Upstream } from './schemas';
import { VaultAuditRecord, vaultRoutes } from './vault';

/** Every operation of the HTTP API by its name. */
export const liveryRoutes = {
  ...brandTemplateRoutes,
  ...assetRoutes,
  ...configurationRoutes,
  ...dashboardRoutes,
  ...previewRoutes,
  ...credentialRoutes,
  ...vaultRoutes,
  ...gitRepositoryRoutes,
  ...containerRegistryRoutes,
  ...upstreamRoutes,
  ...runRoutes,
  ...runnerRoutes,
} satisfies RouteTable;

/** The schemas that the OpenAPI document names; it writes out all others where they stand. */
export const liverySchemas = {
  Asset,
  AssetRules,
  Brand,
  BrandBundle,
  BrandTemplate,
  BrandTemplateDocument,
  BrandTemplateUpdate,
  BrandTemplateVersion,
  BrandValidation,
  ConfigurationEntry,
  ContainerRegistry,
  ContainerRegistryUpdate,
  Credential,
  CredentialSecret,
  CredentialUpdate,
  Dashboard,
  GitRepository,
  GitRepositoryUpdate,
  NewBrandTemplate,
  NewContainerRegistry,
  NewCredential,
  NewGitRepository,
  NewRun,
  Problem,
  Run,
  RunEventBatch,
  RunJob,
  StoredOutput,
  TextPreview,
  Upstream,
  VaultAuditRecord,
};
