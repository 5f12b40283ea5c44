import { InputError } from '@backstage/errors';
import express, { type RequestHandler } from 'express';
import { ContentTooLargeError } from '../errors';

/** Reads a JSON body up to a size, and says in our words what is wrong with one that cannot be read. */
export function readJson(options: {
  limit: string;
  /** What to do about a body that is larger. */
  hint?: string;
}): RequestHandler {
  const { limit, hint } = options;
  const read = express.json({ limit });
  return (request, response, next) => {
    read(request, response, (error: unknown) => {
      const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
      switch (type) {
        case 'entity.parse.failed':
          // The parser's own error repeats the whole body.
          next(new InputError('The body of the request is not JSON.'));
          break;
        case 'entity.too.large':
          next(
            new ContentTooLargeError(
              `The body of the request is larger than ${limit}.${hint ? ` ${hint}` : ''}`,
            ),
          );
          break;
        default:
          next(error);
      }
    });
  };
}
