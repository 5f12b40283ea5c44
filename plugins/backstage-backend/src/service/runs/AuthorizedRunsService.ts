import type { PermissionsService } from '@backstage/backend-plugin-api';
import {
  type NewRun,
  type Page,
  type Run,
  runCancelPermission,
  runCreatePermission,
  runReadPermission,
  type StoredOutput,
  type StoredRunEvent,
} from '@livery/backstage-plugin-livery-common';
import { isAllowed, requirePermissions, type ServiceOptions } from '../authorize';
import type { FollowOptions, OpenedOutput, RunsService } from './RunsService';
import type { PageRequest } from './RunsStore';

/** Lets through who may see a brand template. */
export type RequireTemplate = (id: string, options: ServiceOptions) => Promise<void>;

/** Asks for permission before it passes a call on. */
export class AuthorizedRunsService implements RunsService {
  readonly #inner: RunsService;
  readonly #permissions: PermissionsService;
  readonly #requireTemplate: RequireTemplate;

  constructor(options: {
    inner: RunsService;
    permissions: PermissionsService;
    requireTemplate: RequireTemplate;
  }) {
    this.#inner = options.inner;
    this.#permissions = options.permissions;
    this.#requireTemplate = options.requireTemplate;
  }

  async list(page: PageRequest, options: ServiceOptions): Promise<Page<Run>> {
    if (!(await isAllowed(this.#permissions, runReadPermission, options))) {
      return { items: [], total: 0 };
    }
    return this.#inner.list(page, options);
  }

  async get(id: string, options: ServiceOptions): Promise<Run> {
    await requirePermissions(this.#permissions, [runReadPermission], options);
    return this.#inner.get(id, options);
  }

  async start(run: NewRun, options: ServiceOptions): Promise<Run> {
    // The zip holds what the brand template holds: who starts a run reads the template.
    await requirePermissions(this.#permissions, [runCreatePermission], options);
    await this.#requireTemplate(run.templateId, options);
    return this.#inner.start(run, options);
  }

  async cancel(id: string, options: ServiceOptions): Promise<Run> {
    await requirePermissions(this.#permissions, [runReadPermission, runCancelPermission], options);
    return this.#inner.cancel(id, options);
  }

  async followEvents(id: string, options: FollowOptions): Promise<AsyncIterable<StoredRunEvent[]>> {
    await requirePermissions(this.#permissions, [runReadPermission], options);
    return this.#inner.followEvents(id, options);
  }

  async getOutput(runId: string, outputId: string, options: ServiceOptions): Promise<StoredOutput> {
    await requirePermissions(this.#permissions, [runReadPermission], options);
    return this.#inner.getOutput(runId, outputId, options);
  }

  async openOutput(runId: string, outputId: string, options: ServiceOptions): Promise<OpenedOutput> {
    await requirePermissions(this.#permissions, [runReadPermission], options);
    return this.#inner.openOutput(runId, outputId, options);
  }
}
