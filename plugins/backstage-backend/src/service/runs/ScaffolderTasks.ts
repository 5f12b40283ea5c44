import type { AuthService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { z } from 'zod';

/** How a scaffolder task ended, or that it still goes on. */
export type TaskOutcome =
  | { kind: 'under-way' }
  | { kind: 'completed' }
  | { kind: 'cancelled' }
  | { kind: 'failed'; reason: string | undefined }
  | { kind: 'silent'; lastHeartbeatAt: string }
  | { kind: 'unknown' };

/** What the last event of a failed task says; its type leaves the error out. */
const CompletionBody = z.object({ error: z.object({ message: z.string() }) });

/** A worker writes a heartbeat every second; after this long without one it is gone. */
const silenceMs = 2 * 60 * 1000;

/**
 * What Livery asks of the scaffolder in its own name.
 *
 * Its own permissions have decided by then: who may cancel a run may also cancel the task behind it.
 */
export class ScaffolderTasks {
  readonly #scaffolder: ScaffolderService;
  readonly #auth: AuthService;

  constructor(options: { scaffolder: ScaffolderService; auth: AuthService }) {
    this.#scaffolder = options.scaffolder;
    this.#auth = options.auth;
  }

  async cancel(taskId: string): Promise<void> {
    await this.#scaffolder.cancelTask(
      { taskId },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
  }

  /** Whether a template can be used: it is in the catalog, and the scaffolder reads it. */
  async hasTemplate(templateRef: string): Promise<boolean> {
    try {
      const credentials = await this.#auth.getOwnServiceCredentials();
      await this.#scaffolder.getTemplateParameterSchema({ templateRef }, { credentials });
      return true;
    } catch {
      // While the portal starts this fails in many ways, and each of them means: not yet.
      return false;
    }
  }

  /** Finds out what became of a task. Throws when the scaffolder cannot be asked. */
  async outcome(taskId: string): Promise<TaskOutcome> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    let task;
    try {
      task = await this.#scaffolder.getTask({ taskId }, { credentials });
    } catch (error) {
      if (isNotFound(error)) {
        return { kind: 'unknown' };
      }
      throw error;
    }
    switch (task.status) {
      case 'completed':
      case 'skipped':
        return { kind: 'completed' };
      case 'cancelled':
        return { kind: 'cancelled' };
      case 'failed':
        return { kind: 'failed', reason: await this.#reasonOf(taskId) };
      case 'processing':
        return isSilent(task.lastHeartbeatAt)
          ? { kind: 'silent', lastHeartbeatAt: task.lastHeartbeatAt }
          : { kind: 'under-way' };
      default:
        return { kind: 'under-way' };
    }
  }

  async #reasonOf(taskId: string): Promise<string | undefined> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const logs = await this.#scaffolder.getLogs({ taskId }, { credentials }).catch(() => []);
    const completion = logs.findLast(event => event.type === 'completion');
    return CompletionBody.safeParse(completion?.body).data?.error.message;
  }
}

function isSilent(lastHeartbeatAt: string | undefined): lastHeartbeatAt is string {
  return lastHeartbeatAt !== undefined && Date.now() - Date.parse(lastHeartbeatAt) > silenceMs;
}

function isNotFound(error: unknown): boolean {
  return isError(error) && (error.name === 'NotFoundError' || error.statusCode === 404);
}
