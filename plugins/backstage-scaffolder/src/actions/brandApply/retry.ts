import { setTimeout as wait } from 'node:timers/promises';
import { isError } from '@backstage/errors';

const delaysMs = [500, 1500, 4000, 10_000];

/** Statuses of an answer that may be another one in a moment. */
const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Tries a request to the Livery backend again while the failure looks like one that passes. */
export async function withRetries<T>(
  request: () => Promise<T>,
  options: { signal?: AbortSignal; delaysMs?: readonly number[] } = {},
): Promise<T> {
  const delays = options.delaysMs ?? delaysMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const delayMs = delays[attempt];
      if (delayMs === undefined || !mayPass(error) || options.signal?.aborted) {
        throw error;
      }
      await wait(delayMs, undefined, { signal: options.signal });
    }
  }
}

/** The status of a refusal by the backend; none when it could not be reached. */
export function statusOf(error: unknown): number | undefined {
  return isError(error) && typeof error.status === 'number' ? error.status : undefined;
}

function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) {
    return passingStatuses.has(status);
  }
  // What Node's fetch throws when there was no answer at all.
  return isError(error) && error.name === 'TypeError';
}
