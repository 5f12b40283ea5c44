import type {
  AuditorService,
  AuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { KeyProvider } from '@livery/backstage-plugin-livery-node';
import type { Knex } from 'knex';
import { brandTemplateReadPermission } from '@livery/backstage-plugin-livery-common';
import type { LiveryConfig } from '../config';
import type { ServiceOptions } from './authorize';
import { AssetContents } from './assets/AssetContents';
import type { AssetStorage } from '@livery/backstage-plugin-livery-node';
import { AuthorizedAssetsService } from './assets/AuthorizedAssetsService';
import { createAssetStorage } from './assets/createAssetStorage';
import { DatabaseLibraryAssetsStore } from './assets/DatabaseLibraryAssetsStore';
import { DefaultAssetsService } from './assets/DefaultAssetsService';
import { OrphanedAssets } from './assets/OrphanedAssets';
import { AuthorizedBrandTemplatesService } from './brandTemplates/AuthorizedBrandTemplatesService';
import { brandTemplateResourceRef, brandTemplateResourceType } from './brandTemplates/resource';
import { DatabaseBrandTemplatesStore } from './brandTemplates/DatabaseBrandTemplatesStore';
import { DefaultBrandTemplatesService } from './brandTemplates/DefaultBrandTemplatesService';
import { importSampleBrand } from './brandTemplates/importSampleBrand';
import { TemplateAssets } from './brandTemplates/TemplateAssets';
import { AuthorizedConfigurationService } from './configuration/AuthorizedConfigurationService';
import { configurationAsCredentialUser } from './configuration/configurationAsCredentialUser';
import { DatabaseConfigurationStore } from './configuration/DatabaseConfigurationStore';
import { DefaultConfigurationService } from './configuration/DefaultConfigurationService';
import { configurationResourceRef, configurationResourceType } from './configuration/resource';
import type { Notifier } from './credentials/CredentialCare';
import {
  createRemotes,
  createRemoteServices,
  credentialUsersOf,
  credentialVerifiersOf,
} from './createRemotes';
import { createCredentials } from './credentials/createCredentials';
import { DashboardService } from './dashboard/DashboardService';
import { RunCounts } from './dashboard/RunCounts';
import { DatabaseRunOutputsStore } from './outputs/DatabaseRunOutputsStore';
import { FileSystemOutputStore } from './outputs/FileSystemOutputStore';
import { RecordGate } from './records/RecordGate';
import { AssetRulesStore } from './previews/AssetRulesStore';
import { AuthorizedPreviewsService } from './previews/AuthorizedPreviewsService';
import { DefaultPreviewsService } from './previews/DefaultPreviewsService';
import { PushedImages } from './registries/PushedImages';
import { AuthorizedRunnerService } from './runner/AuthorizedRunnerService';
import { DefaultRunnerService } from './runner/DefaultRunnerService';
import { AuthorizedRunsService } from './runs/AuthorizedRunsService';
import { DatabaseRunsStore } from './runs/DatabaseRunsStore';
import { DefaultRunsService } from './runs/DefaultRunsService';
import { LostRuns } from './runs/LostRuns';
import { RunEventFeed } from './runs/RunEventFeed';
import { ScaffolderTasks } from './runs/ScaffolderTasks';
import { AuthorizedUpstreams } from './upstreams/AuthorizedUpstreams';
import { ConfiguredUpstreams } from './upstreams/ConfiguredUpstreams';

/** What the services are made from. */
export interface ServicesOptions {
  /** Where the bytes of assets lie; without it, where the configuration says. */
  assetStorage?: AssetStorage;
  auditor: AuditorService;
  auth: AuthService;
  client: Knex;
  config: LiveryConfig;
  keyProviders: readonly KeyProvider[];
  logger: LoggerService;
  notifications: Notifier;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  scaffolder: ScaffolderService;
}

/** Puts the services together: each one that a route calls asks for permission first. */
export async function createServices(options: ServicesOptions) {
  const { auth, client, config, logger, permissions, permissionsRegistry, scaffolder } = options;
  const { templateRef } = config.runs;

  const contents = new AssetContents({
    client,
    storage: options.assetStorage ?? (await createAssetStorage(config.assets, client)),
  });
  const library = new DatabaseLibraryAssetsStore({ client });
  const brandTemplates = new DatabaseBrandTemplatesStore({ client, contents });
  const templateAssets = new TemplateAssets({ contents, library });
  const runs = new DatabaseRunsStore({ client });
  const outputs = new DatabaseRunOutputsStore({ client });
  const files = await FileSystemOutputStore.create(config.outputs);
  const upstreams = new ConfiguredUpstreams(config);
  const feed = new RunEventFeed({ store: runs, logger });
  const tasks = new ScaffolderTasks({ scaffolder, auth });
  const shared = { runs, outputs, files, brandTemplates, upstreams, feed };

  if (config.sampleBrand !== undefined) {
    await importSampleBrand({
      folder: config.sampleBrand,
      store: brandTemplates,
      assets: templateAssets,
      logger,
    });
  }

  permissionsRegistry.addResourceType(brandTemplateResourceType(brandTemplates));
  const brandTemplateGate = new RecordGate({
    permissions,
    permissionsRegistry,
    resourceRef: brandTemplateResourceRef,
  });

  const requireTemplate = (id: string, caller: ServiceOptions) =>
    brandTemplateGate.require(brandTemplateReadPermission, () => brandTemplates.get(id), caller);

  const configuration = new DatabaseConfigurationStore({ client });
  const remotes = createRemotes({ client, config });
  const credentials = await createCredentials({
    ...options,
    keys: config.vault.keys,
    verifiers: credentialVerifiersOf(remotes),
    users: [...credentialUsersOf(remotes), configurationAsCredentialUser(configuration)],
  });
  const remoteServices = createRemoteServices({
    ...options,
    remotes,
    credentialSource: credentials.credentialSource,
  });

  permissionsRegistry.addResourceType(configurationResourceType(configuration));
  const configurationGate = new RecordGate({
    permissions,
    permissionsRegistry,
    resourceRef: configurationResourceRef,
  });

  const services = {
    ...credentials,
    ...remoteServices,
    previews: new AuthorizedPreviewsService({
      inner: new DefaultPreviewsService({
        templates: brandTemplates,
        rules: new AssetRulesStore({ client }),
      }),
      permissions,
      gate: brandTemplateGate,
      requireTemplate,
    }),
    brandTemplates: new AuthorizedBrandTemplatesService({
      inner: new DefaultBrandTemplatesService({ store: brandTemplates, assets: templateAssets }),
      permissions,
      gate: brandTemplateGate,
    }),
    assets: new AuthorizedAssetsService({
      inner: new DefaultAssetsService({ store: library, contents }),
      permissions,
    }),
    configuration: new AuthorizedConfigurationService({
      inner: new DefaultConfigurationService({
        store: configuration,
        credentials: credentials.credentialSource,
      }),
      permissions,
      gate: configurationGate,
    }),
    orphanedAssets: new OrphanedAssets({ contents, logger }),
    upstreams: new AuthorizedUpstreams({ inner: upstreams, permissions }),
    runs: new AuthorizedRunsService({
      inner: new DefaultRunsService({ ...shared, scaffolder, tasks, templateRef, logger }),
      permissions,
      requireTemplate,
    }),
    runner: new AuthorizedRunnerService({
      inner: new DefaultRunnerService({
        ...shared,
        pushedImages: new PushedImages({ store: remotes.registriesStore }),
      }),
      runs,
      auth,
      permissions,
      requireTemplate,
    }),
  };

  return {
    ...services,
    dashboard: new DashboardService({ ...services, runCounts: new RunCounts({ client }), permissions }),
    feed,
    lostRuns: new LostRuns({ runs, tasks, feed, logger }),
    isReady: () => tasks.hasTemplate(templateRef),
  };
}
