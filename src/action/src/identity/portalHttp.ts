import { statusOf } from '@livery/backstage-plugin-livery-common';
import { LiveryError, messageOf } from '@livery/contracts';
import { isLoopback, type Secret } from '@livery/images';
import type { z } from 'zod';

/** A request to the API of a portal. */
export interface PortalRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
}

/** A request that takes longer is given up, in milliseconds. */
const TIMEOUT_MS = 30_000;

/**
 * The address of the API of a portal.
 *
 * @throws LiveryError `usage-invalid` for an address that others could read along
 */
export function apiOf(portal: string): string {
  const url = URL.canParse(portal) ? new URL(portal) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.host));
  if (!url || !isSafe || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new LiveryError('usage-invalid', {
      message: `${url?.host ? url.host : 'What was given'} cannot be used as the portal: its address has to start with https://, and have no user name and nothing behind a question mark.`,
      hint: 'Give the address at which people open the portal, such as https://backstage.example.',
    });
  }
  return `${url.href.replace(/\/$/, '')}/api/livery`;
}

/** Sends a request with a token, which goes to this address and nowhere else. */
export function send(
  input: string,
  init: RequestInit | undefined,
  token: Secret,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers = new Headers(init?.headers);
  headers.set('authorization', `Bearer ${token.reveal()}`);
  const signals = [AbortSignal.timeout(TIMEOUT_MS), init?.signal, signal].filter(each => each !== undefined);
  return fetch(input, {
    ...init,
    headers,
    redirect: 'error',
    signal: AbortSignal.any(signals.filter(each => each !== null)),
  });
}

/** What fetch wants of a request. */
export function initOf({ method, body }: PortalRequest): RequestInit {
  return body === undefined
    ? { method, headers: { accept: 'application/json' } }
    : {
        method,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      };
}

/** A refusal by the portal. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** What an answer says, by its schema; an error of {@link toPortalError} if it says something else. */
export async function readAnswer<T extends z.ZodType>(response: Response, schema: T): Promise<z.output<T>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    throw new Refusal(response.status, messageIn(body) ?? response.statusText);
  }
  const result = schema.safeParse(body);
  if (!result.success) {
    const [issue] = result.error.issues;
    // Which field, and not its value: that may be a secret.
    throw new Refusal(
      response.status,
      `its answer is wrong in "${issue?.path.join('.')}": ${issue?.message}`,
    );
  }
  return result.data;
}

/** Backstage's own form of an error, or that of https://www.rfc-editor.org/rfc/rfc9457. */
function messageIn(body: unknown): string | undefined {
  const { error, detail } = (typeof body === 'object' && body !== null ? body : {}) as {
    error?: { message?: unknown };
    detail?: unknown;
  };
  return [detail, error?.message].find((text): text is string => typeof text === 'string');
}

/** What a person can do about a refusal. */
const hints: Readonly<Record<number, string>> = {
  401: 'Let the portal trust this repository: the ids of repository and owner belong into its list of trusted workflows.',
  403: 'Check that the run belongs to this workflow: it is opened to the one it was started for.',
  404: 'Check the run or the name of the brand, and that the portal has Livery.',
  409: 'Start a new run: this one is over.',
};

/** The error of a request to the portal. */
export function toPortalError(error: unknown, purpose: string): LiveryError {
  if (error instanceof LiveryError) {
    return error;
  }
  const status = statusOf(error);
  if (status === undefined) {
    // What fetch throws says "fetch failed", and has the reason below it.
    const { cause } = error as { cause?: unknown };
    return new LiveryError('backend-unreachable', {
      message: `${purpose} failed: the portal did not answer (${messageOf(cause ?? error)}).`,
      hint: 'Check the address of the portal, and that the runner can reach it.',
      cause: error,
    });
  }
  return new LiveryError('backend-refused', {
    message: `${purpose} failed: the portal answered ${status} (${messageOf(error).slice(0, 500)}).`,
    hint: hints[status] ?? 'Look at the run in the portal, then start a new one.',
    cause: error,
  });
}
