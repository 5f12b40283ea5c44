import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { PROBLEM_MEDIA_TYPE } from '@livery/backstage-plugin-livery-common';
import type { ErrorRequestHandler } from 'express';
import { problemOf } from './problem';
import { requestIdOf } from './requestId';

/** Answers every error as a problem. What nobody expected goes into the log, with the id that the caller is told. */
export function sendProblems(logger: LoggerService): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = requestIdOf(response);
    const problem = problemOf(error, requestId);
    if (problem.status >= 500) {
      logger.error(`${request.method} ${request.path} failed with ${problem.status}`, {
        requestId,
        error: toError(error).stack ?? String(error),
      });
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    const wait = (error as { retryAfterSeconds?: unknown } | undefined)?.retryAfterSeconds;
    if (typeof wait === 'number') {
      response.set('retry-after', String(wait));
    }
    response.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
  };
}
