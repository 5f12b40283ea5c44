import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { nameOfPrincipal } from '../authorize';
import { TooManyRequestsError } from '../errors';
import type { RouteEdge } from './createRoutes';

/** How many expensive requests one caller may make in a while. */
export interface RequestLimit {
  requests: number;
  windowSeconds: number;
}

/** Refuses expensive requests of a caller who makes too many of them. Each backend process counts for itself. */
export function limitRequests(
  { requests, windowSeconds }: RequestLimit,
  httpAuth: RouteEdge['httpAuth'],
): RequestHandler {
  return rateLimit({
    limit: requests,
    windowMs: windowSeconds * 1000,
    standardHeaders: false,
    legacyHeaders: true,
    keyGenerator: async request => nameOfPrincipal(await httpAuth.credentials(request)),
    handler(_request, response, next) {
      const wait = Number(response.get('retry-after') ?? windowSeconds);
      next(
        new TooManyRequestsError(
          `You may make ${requests} such requests in ${windowSeconds} seconds. Wait ${wait} seconds.`,
          wait,
        ),
      );
    },
  });
}
