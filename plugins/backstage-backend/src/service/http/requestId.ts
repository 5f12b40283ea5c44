import { randomUUID } from 'node:crypto';
import { REQUEST_ID_HEADER } from '@livery/backstage-plugin-livery-common';
import type { RequestHandler, Response } from 'express';

/** Gives each request an id, which the answer carries: the one that a proxy gave it already, or a new one. */
export const giveRequestId: RequestHandler = (request, response, next) => {
  const given = request.header(REQUEST_ID_HEADER);
  response.set(REQUEST_ID_HEADER, given && /^[\w.:-]{8,100}$/.test(given) ? given : randomUUID());
  next();
};

/** The id of the request that a response answers. */
export function requestIdOf(response: Response): string {
  return String(response.get(REQUEST_ID_HEADER));
}
