import type { AuthService, LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { Knex } from 'knex';
import type { LiveryConfig } from '../config';
import { AuthorizedBrandTemplatesService } from './brandTemplates/AuthorizedBrandTemplatesService';
import { DatabaseBrandTemplatesStore } from './brandTemplates/DatabaseBrandTemplatesStore';
import { DefaultBrandTemplatesService } from './brandTemplates/DefaultBrandTemplatesService';
import { importSampleBrand } from './brandTemplates/importSampleBrand';
import { DatabaseRunOutputsStore } from './outputs/DatabaseRunOutputsStore';
import { FileSystemOutputStore } from './outputs/FileSystemOutputStore';
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
  auth: AuthService;
  client: Knex;
  config: LiveryConfig;
  logger: LoggerService;
  permissions: PermissionsService;
  scaffolder: ScaffolderService;
}

/** Puts the services together: each one that a route calls asks for permission first. */
export async function createServices(options: ServicesOptions) {
  const { auth, client, config, logger, permissions, scaffolder } = options;
  const { templateRef } = config.runs;

  const brandTemplates = new DatabaseBrandTemplatesStore({ client });
  const runs = new DatabaseRunsStore({ client });
  const outputs = new DatabaseRunOutputsStore({ client });
  const files = await FileSystemOutputStore.create(config.outputs);
  const upstreams = new ConfiguredUpstreams(config);
  const feed = new RunEventFeed({ store: runs, logger });
  const tasks = new ScaffolderTasks({ scaffolder, auth });
  const shared = { runs, outputs, files, brandTemplates, upstreams, feed };

  if (config.sampleBrand !== undefined) {
    await importSampleBrand({ folder: config.sampleBrand, store: brandTemplates, logger });
  }

  return {
    brandTemplates: new AuthorizedBrandTemplatesService({
      inner: new DefaultBrandTemplatesService({ store: brandTemplates }),
      permissions,
    }),
    upstreams: new AuthorizedUpstreams({ inner: upstreams, permissions }),
    runs: new AuthorizedRunsService({
      inner: new DefaultRunsService({ ...shared, scaffolder, tasks, templateRef, logger }),
      permissions,
    }),
    runner: new AuthorizedRunnerService({
      inner: new DefaultRunnerService(shared),
      runs,
      auth,
      permissions,
    }),
    feed,
    lostRuns: new LostRuns({ runs, tasks, feed, logger }),
    isReady: () => tasks.hasTemplate(templateRef),
  };
}
