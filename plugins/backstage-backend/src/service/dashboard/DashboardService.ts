import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type Activity,
  BrandTemplateQuery,
  ConfigurationQuery,
  ContainerRegistryQuery,
  CredentialQuery,
  type Dashboard,
  dashboardReadPermission,
  GitRepositoryQuery,
  type NextStep,
  runReadPermission,
} from '@livery/backstage-plugin-livery-common';
import { isAllowed, requirePermissions, type ServiceOptions } from '../authorize';
import type { BrandTemplatesService } from '../brandTemplates/BrandTemplatesService';
import type { ConfigurationService } from '../configuration/ConfigurationService';
import type { CredentialsService } from '../credentials/CredentialsService';
import type { ContainerRegistriesService } from '../registries/ContainerRegistriesService';
import type { GitRepositoriesService } from '../repositories/GitRepositoriesService';
import type { RunsService } from '../runs/RunsService';
import type { RunCounts } from './RunCounts';

const maximumActivity = 10;

/** What the dashboard is made from: services that themselves ask what the caller may see. */
export interface DashboardOptions {
  brandTemplates: BrandTemplatesService;
  credentials: CredentialsService;
  gitRepositories: GitRepositoriesService;
  containerRegistries: ContainerRegistriesService;
  configuration: ConfigurationService;
  runs: RunsService;
  runCounts: RunCounts;
  permissions: PermissionsService;
}

/** Counts what the portal holds, as far as the caller may see it. */
export class DashboardService {
  readonly #options: DashboardOptions;

  constructor(options: DashboardOptions) {
    this.#options = options;
  }

  async get(caller: ServiceOptions): Promise<Dashboard> {
    await requirePermissions(this.#options.permissions, [dashboardReadPermission], caller);
    const [brandTemplates, credentials, gitRepositories, containerRegistries, configuration, runs, activity] =
      await Promise.all([
        this.#brandTemplates(caller),
        this.#credentials(caller),
        this.#gitRepositories(caller),
        this.#options.containerRegistries.list(ContainerRegistryQuery.parse({ limit: 1 }), caller),
        this.#options.configuration.list(ConfigurationQuery.parse({ limit: 1 }), caller),
        this.#runs(caller),
        this.#activity(caller),
      ]);
    const counted = {
      brandTemplates,
      credentials,
      gitRepositories,
      containerRegistries: { total: containerRegistries.total },
      configuration: { total: configuration.total },
      runs,
    };
    return { ...counted, activity, nextSteps: nextStepsOf(counted) };
  }

  async #brandTemplates(caller: ServiceOptions): Promise<Dashboard['brandTemplates']> {
    const { brandTemplates } = this.#options;
    const [all, byDefault] = await Promise.all([
      brandTemplates.list(BrandTemplateQuery.parse({ limit: 1 }), caller),
      brandTemplates.list(BrandTemplateQuery.parse({ limit: 1, isDefault: true }), caller),
    ]);
    const [first] = byDefault.items;
    return { total: all.total, ...(first && { default: { id: first.id, name: first.name } }) };
  }

  async #credentials(caller: ServiceOptions): Promise<Dashboard['credentials']> {
    const { credentials } = this.#options;
    const [total, expiringSoon, expired] = await Promise.all(
      [{}, { expiresWithinDays: 30 }, { hasExpired: true }].map(async query => {
        const page = await credentials.list(CredentialQuery.parse({ ...query, limit: 1 }), caller);
        return page.total;
      }),
    );
    return { total: total ?? 0, expiringSoon: expiringSoon ?? 0, expired: expired ?? 0 };
  }

  async #gitRepositories(caller: ServiceOptions): Promise<Dashboard['gitRepositories']> {
    const { gitRepositories } = this.#options;
    const count = async (query: object) => {
      const all = GitRepositoryQuery.parse({ ...query, limit: 1, includeExperimental: true });
      return (await gitRepositories.list(all, caller)).total;
    };
    const [total, verified] = await Promise.all([count({}), count({ verification: 'verified' })]);
    return { total, verified, unverified: total - verified };
  }

  async #runs(caller: ServiceOptions): Promise<Dashboard['runs']> {
    return (await isAllowed(this.#options.permissions, runReadPermission, caller))
      ? this.#options.runCounts.get()
      : { total: 0, running: 0, completed: 0, failed: 0, last30Days: 0 };
  }

  async #activity(caller: ServiceOptions): Promise<Activity[]> {
    const { runs, credentials, gitRepositories } = this.#options;
    const verified = { limit: 3, sort: '-updatedAt', verification: 'verified', includeExperimental: true };
    const [started, changed, checked] = await Promise.all([
      runs.list({ limit: 5, offset: 0 }, caller),
      credentials.list(CredentialQuery.parse({ limit: 3, sort: '-updatedAt' }), caller),
      gitRepositories.list(GitRepositoryQuery.parse(verified), caller),
    ]);
    const activity: Activity[] = [
      ...started.items.map(run => ({
        kind: 'run' as const,
        id: run.id,
        title: run.templateName,
        at: run.finishedAt ?? run.startedAt ?? run.createdAt,
        state: run.state,
      })),
      ...changed.items.map(({ id, name, updatedAt }) => ({
        kind: 'credential' as const,
        id,
        title: name,
        at: updatedAt,
      })),
      ...checked.items.map(({ id, name, updatedAt }) => ({
        kind: 'git-repository' as const,
        id,
        title: name,
        at: updatedAt,
      })),
    ];
    return activity.sort((one, other) => other.at.localeCompare(one.at)).slice(0, maximumActivity);
  }
}

function nextStepsOf(counted: Omit<Dashboard, 'activity' | 'nextSteps'>): NextStep[] {
  const missing: [number, NextStep][] = [
    [counted.brandTemplates.total, 'create-brand-template'],
    [counted.credentials.total, 'create-credential'],
    [counted.gitRepositories.total, 'create-git-repository'],
    [counted.containerRegistries.total, 'create-container-registry'],
    [0, 'start-run'],
  ];
  return missing.filter(([total]) => total === 0).map(([, step]) => step);
}
