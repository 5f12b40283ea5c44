import { STATUS_CODES } from 'node:http';
import { isError } from '@backstage/errors';
import { LiveryError } from '@livery/contracts';
import type { Problem } from '@livery/backstage-plugin-livery-common';
import type { FieldIssue } from '../errors';

/** The status of each error that we throw on purpose. Its message is for the caller; that of any other is not. */
const statusByName: Readonly<Record<string, number>> = {
  NotModifiedError: 304,
  InputError: 400,
  AuthenticationError: 401,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  PreconditionFailedError: 412,
  ContentTooLargeError: 413,
  PreconditionRequiredError: 428,
  TooManyRequestsError: 429,
  NotImplementedError: 501,
  ServiceUnavailableError: 503,
};

/** What the exit code of an error of Livery is as a status. */
const statusByExitCode: Readonly<Record<number, number>> = { 2: 400, 3: 422, 4: 422, 5: 502, 6: 422 };

/** Words an error for the caller: without a stack, and without the message of what nobody expected. */
export function problemOf(error: unknown, requestId: string): Problem {
  const status = statusOf(error);
  const known = status !== undefined && isError(error);
  const issues = known && 'issues' in error ? (error.issues as readonly FieldIssue[]) : undefined;
  return {
    type: 'about:blank',
    title: STATUS_CODES[status ?? 500] ?? 'Error',
    status: status ?? 500,
    detail: known
      ? messageOf(error)
      : `Something unexpected went wrong. Give the people who run this portal the id of the request: ${requestId}.`,
    requestId,
    ...(error instanceof LiveryError && known && { code: error.code }),
    ...(issues && { errors: [...issues] }),
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof LiveryError) {
    return statusByExitCode[error.exitCode];
  }
  if (!isError(error)) {
    return undefined;
  }
  // What Express and its parsers throw about a request carries the status, and says whether its message may be shown.
  const { statusCode, expose } = error as { statusCode?: unknown; expose?: unknown };
  return expose === true && typeof statusCode === 'number' ? statusCode : statusByName[error.name];
}

function messageOf(error: Error): string {
  return error instanceof LiveryError ? error.toParagraph() : error.message;
}
