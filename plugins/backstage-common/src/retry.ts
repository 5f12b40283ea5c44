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
      await wait(delayMs, options.signal);
    }
  }
}

/** The status of a refusal by the backend; none when it could not be reached. */
export function statusOf(error: unknown): number | undefined {
  const { status } = fieldsOf(error);
  return typeof status === 'number' ? status : undefined;
}

function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) {
    return passingStatuses.has(status);
  }
  // What fetch throws when there was no answer at all.
  return fieldsOf(error).name === 'TypeError';
}

/** An error by its fields and not by its class: there can be several of the same name. */
function fieldsOf(error: unknown): { status?: unknown; name?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}

/** Waits, and throws the reason when somebody cancels meanwhile. */
function wait(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
