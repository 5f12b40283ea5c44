import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '@livery/contracts';
import type { ServiceOptions } from '../service/authorize';

/** A kind of records that are verified when nobody does it. */
export interface VerifiedRecords {
  readonly kind: string;
  listPending(limit: number): Promise<readonly { id: string; name: string }[]>;
  verify(id: string, options: ServiceOptions): Promise<unknown>;
}

const atOnce = 20;

/** Verifies what was created, or whose address or credential has changed, in the name of the portal itself. */
export class PendingVerifications {
  readonly #records: readonly VerifiedRecords[];
  readonly #auth: AuthService;
  readonly #logger: LoggerService;

  constructor(options: { records: readonly VerifiedRecords[]; auth: AuthService; logger: LoggerService }) {
    this.#records = options.records;
    this.#auth = options.auth;
    this.#logger = options.logger;
  }

  /** Looks at some of those that wait, one after the other; the rest is for the next time. */
  async run(signal?: AbortSignal): Promise<void> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    for (const { kind, listPending, verify } of this.#records) {
      for (const { id, name } of await listPending(atOnce)) {
        if (signal?.aborted) {
          return;
        }
        try {
          await verify(id, { credentials });
        } catch (error) {
          // It may have been deleted in between; what else it may be must not hold up the others.
          this.#logger.warn(`Could not verify the ${kind} '${name}': ${messageOf(error)}`, { id });
        }
      }
    }
  }
}
