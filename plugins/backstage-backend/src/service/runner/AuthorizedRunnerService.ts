import type { Readable } from 'node:stream';
import type { AuthService, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  type NewRun,
  type Run,
  runCreatePermission,
  type RunJob,
  type RunEventBatch,
  type StoredOutput,
} from '@livery/backstage-plugin-livery-common';
import { requirePermissions, type ServiceOptions } from '../authorize';
import type { RequireTemplate } from '../runs/AuthorizedRunsService';
import type { RunRecord, RunsStore } from '../runs/RunsStore';
import type { AnnouncedOutput, RunnerService } from './RunnerService';

/**
 * The service whose tasks carry runs.
 *
 * Backstage calls a subject informational, but a service without access restrictions holds every permission of
 * every plugin. So the routes of runners ask who calls. A token of the scaffolder's own key makes this subject;
 * other plugins get their own id, and external callers what the configuration of the portal names them.
 */
const runnerSubject = 'plugin:scaffolder';

/** Lets only a runner through, and a runner that acts for a person only to that person's runs. */
export class AuthorizedRunnerService implements RunnerService {
  readonly #inner: RunnerService;
  readonly #runs: Pick<RunsStore, 'get'>;
  readonly #auth: AuthService;
  readonly #permissions: PermissionsService;
  readonly #requireTemplate: RequireTemplate;

  constructor(options: {
    inner: RunnerService;
    runs: Pick<RunsStore, 'get'>;
    auth: AuthService;
    permissions: PermissionsService;
    requireTemplate: RequireTemplate;
  }) {
    this.#inner = options.inner;
    this.#runs = options.runs;
    this.#auth = options.auth;
    this.#permissions = options.permissions;
    this.#requireTemplate = options.requireTemplate;
  }

  async registerRun(taskId: string, run: NewRun, options: ServiceOptions): Promise<Run> {
    const userEntityRef = this.#requireRunner(options);
    await requirePermissions(this.#permissions, [runCreatePermission], options);
    await this.#requireTemplate(run.templateId, options);
    const registered = await this.#inner.registerRun(taskId, run, options);
    requireOwner(registered, userEntityRef);
    return registered;
  }

  async getJob(runId: string, options: ServiceOptions): Promise<RunJob> {
    await this.#requireRunnerOf(runId, options);
    return this.#inner.getJob(runId, options);
  }

  async appendEvents(runId: string, batch: RunEventBatch, options: ServiceOptions): Promise<void> {
    await this.#requireRunnerOf(runId, options);
    await this.#inner.appendEvents(runId, batch, options);
  }

  async storeOutput(
    runId: string,
    output: AnnouncedOutput,
    content: Readable,
    options: ServiceOptions,
  ): Promise<StoredOutput> {
    await this.#requireRunnerOf(runId, options);
    return this.#inner.storeOutput(runId, output, content, options);
  }

  async #requireRunnerOf(runId: string, options: ServiceOptions): Promise<void> {
    const userEntityRef = this.#requireRunner(options);
    requireOwner(await this.#runs.get(runId), userEntityRef);
  }

  /** Answers the person that the runner acts for; the scaffolder itself acts for nobody. */
  #requireRunner({ credentials }: ServiceOptions): string | undefined {
    if (this.#auth.isPrincipal(credentials, 'service') && credentials.principal.subject === runnerSubject) {
      return undefined;
    }
    if (
      this.#auth.isPrincipal(credentials, 'user') &&
      credentials.principal.actor?.subject === runnerSubject
    ) {
      return credentials.principal.userEntityRef;
    }
    throw new NotAllowedError('Only a task of the scaffolder may do this.');
  }
}

function requireOwner(run: RunRecord, userEntityRef: string | undefined): void {
  if (userEntityRef !== undefined && run.createdBy !== userEntityRef) {
    throw new NotAllowedError(`The run ${run.id} belongs to somebody else.`);
  }
}
